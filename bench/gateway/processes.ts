/** Processes of a measurement: started, measured from outside, ended by their ids. */
import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Asked, Load } from './load.ts'

const here = import.meta.dirname

export interface Server {
  readonly origin: string
  /** Seconds of processor time so far. */
  cpu(): number
  /** MiB resident. */
  rss(): number
  stop(): Promise<void>
}

/** Starts a script that prints its port or its address on a line. */
export async function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Server> {
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const origin = await addressOf(child)
  return {
    origin,
    cpu: () => cpuOf(child.pid!),
    rss: () => rssOf(child.pid!),
    stop: () =>
      new Promise((done) => {
        child.once('exit', () => done())
        child.kill('SIGTERM')
        setTimeout(() => child.kill('SIGKILL'), 8000).unref()
      }),
  }
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((found, failed) => {
    let text = ''
    child.once('exit', (code) => failed(new Error(`ended with ${code} before it served: ${text}`)))
    child.stdout!.on('data', (piece: Buffer) => {
      text += piece
      const port =
        /^(\d+)$/m.exec(text)?.[1] ?? /127\.0\.0\.1:(\d+)/.exec(text)?.[1] ?? /localhost:(\d+)/.exec(text)?.[1]
      if (port !== undefined) found(`http://127.0.0.1:${port}`)
    })
  })
}

function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function rssOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
}

/** Runs a load in a process of its own. */
export async function load(asked: Asked): Promise<Load> {
  const { stdout } = await promisify(execFile)(process.execPath, [join(here, 'load.ts'), JSON.stringify(asked)], {
    maxBuffer: 1 << 24,
  })
  return JSON.parse(stdout) as Load
}
