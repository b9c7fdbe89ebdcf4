import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Gateway } from '@bylaw/gateway'
import { serveConsole } from './house.ts'

const specs = resolve(import.meta.dirname, '../../../specs')

/** Where a file of this repository's specs stands. */
export const specFile = (name: string): string => JSON.stringify(join(specs, name))

/** A gateway with the console, of a configuration and files written here; they go when it closes. */
export async function serveWritten(config: string, files: Readonly<Record<string, string>>): Promise<Gateway> {
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-written-'))
  for (const [name, text] of Object.entries({ ...files, 'bylaw.yaml': config })) writeFileSync(join(folder, name), text)
  const gateway = await serveConsole(join(folder, 'bylaw.yaml'))
  const close = async () => {
    await gateway.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return new Proxy(gateway, { get: (target, name) => (name === 'close' ? close : Reflect.get(target, name)) })
}
