import { join } from 'node:path'
import { type SiteStack, siteFiles, siteParts } from '@bylaw/console'
import { compile, type Document } from '@bylaw/core'
import { WrongUse } from '../failure.ts'
import { readLayer } from '../files.ts'
import { counted, print, printJson } from '../output.ts'
import { formatAll, inReadingOrder } from '../report.ts'
import { withinCommonFolder } from '../site/names.ts'
import { writeSite } from '../site/writing.ts'
import { documentsOf, type Mounted, mountStack, parseLevel } from '../stack.ts'
import { type Checked, distinct, found, summary } from './check.ts'

interface SiteVerbOptions {
  readonly output: string
  /** `LEVEL=FILE` */
  readonly layer?: readonly string[]
  /** `NAME=FILE` */
  readonly operator?: readonly string[]
  readonly title?: string
  readonly json?: boolean
}

/** A stack of the site, mounted. */
interface Variant {
  readonly name: string
  readonly title: string
  readonly stack: Mounted
}

/** What the stack without a further operator is called in an address. */
const ALONE = 'spec'
/** Stands for the first stack in an address. */
const NOW = 'now'

/** `bylaw site`: 1 where an error was found in the files; the site is written nonetheless, and says so. */
export async function site(specs: readonly string[], options: SiteVerbOptions): Promise<number> {
  const parts = siteParts()
  if (parts === null) throw new WrongUse('site: the console is not built (npm run build:console)')
  const variants = variantsOf(specs, options)
  const checked = variants.map(({ stack }) => ({ ...compile(stack), documents: documentsOf(stack) }))
  const files = await siteFiles(stacksOf(variants), { title: options.title }, parts)
  writeSite(options.output, files)
  return report(variants, checked, [...files.keys()], options)
}

function variantsOf(
  specs: readonly string[],
  { layer = [], operator = [], title }: SiteVerbOptions,
): readonly Variant[] {
  const stack = mountStack({ spec: specs, layer })
  const first = stack.layers[0]!.document
  const alone = { name: ALONE, title: title ?? first.header.title ?? first.sections[0]?.title ?? first.file, stack }
  const variants = operator.map((given, index) => operated(given, operator.slice(0, index), stack))
  return [alone, ...variants]
}

/**
 * The stack with one more operator's layer.
 * @param before the operators that were given before this one
 */
function operated(given: string, before: readonly string[], stack: Mounted): Variant {
  const equals = given.indexOf('=')
  if (equals < 1 || equals === given.length - 1) throw new WrongUse(`--operator ${given}: write it as NAME=FILE`)
  const name = given.slice(0, equals)
  const refused = refusedName(name, before)
  if (refused !== null) throw new WrongUse(`--operator ${given}: ${refused}`)
  const level = parseLevel('developer', stack.chain, `--operator ${given}`)
  const document = readLayer(given.slice(equals + 1))
  return {
    name,
    title: document.header.title ?? name,
    stack: { ...stack, layers: [...stack.layers, { level, document }] },
  }
}

/** Why an operator can't be called so in an address; null where it can. */
function refusedName(name: string, before: readonly string[]): string | null {
  if (name === ALONE) return `\`${name}\` is the name of the stack without an operator`
  if (before.some((other) => other.startsWith(`${name}=`))) return 'there is another operator of this name'
  if (/^[A-Za-z0-9][\w-]*$/.test(name) && name !== NOW) return null
  return `\`${name}\` can't be a name; letters, digits, - and _ can`
}

/** The layers as the site carries them: strongest first, under names that say nothing of this machine. */
function stacksOf(variants: readonly Variant[]): readonly SiteStack[] {
  const documents = variants.flatMap(({ stack }) => documentsOf(stack))
  const named = withinCommonFolder(documents.map(({ file }) => file))
  return variants.map(({ name, title, stack: { layers, chain } }) => {
    const ordered = layers.toSorted((a, b) => chain.indexOf(a.level) - chain.indexOf(b.level))
    const written = ({ file, text }: Document) => ({ file: named(file), text })
    return { name, title, files: ordered.map(({ level, document }) => ({ level, ...written(document) })) }
  })
}

function report(
  variants: readonly Variant[],
  checked: readonly Checked[],
  files: readonly string[],
  { output, json }: SiteVerbOptions,
): number {
  const documents = distinct(
    checked.flatMap((each) => each.documents),
    ({ file }) => file,
  )
  const told = distinct(
    checked.flatMap((each) => found(each, {})),
    (each) => JSON.stringify(each),
  )
  const diagnostics = inReadingOrder(told, documents)
  const count = (severity: string): number => diagnostics.filter((each) => each.severity === severity).length
  if (json) {
    const stacks = variants.map(({ name, title }, index) => ({
      name,
      title,
      digest: checked[index]!.policy?.digest ?? null,
    }))
    printJson({ folder: output, files, stacks, diagnostics })
  } else {
    if (diagnostics.length > 0) print(formatAll(diagnostics, documents))
    print(summary(count('error'), count('warning'), null, documents.length))
    print(`Wrote ${counted(files.length, 'file')} into ${output}. Open ${join(output, 'index.html')} in a browser.`)
  }
  return count('error') > 0 ? 1 : 0
}
