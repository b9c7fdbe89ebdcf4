import { createJudges, type JudgeConfig, type Model, type ModelConfig } from '@bylaw/judge'
import { connect, type FormatName, formats, type Provider } from '@bylaw/providers'
import { CONFIG } from '../../deployments.ts'
import { WrongUse } from '../../failure.ts'

/** Which model reads the prompt: one of the judges of a configuration, or one that is named by itself. */
export interface ReaderOptions {
  readonly judge?: string
  readonly config?: string
  readonly model?: string
  /** Base address, such as http://127.0.0.1:11434/v1 */
  readonly url?: string
  readonly format?: FormatName
  /** The environment variable that holds the key: a secret on the command line could be seen by others. */
  readonly keyEnv?: string
}

/** A model and its connection. */
export interface Reader {
  readonly model: Model
  close(): Promise<void>
}

/** Seconds: a prompt is longer than what judges read, and a person waits for it. */
const PATIENCE = 300

/**
 * Connects the model that reads; null where none is named.
 * @throws WrongUse where there is no such model
 */
export async function readerOf(options: ReaderOptions): Promise<Reader | null> {
  const given = options.judge === undefined ? named(options) : await judgeIn(options.judge, options)
  return given === null ? null : connected(given.name, given.config)
}

function named({ model, url, format, keyEnv, config }: ReaderOptions) {
  if (config !== undefined) throw new WrongUse('--config: say which of its judges reads, with --judge')
  if (model === undefined) {
    if (url !== undefined || keyEnv !== undefined || format !== undefined)
      throw new WrongUse('lift: say which model reads, with --model')
    return null
  }
  if (url === undefined || !/^https?:\/\/./.test(url) || !URL.canParse(url))
    throw new WrongUse('--model: say where it is, with --url http://HOST/v1')
  return { name: model, config: { ...reading, format: format ?? 'openai-chat', url, model, ...keyOf(keyEnv) } }
}

const reading = { timeout: PATIENCE, cache: 0, examples: false }

function keyOf(variable: string | undefined): { readonly key?: string } {
  if (variable === undefined) return {}
  const key = process.env[variable]
  if (key === undefined) throw new WrongUse(`--key-env: \`${variable}\` is not set in the environment`)
  return { key }
}

async function judgeIn(name: string, { config: file = CONFIG, model, url, format, keyEnv }: ReaderOptions) {
  if ([model, url, format, keyEnv].some((each) => each !== undefined))
    throw new WrongUse('--judge: the configuration says which model it is; leave --model and the like out')
  const { configAt } = await import('./config.ts')
  const { judges } = configAt(file)
  const judge: JudgeConfig | undefined = Object.hasOwn(judges, name) ? judges[name] : undefined
  if (judge === undefined) {
    const names = Object.keys(judges)
    const others = names.length === 0 ? 'it has none' : `its judges are ${names.join(', ')}`
    throw new WrongUse(`--judge ${name}: ${file} has no such judge; ${others}`)
  }
  if ('detector' in judge) throw new WrongUse(`--judge ${name}: it is a detector, and a prompt is read by a model`)
  return { name, config: { ...judge, timeout: Math.max(judge.timeout, PATIENCE) } }
}

async function connected(name: string, config: ModelConfig): Promise<Reader> {
  const time = config.timeout * 1000
  const connection = { url: config.url, key: config.key ?? null, firstByte: time, whole: time }
  const provider: Provider = connect(formats[config.format], connection)
  const { judges } = await createJudges({ [name]: config }, () => provider)
  const judge = judges.get(name)
  if (judge?.kind !== 'model') throw new WrongUse(`${name} is no model`)
  return { model: judge.model, close: () => provider.close() }
}
