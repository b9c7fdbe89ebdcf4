import { resolve } from 'node:path'
import {
  compile,
  createEngine,
  type Document,
  danglingReferences,
  findings,
  type Mount,
  type Policy,
} from '@bylaw/core'
import { configFile, configIn, isFolder, stackOf } from '../deployments.ts'
import { WrongUse } from '../failure.ts'
import { readLayer } from '../files.ts'
import { counted, note, paint, print, printJson } from '../output.ts'
import { formatAll, inReadingOrder } from '../report.ts'
import { sarif } from '../sarif.ts'
import { chainOf, documentsOf, mountStack, type StackOptions } from '../stack.ts'
import type { Told } from '../told.ts'

interface CheckOptions extends StackOptions {
  readonly deep?: boolean
  readonly strict?: boolean
  readonly format?: 'text' | 'json' | 'sarif'
  readonly json?: boolean
}

export interface Checked {
  readonly diagnostics: readonly Told[]
  readonly documents: readonly Document[]
  /** Null where the files make none. */
  readonly policy: Policy | null
}

/** `bylaw check`: 1 where an error was found, or with `--strict` a warning. */
export async function check(files: readonly string[], options: CheckOptions): Promise<number> {
  const stacks = await stacksOf(files, options)
  const documents = distinct(
    stacks.flatMap((stack) => stack.documents),
    ({ file }) => file,
  )
  const told = distinct(
    stacks.flatMap((stack) => found(stack, options)),
    (each) => JSON.stringify(each),
  )
  const all = inReadingOrder(told, documents)
  const count = (severity: Told['severity']): number => all.filter((each) => each.severity === severity).length
  const format = options.json ? 'json' : (options.format ?? 'text')
  if (format === 'json') printJson({ diagnostics: all })
  else if (format === 'sarif') printJson(sarif(all, documents))
  else {
    if (all.length > 0) print(formatAll(all, documents))
    print(summary(count('error'), count('warning'), options.deep ? count('info') : null, documents.length))
  }
  if (options.deep && stacks.some(({ policy }) => policy === null))
    note('there is no policy to look into: what --deep finds is left out')
  return count('error') > 0 || (options.strict && count('warning') > 0) ? 1 : 0
}

/** Everything that is found in one stack. */
export function found({ diagnostics, documents, policy }: Checked, { deep }: CheckOptions): readonly Told[] {
  const deeper = deep && policy !== null ? findings(createEngine(policy)) : []
  return [...diagnostics, ...danglingReferences(documents), ...deeper]
}

export const distinct = <T>(all: readonly T[], key: (one: T) => string): readonly T[] => [
  ...new Map(all.map((one) => [key(one), one])).values(),
]

/** The files as one stack; or where a folder is given, each of its deployments. */
async function stacksOf(files: readonly string[], options: CheckOptions): Promise<readonly Checked[]> {
  const [folder] = files
  if (folder === undefined || files.length > 1 || !isFolder(folder)) return [checked(files, options)]
  if ([options.spec, options.layer, options.mandate].some((each) => each !== undefined))
    throw new WrongUse(`check: ${configFile(folder)} says all layers, so leave --spec, --layer and --mandate out`)
  const config = await configIn(folder)
  return Object.keys(config.deployments).map((name) => checked([], stackOf(config, folder, name)))
}

export function summary(errors: number, warnings: number, notes: number | null, files: number): string {
  const counts = [
    counted(errors, 'error'),
    counted(warnings, 'warning'),
    ...(notes === null ? [] : [counted(notes, 'note')]),
  ]
  const colour = errors > 0 ? 'red' : warnings > 0 ? 'yellow' : 'green'
  return paint(colour, `${counts.join(', ')} in ${counted(files, 'file')}`)
}

function checked(files: readonly string[], options: CheckOptions): Checked {
  const given = [options.spec, options.layer, options.mandate].some((each) => each !== undefined)
  if (!given && files.length === 0) throw new WrongUse('check: no file is given')
  const stack = given ? mountStack(options) : null
  const known = new Set(stack === null ? [] : documentsOf(stack).map(({ file }) => resolve(file)))
  const added = [...new Map(files.map((file) => [resolve(file), file]))]
    .filter(([path]) => !known.has(path))
    .map(([, file]) => readLayer(file))
  const chain = stack?.chain ?? chainOf(added.filter(isRoot))
  const layers = [...(stack?.layers ?? []), ...added.map((document) => mountAsStated(document, chain))]
  const whole = { layers, mandates: stack?.mandates ?? [] }
  const documents = documentsOf(whole)
  if (layers.some(({ level }) => level === chain[0])) return { ...compile(whole), documents }
  note('no root file is among these: names, types and references into the spec were not resolved')
  return { diagnostics: documents.flatMap(({ diagnostics }) => diagnostics), documents, policy: null }
}

/** A file that states no level, or the strongest of its own chain. */
const isRoot = (document: Document): boolean =>
  document.header.layer === null || document.header.layer.name === chainOf([document])[0]

/** A level that is none of the chain is mounted weakest, where compiling shows the place it is stated at. */
function mountAsStated(document: Document, chain: readonly string[]): Mount {
  const stated = document.header.layer?.name ?? chain[0]!
  return { level: chain.includes(stated) ? stated : chain.at(-1)!, document }
}
