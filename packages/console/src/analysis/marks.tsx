import type { Proof, Severity } from '@bylaw/core'

const octagon = 'M5.2 1h5.6L15 5.2v5.6L10.8 15H5.2L1 10.8V5.2z'
const triangle = 'M8 1.2 15.4 14.4H.6z'
const circle = 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1z'
const diamond = 'M8 .4 15.6 8 8 15.6.4 8z'
const cross = 'M5.6 5.6l4.8 4.8m0-4.8l-4.8 4.8'

interface Shape {
  readonly outline: string
  readonly sign: string
  readonly word: string
}

const severityShapes: Readonly<Record<Severity, Shape>> = {
  error: { outline: octagon, sign: cross, word: 'Error' },
  warning: { outline: triangle, sign: 'M8 5.8v4.2m0 1.8v.4', word: 'Warning' },
  info: { outline: circle, sign: 'M8 7.2v4.2M8 4.4v.5', word: 'Note' },
}

const answerShapes: Readonly<Record<Proof['answer'], Shape>> = {
  holds: { outline: circle, sign: 'M4.9 8.2l2.1 2.3 4.1-4.7', word: 'Proved' },
  refuted: { outline: diamond, sign: cross, word: 'Refuted' },
  undecided: {
    outline: circle,
    sign: 'M6.2 6.3a1.9 1.9 0 1 1 2.7 1.7c-.6.3-.9.7-.9 1.3m0 1.9v.3',
    word: 'Undecided',
  },
}

export const severityWord = (severity: Severity): string => severityShapes[severity].word

/** How grave a finding is: a shape and a word. */
export function SeverityMark({ severity }: { readonly severity: Severity }) {
  return <Mark name={severity} shape={severityShapes[severity]} />
}

/** Whether an invariant is proved, refuted, or neither: three shapes and three words. */
export function AnswerMark({ answer }: { readonly answer: Proof['answer'] }) {
  return <Mark name={answer} shape={answerShapes[answer]} />
}

function Mark({ name, shape: { outline, sign, word } }: { readonly name: string; readonly shape: Shape }) {
  return (
    <span class={`analysis-mark analysis-${name}`}>
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <path class="analysis-mark-outline" d={outline} />
        <path class="analysis-mark-sign" d={sign} />
      </svg>
      {word}
    </span>
  )
}
