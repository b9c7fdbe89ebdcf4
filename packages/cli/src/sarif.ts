import { createHash } from 'node:crypto'
import { relative, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Document, Severity } from '@bylaw/core'
import type { ArtifactLocation, Fix, Location, Log, Region, ReportingDescriptor, Result } from 'sarif'
import manifest from '../package.json' with { type: 'json' }
import { codes } from './codes/codes.ts'
import type { Suggestion, Told } from './told.ts'

const levels: Readonly<Record<Severity, Result.level>> = { error: 'error', warning: 'warning', info: 'note' }
const ROOT = '%SRCROOT%'

/** Diagnostics in the format that code scanning reads: SARIF 2.1.0, files relative to the folder of the command. */
export function sarif(diagnostics: readonly Told[], documents: readonly Document[]): Log {
  const texts = new Map(documents.map(({ file, text }) => [file, text.split(/\r\n|\r|\n/)]))
  const rules = [...new Set(diagnostics.map(({ code }) => code))].sort()
  const seen = new Map<string, number>()
  const results = diagnostics.map((each) => resultOf(each, texts, rules, seen))
  const driver = { name: 'bylaw', semanticVersion: manifest.version, rules: rules.map(ruleOf) }
  const originalUriBaseIds = { [ROOT]: { description: { text: 'the folder that the command was run in' } } }
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', originalUriBaseIds, results }],
  }
}

const ruleOf = (code: string): ReportingDescriptor => ({
  id: code,
  shortDescription: { text: codes[code] ?? code },
})

function resultOf(
  told: Told,
  texts: ReadonlyMap<string, readonly string[]>,
  rules: readonly string[],
  seen: Map<string, number>,
): Result {
  const { severity, code, message, help, file, facts = null, related = [], edit = null } = told
  const lines = texts.get(file) ?? []
  const places = related.map((place, id) => ({
    ...locationOf(place.file, { startLine: place.line, startColumn: place.column }),
    id,
    message: { text: place.message },
  }))
  return {
    ruleId: code,
    ruleIndex: rules.indexOf(code),
    level: levels[severity],
    message: { text: help === undefined ? message : `${message}\n${help}` },
    locations: [locationOf(file, regionOf(told, lines))],
    partialFingerprints: { 'bylawFinding/v1': fingerprint(told, lines, seen) },
    ...(places.length === 0 ? {} : { relatedLocations: places }),
    ...(edit === null ? {} : { fixes: [fixOf(edit, texts.get(edit.file) ?? [])] }),
    ...(facts === null ? {} : { properties: { facts } }),
  }
}

/** Up to the end of the line, which is as far as a mark can go. */
function regionOf({ line, column, length }: Told, lines: readonly string[]): Region {
  const text = lines[line - 1] ?? ''
  const end = Math.max(column, Math.min(column + length, text.length + 1))
  return { startLine: line, startColumn: column, endLine: line, endColumn: end }
}

const locationOf = (file: string, region: Region): Location => ({
  physicalLocation: { artifactLocation: artifact(file), region },
})

/** Relative to the folder of the command; what lies outside of it, absolute. */
function artifact(file: string): ArtifactLocation {
  const path = relative(process.cwd(), resolve(file))
  if (path.startsWith('..')) return { uri: pathToFileURL(resolve(file)).href }
  return { uri: path.split(sep).map(encodeURIComponent).join('/'), uriBaseId: ROOT }
}

function fixOf({ title, file, from, to, text }: Suggestion, lines: readonly string[]): Fix {
  const last = { line: Math.max(1, lines.length), column: (lines.at(-1) ?? '').length + 1 }
  const end = to.line > last.line ? last : to
  const deletedRegion = {
    startLine: from.line,
    startColumn: from.column,
    endLine: end.line,
    endColumn: end.column,
  }
  const replacements = [{ deletedRegion, insertedContent: { text } }]
  return { description: { text: title }, artifactChanges: [{ artifactLocation: artifact(file), replacements }] }
}

/** The same finding keeps its mark when lines are put in above it: the line's text counts, not its number. */
function fingerprint({ code, file, line, message }: Told, lines: readonly string[], seen: Map<string, number>): string {
  const said = JSON.stringify([code, artifact(file).uri, (lines[line - 1] ?? '').trim(), message])
  const times = seen.get(said) ?? 0
  seen.set(said, times + 1)
  return `${createHash('sha256').update(said).digest('hex').slice(0, 32)}:${times + 1}`
}
