import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { appFolder } from '@bylaw/console'
import type { Diagnostic } from '@bylaw/core'
import { type Config, type Gateway, loadConfig, startGateway, welcome } from '@bylaw/gateway'
import { WrongUse } from '../failure.ts'
import { reasonOf } from '../files.ts'
import { note, print, printJson } from '../output.ts'
import { specsFolder } from '../packaged.ts'

const LOCAL = 'bylaw.yaml'

interface ServeOptions {
  readonly config?: string
  readonly json?: boolean
}

/** `bylaw serve`: serves until it is told to stop. */
export async function serve(options: ServeOptions): Promise<number> {
  const config = configOf(options)
  const stop = stopped()
  const gateway = await start(config)
  const { url, deployments } = gateway
  if (options.json) printJson({ url, deployments })
  else print(welcome(gateway).trimEnd())
  for (const { diagnostics } of deployments) report(diagnostics)
  await stop
  await gateway.close()
  return 0
}

async function start(config: Config): Promise<Gateway> {
  try {
    return await startGateway(config, { console: appFolder() })
  } catch (error) {
    const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    throw new WrongUse(`cannot serve at ${config.listen}: ${taken ? 'the address is in use' : reasonOf(error)}`)
  }
}

function configOf(options: ServeOptions): Config {
  const given = options.config ?? (existsSync(LOCAL) ? LOCAL : null)
  if (given !== null) return configIn(given)
  const packaged = join(specsFolder(), LOCAL)
  note(`no ./${LOCAL} here: serving ${packaged} (bylaw init writes one)`)
  const config = configIn(packaged)
  return { ...config, store: resolve(config.store) }
}

function configIn(file: string): Config {
  const { config, problems } = loadConfig(file)
  const last = problems.findLast(({ severity }) => severity === 'error')
  report(problems.filter((problem) => problem !== last))
  if (config === null) throw new WrongUse(last === undefined ? `${file} can't be served` : inOneLine(last))
  return config
}

function report(diagnostics: readonly Diagnostic[]): void {
  for (const diagnostic of diagnostics) if (diagnostic.severity !== 'info') note(inOneLine(diagnostic))
}

const inOneLine = ({ severity, code, message, file, line, column }: Diagnostic): string =>
  `${file}:${line}:${column}: ${severity}[${code}]: ${message}`

/** Until the first signal; further ones change nothing, since closing is bounded in time. */
const stopped = (): Promise<void> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => done())
  })
