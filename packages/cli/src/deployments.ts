import { statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Diagnostic } from '@bylaw/core'
import type { Config } from '@bylaw/gateway'
import { WrongUse } from './failure.ts'
import { reasonOf } from './files.ts'
import type { StackOptions } from './stack.ts'

export const CONFIG = 'bylaw.yaml'

export const configFile = (folder: string): string => join(folder, CONFIG)

/** @throws WrongUse where there is neither a file nor a folder */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    throw new WrongUse(`cannot read ${path}: ${reasonOf(error)}`)
  }
}

/** No secret is needed to compare decisions: every variable that the file names counts as set. */
const UNSECRET = new Proxy<Record<string, string | undefined>>(
  {},
  { get: (_, name) => (name === 'BYLAW_DATABASE_URL' ? undefined : 'unset') },
)

/**
 * The configuration of a folder that holds a `bylaw.yaml`.
 * @throws WrongUse where it can't be read
 */
export async function configIn(folder: string): Promise<Config> {
  const { loadConfig } = await import('@bylaw/gateway')
  const { config, problems } = loadConfig(configFile(folder), UNSECRET)
  const error = problems.find(({ severity }) => severity === 'error')
  if (config !== null) return config
  throw new WrongUse(error === undefined ? `${configFile(folder)} can't be read` : placed(error))
}

const placed = ({ file, line, column, message }: Diagnostic): string => `${file}:${line}:${column}: ${message}`

/** The layers of one deployment, in order; files as seen from where the command runs. */
export function stackOf({ specs, deployments }: Config, folder: string, deployment: string): StackOptions {
  const seen = (file: string): string => (isAbsolute(file) ? file : join(folder, file))
  const layer = deployments[deployment]!.layers.flatMap((each) =>
    Object.entries(each).map(([level, file]) => `${level}=${seen(file)}`),
  )
  return { spec: specs.map(seen), layer }
}
