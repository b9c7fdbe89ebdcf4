import { digestText } from '@bylaw/core'
import type { Judge, Judgement, Measured, Span } from '../judgement.ts'

/** Something that was looked for, and where it stands. */
export interface Found extends Span {
  /** What it is (`email`, `GITHUB_TOKEN`), in the detector's own words: never content of the text. */
  readonly kind: string
}

/** `read`: the whole text was read, and this is all that was found. `unknown`, `not-run`: nothing can be said. */
export type Detection =
  | { readonly state: 'read'; readonly found: readonly Found[] }
  | { readonly state: 'unknown' | 'not-run'; readonly why: string }

/** Finds stretches of a text: deterministic, in-process, linear in the text. */
export interface Detector {
  readonly name: string
  /** Changes with the code that looks and with what it looks for. */
  readonly version: string
  find(text: string): Promise<Detection>
}

/** Longer texts are not looked at: in UTF-16 code units. */
export const LONGEST_TEXT = 1_048_576

/** A detector that refuses texts which are too long before it looks at them. */
export function detector(
  name: string,
  code: string,
  config: unknown,
  find: (text: string) => Detection | Promise<Detection>,
): Detector {
  const version = digestText(JSON.stringify([code, config])).slice(0, 16)
  const tooLong: Detection = { state: 'not-run', why: `the text has more than ${LONGEST_TEXT} characters` }
  return { name, version, find: async (text) => (text.length > LONGEST_TEXT ? tooLong : find(text)) }
}

/**
 * A detector as a judge. What it finds engages the behavior, and an answer exhibits `exhibits`; what it does not find is
 * not engaged. Requests engage and exhibit nothing.
 * @param exhibits null: the loosest value of a scale, `crossed` of a bright line; a choice has none, and is not judged
 */
export function assigned(detector: Detector, exhibits: string | null = null): Judge {
  const by = `${detector.name}@${detector.version}`
  return {
    name: detector.name,
    version: exhibits === null ? detector.version : digestText(`${detector.version} ${exhibits}`).slice(0, 16),
    kind: 'detector',
    judge: async ({ behaviors, text, side }) => {
      const detection = await looked(detector, text)
      return behaviors.map((behavior) => {
        const value = exhibits ?? (behavior.kind === 'choice' ? null : behavior.values.at(-1)!)
        return { behavior: behavior.id, by, ...judged(detection, behavior, value, side === 'answer') }
      })
    },
  }
}

async function looked(detector: Detector, text: string): Promise<Detection | { state: 'error'; why: string }> {
  try {
    return await detector.find(text)
  } catch {
    return { state: 'error', why: 'the detector failed' }
  }
}

const NOTHING = { engaged: null, exhibited: null, spans: [] } as const

function judged(
  detection: Awaited<ReturnType<typeof looked>>,
  { values }: Measured,
  value: string | null,
  answers: boolean,
): Omit<Judgement, 'behavior' | 'by'> {
  if (detection.state !== 'read') return { ...NOTHING, state: detection.state, why: detection.why }
  if (value === null) return { ...NOTHING, state: 'not-run', why: 'a choice has no loosest value to exhibit' }
  if (!values.includes(value)) return { ...NOTHING, state: 'not-run', why: `\`${value}\` is none of its values` }
  const { found } = detection
  if (found.length === 0) {
    return { state: 'read', engaged: false, exhibited: null, spans: [], why: 'nothing was found' }
  }
  const kinds = [...new Set(found.map(({ kind }) => kind))].sort()
  const spans = found.map(({ start, end }) => ({ start, end }))
  const why = `found ${found.length}: ${kinds.slice(0, 8).join(', ')}`
  return { state: 'read', engaged: true, exhibited: answers ? value : null, spans, why }
}
