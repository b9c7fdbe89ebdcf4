import { person } from '@bylaw/core'
import type { CheckRecord, DecisionRecord, InstructionRecord, NoticedRecord } from '../record.ts'

export function operatorInWords(operator: DecisionRecord['operator']): readonly string[] {
  if (operator === null) return []
  const { id, accepted } = operator
  if (accepted === null) return [`Run by \`${id}\`, who accepted no usage policy.`]
  return [`Run by \`${id}\`, who accepted the usage policy \`${accepted.policy}\` at ${accepted.at}.`]
}

const subjects: Readonly<Record<CheckRecord['what'], string>> = {
  text: 'The text',
  reasoning: 'The reasoning',
  media: 'The media of the request',
  opaque: 'A part that is no text',
  request: 'The request',
}

const outcomes = {
  permitted: 'permitted',
  blocked: 'not permitted',
  ask: 'for a person to decide',
  'not-run': 'not checked',
} as const

const acts = {
  refuse: 'a refusal took its place',
  revise: 'it was revised',
  redact: 'what shows it was taken out',
  ask: 'it was kept back for a person to approve',
  annotate: 'a note was put under it',
} as const

/** One sentence for each check: what was read, what came of it, and what was done or would have been done. */
export function checksInWords(checks: readonly CheckRecord[]): readonly string[] {
  const others = checks.some(({ behavior }) => behavior !== null) ? ', as to every other behavior' : ''
  return checks.map((check) => {
    const { what, behavior, outcome, why, by, mode, act } = check
    const about = behavior === null ? (what === 'text' ? others : '') : `, as to \`${behavior}\``
    const reader = by === undefined ? '' : ` (${by})`
    const done = act == null ? '' : mode === 'enforce' ? ` So ${acts[act]}.` : ` Under \`enforce\`, ${would(act)}.`
    return `${subjects[what]}${about}: ${outcomes[outcome]}${compared(check)}: ${why}${reader}.${done}`
  })
}

function compared({ exhibited, permitted }: CheckRecord): string {
  if (exhibited == null || permitted == null) return ''
  return `, since it exhibits \`${exhibited}\` and \`${permitted}\` was decided`
}

const would = (act: keyof typeof acts): string =>
  acts[act].replace(' was ', ' would have been ').replace(' took ', ' would have taken ')

const kinds: Readonly<Record<NoticedRecord['kind'], string>> = {
  conflict: 'Two instructions conflict',
  'unmet-claim': 'A claim counts only so far as it tightens',
  'bright-line-attempt': 'A bright line was attempted',
  pressure: 'There is pressure on a bright line',
  citation: 'A citation does not hold',
  deliberation: 'The reasoning was found fault with',
  lost: 'Something was left out',
  policy: 'Another policy holds',
  flag: 'An answer was flagged',
}

export function noticedInWords(noticed: readonly NoticedRecord[]): readonly string[] {
  return noticed.map(({ kind, about, why }) => `${kinds[kind]}${about === null ? '' : ` (\`${about}\`)`}: ${why}.`)
}

const reasons: Readonly<Record<NonNullable<InstructionRecord['dropped']>['reason'], string>> = {
  'no-authority': 'it has no authority',
  mistaken: 'it was said by mistake',
  superseded: 'a later one takes its place',
  overridden: 'it conflicts with a stronger one',
  'overridden-implicitly': 'it gives way to what was said at a level',
  inaction: 'two root principles conflict',
}

/** Which instructions were followed, and why the others were not. */
export function instructionsInWords(instructions: DecisionRecord['instructions']): readonly string[] {
  return (instructions ?? []).map(({ id, level, quote, dropped }) => {
    const whose = level === 'none' ? 'nobody with authority' : person(level)
    if (dropped === null) return `Instruction ${id} of ${whose} holds: “${quote}”`
    const by = dropped.by === null ? '' : ` (instruction ${dropped.by})`
    return `Instruction ${id} of ${whose} was dropped, since ${reasons[dropped.reason]}${by}: “${quote}”`
  })
}
