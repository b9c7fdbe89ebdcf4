import { readDocument } from '@bylaw/core'
import type { LedgerRecord } from '@bylaw/ledger'
import type { Decided, LayerText, Quoted } from './format.ts'

/** What a record says was decided, with the section of each deciding statement as these layers have it. */
export function decidedIn(record: LedgerRecord, layers: readonly LayerText[]): readonly Decided[] {
  const { behaviors } = record
  if (!Array.isArray(behaviors)) return []
  return (behaviors as Extract<LedgerRecord['behaviors'], readonly unknown[]>).map(({ id, value, by }) => ({
    behavior: id,
    value,
    by,
    section: by === null ? null : sectionAt(by, layers),
  }))
}

/** `file:line` */
export function placeOf(source: string): { file: string; line: number } {
  const colon = source.lastIndexOf(':')
  return { file: source.slice(0, colon), line: Number(source.slice(colon + 1)) }
}

function sectionAt(by: { level: string; source: string }, layers: readonly LayerText[]): Quoted | null {
  const { file, line } = placeOf(by.source)
  const layer = layers.find((each) => each.file === file && each.level === by.level)
  if (layer === undefined) return null
  const { sections } = readDocument(file, layer.text)
  const at = sections.findLastIndex((section) => section.line <= line)
  const section = sections[at]
  if (section === undefined) return null
  const lines = layer.text.split(/\r\n|\r|\n/).slice(section.line - 1, (sections[at + 1]?.line ?? Infinity) - 1)
  return { id: section.id, title: section.title, text: lines.join('\n').trimEnd() }
}
