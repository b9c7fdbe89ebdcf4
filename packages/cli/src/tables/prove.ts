import { type Counterexample, type Proof, spoken } from '@bylaw/core'
import { hanging, inset } from '../layout.ts'
import { counted, paint } from '../output.ts'
import { asserted } from '../words.ts'

/** Where the name of an invariant starts. */
const INDENT = 11

const colours = { holds: 'green', refuted: 'red', undecided: 'yellow' } as const

/** Every invariant with its answer; refuted ones with the situation and the words that do it. */
export function drawnProofs(proofs: readonly Proof[]): string {
  if (proofs.length === 0) return 'no invariant is stated'
  const count = (answer: Proof['answer']): number => proofs.filter((proof) => proof.answer === answer).length
  const summary = `${count('holds')} hold, ${count('refuted')} refuted, ${count('undecided')} undecided`
  return [...proofs.map(told), '', paint('dim', `${counted(proofs.length, 'invariant')}: ${summary}`)].join('\n')
}

function told({ answer, invariant, level, source, situations, reason, counterexample }: Proof): string {
  const counts = answer === 'holds' ? ` (${counted(situations, 'situation')})` : ''
  const head = paint(colours[answer], answer.padEnd(9))
  const name = hanging(`${invariant}${counts}`, INDENT).replace(counts, paint('dim', counts))
  if (answer === 'holds') return `${head}  ${name}`
  const why = counterexample === null ? [reason ?? ''] : violation(counterexample)
  return [`${head}  ${name}`, inset([`${level}, ${source}`, ...why], 2)].join('\n')
}

function violation({ words, facts, args, values }: Counterexample): readonly string[] {
  const decided = Object.entries(values).map(([behavior, value]) => `${behavior} is ${value}`)
  return [
    facts.length === 0 ? 'where nobody asserts anything' : `where ${asserted(facts)}`,
    ...(args === undefined ? [] : [`with the arguments ${JSON.stringify(args)}`]),
    ...words.map(spoken),
    `then ${decided.join(', ')}`,
  ]
}
