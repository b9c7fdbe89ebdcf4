import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Document, type Piece, readDocument, readingOf, type Section } from '../../src/index.ts'
import { modelSpec, root } from '../specs/specs.ts'
import { all, everything, ownText } from './shown.ts'

const own = readdirSync(join(root, 'specs'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
  .sort()
  .map((name) => [name, join(root, 'specs', name)] as const)

const folder = modelSpec()
const theirs = ['2025-12-18.md', '2025-02-12.md'].map((name) => [name, join(folder ?? '', name)] as const)

const documentOf = (path: string): Document => readDocument(path, readFileSync(path, 'utf8'))

/** Words of running text, whatever the markup around them. */
const words = (text: string): string[] => text.match(/[\p{L}\p{N}]+/gu) ?? []

/** What a model is taught of the pieces: no commentary, example, block or note. */
function taught(pieces: readonly Piece[]): string {
  const kept = pieces.filter(({ kind }) => !['commentary', 'example', 'block', 'footnotes'].includes(kind))
  return all(kept)
    .map((piece) => (piece.kind === 'code' ? `${piece.info} ${piece.text}` : ownText(piece)))
    .join('\n')
}

/** The prose of a section with its links and references as a reader sees them. */
function plain(prose: string, sections: readonly Section[]): string {
  const titles = new Map(sections.map(({ id, title }) => [id, title]))
  return prose
    .replace(/\[\?\]\(#([^)\s]+)\)/g, (_, id: string) => titles.get(id) ?? id)
    .replace(/\]\([^)\s]+\)/g, ']')
    .replace(/^ *\d+[.)] /gm, '')
    .replaceAll('&nbsp;', ' ')
}

function expectWhole(document: Document): void {
  const { preamble, sections } = readingOf(document)
  expect(words(taught(preamble))).toEqual(words(plain(document.preamble, document.sections)))
  for (const [index, pieces] of sections.entries()) {
    expect(words(taught(pieces))).toEqual(words(plain(document.sections[index]!.prose, document.sections)))
  }
}

function expectPlaced(document: Document): void {
  const pieces = everything(readingOf(document))
  const at = (kind: 'block' | 'example') => pieces.flatMap((piece) => (piece.kind === kind ? [piece.line] : []))
  expect(at('example')).toEqual(document.examples.map(({ line }) => line))
  expect(at('block')).toEqual(document.blocks.map(({ line }) => line))
  expect(pieces.filter(({ kind }) => kind === 'commentary')).toHaveLength(
    document.sections.flatMap(({ commentary }) => commentary).length,
  )
}

describe('the specs of this repository', () => {
  it('are found', () => expect(own.length).toBeGreaterThan(20))

  it.each(own)('are read whole: %s', (_, path) => {
    const document = documentOf(path)
    expectWhole(document)
    expectPlaced(document)
  })
})

describe.skipIf(folder === null)('the Model Spec', () => {
  it.each(theirs)('is read whole: %s', (_, path) => {
    const document = documentOf(path)
    expectWhole(document)
    expectPlaced(document)
  })
})
