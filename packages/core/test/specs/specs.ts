import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { compile, type Document, danglingReferences, readDocument } from '../../src/index.ts'

export const root = resolve(import.meta.dirname, '../../../..')

export const read = (folder: string, name: string): Document =>
  readDocument(name, readFileSync(join(folder, name), 'utf8'))

/** The reference spec's files, in mounted order. */
export function reference(): Document[] {
  const folder = join(root, 'specs/reference')
  return readdirSync(folder)
    .sort()
    .map((name) => read(folder, name))
}

/** The folder with the releases of OpenAI's Model Spec, where the user has it; else null. */
export function modelSpec(): string | null {
  const folder = process.env.BYLAW_MODEL_SPEC ?? join(root, '../shared/data/model-spec')
  return existsSync(join(folder, '2025-12-18.md')) ? folder : null
}

/** The diagnostics of a stack of root files and what lies below. */
export function findings(roots: readonly Document[], ...below: { level: string; document: Document }[]) {
  const layers = [...roots.map((document) => ({ level: 'root', document })), ...below]
  const { policy, diagnostics } = compile({ layers })
  return { policy, diagnostics: [...diagnostics, ...danglingReferences(layers.map((layer) => layer.document))] }
}
