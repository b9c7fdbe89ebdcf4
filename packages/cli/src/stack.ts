import {
  canonicalLevel,
  compile,
  createEngine,
  type Document,
  defaultChain,
  type Engine,
  type Mount,
  type Stack,
} from '@bylaw/core'
import { RefusedPolicy, WrongUse } from './failure.ts'
import { readLayer } from './files.ts'
import { counted, note } from './output.ts'

/** The layers as given on the command line. */
export interface StackOptions {
  readonly spec?: readonly string[]
  /** `LEVEL=FILE` */
  readonly layer?: readonly string[]
  readonly mandate?: readonly string[]
}

/** Levels a fact may be asserted by, besides those of the chain: `none` asserts nothing. */
const SILENT = 'none'

/** Compiles the layers and makes their engine. */
export function openEngine(options: StackOptions): Engine {
  const stack = mountStack(options)
  const documents = documentsOf(stack)
  const { policy, diagnostics } = compile(stack)
  if (policy === null) throw new RefusedPolicy(diagnostics, documents)
  for (const { sound, document } of policy.layers) {
    if (sound) continue
    const errors = diagnostics.filter(({ severity, file }) => severity === 'error' && file === document.file).length
    const found = `${counted(errors, 'error')} in ${document.file}`
    note(`${found}: its sets, grants and trusts are dropped, its limits hold (see bylaw check)`)
  }
  return createEngine(policy)
}

/** A stack and the levels it is mounted at, strongest first. */
export interface Mounted extends Stack {
  readonly chain: readonly string[]
}

/** Reads every file of a stack and mounts it. */
export function mountStack({ spec = [], layer = [], mandate = [] }: StackOptions): Mounted {
  const specs = spec.map(readLayer)
  const chain = chainOf(specs)
  const layers = layer.map((text) => parseLayer(text, chain))
  const mounts = [...specs.map((document) => ({ level: chain[0]!, document })), ...layers]
  if (!mounts.some(({ level }) => level === chain[0])) throw new WrongUse('no spec is given: say --spec FILE')
  return { layers: mounts, mandates: mandate.map(readLayer), chain }
}

export const documentsOf = ({ layers, mandates = [] }: Stack): readonly Document[] => [
  ...layers.map(({ document }) => document),
  ...mandates,
]

/** The chain that these root files state, else the default one. */
export function chainOf(roots: readonly Document[]): readonly string[] {
  const stated = roots.find(({ header }) => header.chain !== null)?.header.chain
  return stated?.map(({ name }) => canonicalLevel(name)) ?? defaultChain
}

function parseLayer(text: string, chain: readonly string[]): Mount {
  const equals = text.indexOf('=')
  if (equals < 1 || equals === text.length - 1) throw new WrongUse(`--layer ${text}: write it as LEVEL=FILE`)
  const level = parseLevel(text.slice(0, equals), chain, `--layer ${text}`)
  return { level, document: readLayer(text.slice(equals + 1)) }
}

/**
 * A level of the chain under its own name.
 * @param where the option it was given with
 */
export function parseLevel(name: string, chain: readonly string[], where: string): string {
  const level = canonicalLevel(name)
  if (chain.includes(level)) return level
  throw new WrongUse(`${where}: \`${name}\` is not a level; the levels are ${[...new Set(chain)].join(', ')}`)
}

/** Whether a level may stand behind a fact: one of the policy's, or `none`. */
export const speaks = (level: string, engine: Engine): boolean =>
  level === SILENT || engine.policy.levels.includes(canonicalLevel(level))
