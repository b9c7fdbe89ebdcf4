import { resolve } from 'node:path'
import { compile, type Diagnostic, type Document, danglingReferences, type Mount } from '@bylaw/core'
import { WrongUse } from '../failure.ts'
import { readLayer } from '../files.ts'
import { counted, note, paint, plainDiagnostic, print, printJson } from '../output.ts'
import { formatAll, inReadingOrder } from '../report.ts'
import { chainOf, documentsOf, mountStack, type StackOptions } from '../stack.ts'

interface CheckOptions extends StackOptions {
  readonly strict?: boolean
  readonly json?: boolean
}

interface Findings {
  readonly diagnostics: readonly Diagnostic[]
  readonly documents: readonly Document[]
}

/** `bylaw check`: 1 where an error was found, or with `--strict` a warning. */
export function check(files: readonly string[], options: CheckOptions): number {
  const { diagnostics, documents } = findings(files, options)
  const ordered = inReadingOrder([...diagnostics, ...danglingReferences(documents)], documents)
  const errors = ordered.filter(({ severity }) => severity === 'error').length
  const warnings = ordered.filter(({ severity }) => severity === 'warning').length
  if (options.json) printJson({ diagnostics: ordered.map(plainDiagnostic) })
  else {
    if (ordered.length > 0) print(formatAll(ordered, documents))
    const summary = [counted(errors, 'error'), counted(warnings, 'warning')].join(', ')
    print(
      paint(
        errors > 0 ? 'red' : warnings > 0 ? 'yellow' : 'green',
        `${summary} in ${counted(documents.length, 'file')}`,
      ),
    )
  }
  return errors > 0 || (options.strict && warnings > 0) ? 1 : 0
}

function findings(files: readonly string[], options: CheckOptions): Findings {
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
  if (layers.some(({ level }) => level === chain[0])) return { diagnostics: compile(whole).diagnostics, documents }
  note('no root file is among these: names, types and references into the spec were not resolved')
  return { diagnostics: documents.flatMap(({ diagnostics }) => diagnostics), documents }
}

/** A file that states no level, or the strongest of its own chain. */
const isRoot = (document: Document): boolean =>
  document.header.layer === null || document.header.layer.name === chainOf([document])[0]

/** A level that is none of the chain is mounted weakest, where compiling shows the place it is stated at. */
function mountAsStated(document: Document, chain: readonly string[]): Mount {
  const stated = document.header.layer?.name ?? chain[0]!
  return { level: chain.includes(stated) ? stated : chain.at(-1)!, document }
}
