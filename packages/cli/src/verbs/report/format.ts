import type { Answer, Disclosure, LedgerRecord } from '@bylaw/ledger'

export const FORMAT = 'bylaw-report@v1'

/** One record with all that proves it. docs/ledger.md says what each part is. */
export interface Report {
  readonly format: typeof FORMAT
  /** The public key of the log. */
  readonly vkey: string
  /** The bytes of the leaf, in base64. */
  readonly leaf: string
  /** What the leaf says. */
  readonly record: LedgerRecord
  /** A C2SP tlog-proof, with every signature under its checkpoint. */
  readonly receipt: string
  readonly decided: readonly Decided[]
  /** Those of which `decided` quotes something, whole. */
  readonly layers: readonly LayerText[]
  readonly disclosed: readonly Disclosed[]
}

/** How one behavior was decided. */
export interface Decided {
  readonly behavior: string
  readonly value: string | null
  /** The statement that decided; null where the default did. */
  readonly by: { readonly statement: string; readonly level: string; readonly source: string } | null
  /** Where that stands; null where no layer with it is quoted. */
  readonly section: Quoted | null
}

export interface Quoted {
  readonly id: string
  readonly title: string
  /** From its heading to the next one. */
  readonly text: string
}

export interface LayerText {
  readonly level: string
  readonly file: string
  readonly text: string
}

/** A field of one of the record's bodies. */
export interface Disclosed extends Disclosure {
  readonly body: string
}

type Shape = { readonly [name: string]: 'string' | 'object' | 'list' }

const whole: Shape = {
  format: 'string',
  vkey: 'string',
  leaf: 'string',
  record: 'object',
  receipt: 'string',
  decided: 'list',
  layers: 'list',
  disclosed: 'list',
}

/** Reads a report, without verifying anything. */
export function parseReport(text: string): Answer<{ readonly report: Report }> {
  const value = parsed(text)
  if (!isObject(value)) return { ok: false, reason: 'it is no JSON object' }
  if (value.format !== FORMAT) return { ok: false, reason: `it is no report: \`format\` is \`${FORMAT}\` in one` }
  const wrong = Object.keys(whole).find((name) => kindOf(value[name]) !== whole[name])
  if (wrong !== undefined) return { ok: false, reason: `\`${wrong}\` is missing or of another kind` }
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(whole, name))
  if (unknown !== undefined) return { ok: false, reason: `a report has no \`${unknown}\`` }
  const report = value as unknown as Report
  const isSound =
    report.layers.every((each) => isObject(each) && [each.level, each.file, each.text].every(isString)) &&
    report.disclosed.every((each) => isObject(each) && isString(each.body) && isString(each.name))
  return isSound ? { ok: true, report } : { ok: false, reason: 'a layer or a disclosed field has another form' }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

const isString = (value: unknown): boolean => typeof value === 'string'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => kindOf(value) === 'object'

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value)
