import type { BehaviorDeclaration, Block, Document, Section } from '@bylaw/core'
import { readLayer } from '../files.ts'
import { counted, paint, print, printJson, table, visible } from '../output.ts'
import { formatAll } from '../report.ts'
import { chainOf } from '../stack.ts'

interface OutlineBehavior {
  readonly id: string
  readonly kind: BehaviorDeclaration['kind']
  /** Null where a declaration inside a family leaves them to one that stands in another file. */
  readonly values: readonly string[] | null
  readonly default: string | null
  /** Null where an overlay leaves it to a section of another file. */
  readonly authority: string | null
  readonly section: string | null
  readonly line: number
}

/** `bylaw outline`: what one file says, as data; 1 where the file has errors. */
export function outline(file: string, options: { readonly json?: boolean }): number {
  const document = readLayer(file)
  const behaviors = behaviorsOf(document)
  if (options.json) printJson({ ...plainSections(document), behaviors, diagnostics: plainDiagnostics(document) })
  else {
    print(tree(document, behaviors))
    if (document.diagnostics.length > 0) print(`\n${formatAll(document.diagnostics, [document])}`)
  }
  return document.diagnostics.some(({ severity }) => severity === 'error') ? 1 : 0
}

const sectionId = ({ sections }: Document, index: number | null): string | null =>
  index === null ? null : sections[index]!.id

const plainSections = (document: Document): object => ({
  sections: document.sections.map(({ id, title, depth, authority, own, line }) => ({
    id,
    title,
    depth,
    authority,
    own: own !== null,
    line,
  })),
  examples: document.examples.map(({ title, section, line, turns, answers }) => ({
    title,
    section: sectionId(document, section),
    line,
    turns: turns.length,
    answers: answers.map(({ grade }) => ({ grade })),
  })),
})

const plainDiagnostics = ({ diagnostics }: Document): readonly object[] =>
  diagnostics.map(({ severity, code, message, line, column }) => ({ severity, code, message, line, column }))

function behaviorsOf(document: Document): readonly OutlineBehavior[] {
  const declared = new Map(document.blocks.flatMap(({ behavior }) => (behavior ? [[behavior.name, behavior]] : [])))
  return document.blocks.flatMap((block) => {
    if (block.behavior === null) return []
    const { name, kind, line } = block.behavior
    const above = families(name).flatMap((family) => declared.get(family) ?? [])
    const domain = [block.behavior, ...above].find(({ values }) => values !== null)
    const standard = [block.behavior, ...above].find((each) => each.default !== null)?.default ?? null
    return {
      id: name,
      kind: domain?.kind ?? kind,
      values: domain?.values?.map((value) => value.name) ?? null,
      default: standard?.name ?? null,
      authority: authorityOf(document, block),
      section: block.overlays?.name ?? sectionId(document, block.section),
      line,
    }
  })
}

/** Ids of the families that could cover a behavior, the narrowest first. */
function families(id: string): string[] {
  const parts = id.replace(/\.\*$/, '').split('.')
  return parts
    .slice(1)
    .map((_, dropped) => `${parts.slice(0, parts.length - 1 - dropped).join('.')}.*`)
    .filter((family) => family !== id)
}

function authorityOf(document: Document, block: Block): string | null {
  const { own } = block.behavior!
  if (own !== null) return own.name
  const level = document.header.layer?.name ?? chainOf([document])[0]!
  if (block.overlays === null) return (block.section === null ? null : standing(document, block.section)) ?? level
  const target = document.sections.find(({ id }) => id === block.overlays!.name)
  return target === undefined ? null : (target.authority ?? level)
}

const standing = ({ sections }: Document, index: number): string | null => sections[index]!.authority

function tree(document: Document, behaviors: readonly OutlineBehavior[]): string {
  const { sections, examples, header } = document
  const title = `${visible(header.title ?? document.file)}: ${counted(sections.length, 'section')}, ${counted(behaviors.length, 'behavior')}, ${counted(examples.length, 'example')}`
  const rows = sections.map((section) => [
    String(section.line),
    section.authority === null ? '·' : section.own === null ? `(${section.authority})` : section.authority,
    `${'  '.repeat(section.depth - 1)}${section.title}`,
    `#${section.id}`,
    counts(section, document),
  ])
  const style = (column: number) => (column === 1 ? 'cyan' : column === 2 ? null : 'dim')
  return `${paint('bold', title)}\n\n${table(rows, style)}`
}

function counts({ index }: Section, { blocks, examples }: Document): string {
  const behaviors = blocks.filter(({ behavior, section }) => behavior !== null && section === index).length
  const shown = examples.filter(({ section }) => section === index).length
  return [behaviors > 0 ? counted(behaviors, 'behavior') : '', shown > 0 ? counted(shown, 'example') : '']
    .filter((text) => text !== '')
    .join(', ')
}
