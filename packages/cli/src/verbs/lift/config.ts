import { type Config, type Environment, loadConfig } from '@bylaw/gateway'
import { WrongUse } from '../../failure.ts'

/**
 * Reads a configuration for something else than serving it.
 * @throws WrongUse where it can't be read: the first error, in one line
 */
export function configAt(file: string, environment?: Environment): Config {
  const { config, problems } = loadConfig(file, environment)
  if (config !== null) return config
  const { line, column, message } = problems.find(({ severity }) => severity === 'error')!
  throw new WrongUse(`${file}:${line}:${column}: ${message}`)
}
