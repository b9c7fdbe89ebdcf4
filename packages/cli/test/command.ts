import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export const launcher = resolve(import.meta.dirname, '../bin/bylaw.js')
export const specs = resolve(import.meta.dirname, '../../../specs')

export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Surroundings {
  readonly cwd?: string
  readonly input?: string | Uint8Array
  readonly env?: Readonly<Record<string, string>>
  /** Arguments of Node, before the file. */
  readonly node?: readonly string[]
  readonly file?: string
}

/** The command as a child process, with nothing on its standard input unless given. */
export function start(args: readonly string[], { cwd, env, node = [], file = launcher }: Surroundings = {}) {
  return spawn(process.execPath, [...node, file, ...args], { cwd, env: { ...process.env, ...env } })
}

/** Runs the command to its end. */
export function bylaw(args: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const child = start(args, surroundings)
  const out: Buffer[] = []
  const err: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(surroundings.input ?? '')
  return new Promise((done, failed) => {
    child.on('error', failed)
    child.on('close', (code) => done({ code, out: String(Buffer.concat(out)), err: String(Buffer.concat(err)) }))
  })
}

/** A folder of its own for a test file. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'bylaw-cli-'))

  write(name: string, content: string | Uint8Array): string {
    const path = join(this.path, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
    return path
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}
