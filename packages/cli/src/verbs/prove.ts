import { type Counterexample, type Proof, prove, spoken } from '@bylaw/core'
import { counted, indented, paint, print, printJson } from '../output.ts'
import { openEngine, parseLevel, type StackOptions } from '../stack.ts'
import { asserted } from '../words.ts'

interface ProveOptions extends StackOptions {
  readonly below?: string
  readonly mountedOnly?: boolean
  readonly strict?: boolean
  readonly json?: boolean
}

/** `bylaw prove`: 1 where an invariant is refuted, or with `--strict` undecided. */
export function proveVerb(options: ProveOptions): number {
  const engine = openEngine(options)
  const { below: level, mountedOnly } = options
  const below = level === undefined ? undefined : parseLevel(level, engine.policy.levels, '--below')
  const proofs = prove(engine, { below, mountedOnly })
  if (options.json) printJson({ invariants: proofs })
  else print(drawn(proofs))
  const count = (answer: Proof['answer']): number => proofs.filter((proof) => proof.answer === answer).length
  return count('refuted') > 0 || (options.strict && count('undecided') > 0) ? 1 : 0
}

const colours = { holds: 'green', refuted: 'red', undecided: 'yellow' } as const

function drawn(proofs: readonly Proof[]): string {
  if (proofs.length === 0) return 'no invariant is stated'
  const count = (answer: Proof['answer']): number => proofs.filter((proof) => proof.answer === answer).length
  const summary = `${count('holds')} hold, ${count('refuted')} refuted, ${count('undecided')} undecided`
  return [...proofs.map(told), '', paint('dim', `${counted(proofs.length, 'invariant')}: ${summary}`)].join('\n')
}

function told({ answer, invariant, level, source, situations, reason, counterexample }: Proof): string {
  const head = `${paint(colours[answer], answer.padEnd(9))}  ${invariant}`
  if (answer === 'holds') return `${head} ${paint('dim', `(${counted(situations, 'situation')})`)}`
  const why = counterexample === null ? [reason ?? ''] : violation(counterexample)
  return [head, indented(indented([`${level}, ${source}`, ...why].join('\n')))].join('\n')
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
