import { type Proof, prove } from '@bylaw/core'
import { print, printJson } from '../output.ts'
import { openEngine, parseLevel, type StackOptions } from '../stack.ts'
import { drawnProofs } from '../tables/prove.ts'

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
  else print(drawnProofs(proofs))
  const count = (answer: Proof['answer']): number => proofs.filter((proof) => proof.answer === answer).length
  return count('refuted') > 0 || (options.strict && count('undecided') > 0) ? 1 : 0
}
