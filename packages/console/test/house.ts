import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type Gateway, loadConfig, startGateway } from '@bylaw/gateway'
import { appFolder } from '../src/index.ts'

/** The gateway as `npm start` serves it, with the console, at a port of its own. */
export async function serveConsole(
  file = resolve(import.meta.dirname, '../../../specs/bylaw.yaml'),
  folder = process.env.BYLAW_CONSOLE ?? appFolder(),
): Promise<Gateway> {
  const { config, problems } = loadConfig(file)
  if (config === null) throw new Error(problems.map(({ message }) => message).join('\n'))
  const store = mkdtempSync(join(tmpdir(), 'bylaw-console-'))
  const gateway = await startGateway({ ...config, listen: '127.0.0.1:0', store }, { log: 'silent', console: folder })
  const close = async () => {
    await gateway.close()
    rmSync(store, { recursive: true, force: true })
  }
  return new Proxy(gateway, { get: (target, name) => (name === 'close' ? close : Reflect.get(target, name)) })
}
