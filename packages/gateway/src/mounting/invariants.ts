import {
  type Counterexample,
  compile,
  createEngine,
  type Diagnostic,
  type Engine,
  type Layer,
  type Policy,
  type Proof,
  prove,
  refuses,
  spoken,
} from '@bylaw/core'

/**
 * Proves what the invariants of a policy say, whatever is said at the levels where nothing is mounted. What root, system
 * and developer promise has to hold whatever is mounted below them, too: no file from below can break it, nor make it so
 * hard to prove that the policy is refused.
 * @param enforced whether an invariant of root, system or developer that is not proved refuses the policy
 * @returns one diagnostic for each invariant that is not proved: an error where it refuses, else a warning
 */
export function unprovedInvariants(engine: Engine, enforced: boolean): readonly Diagnostic[] {
  const { policy } = engine
  const firm = policy.layers.filter(({ rank }) => refuses(rank, policy.levels))
  const below = policy.invariants.filter(({ rank }) => !refuses(rank, policy.levels))
  const proofs = prove(firm.length === policy.layers.length ? engine : createEngine(withOnly(policy, firm)))
  const reported = below.length === 0 ? [] : prove(createEngine({ ...policy, invariants: below }))
  return [...diagnosed(policy, proofs, enforced ? 'error' : 'warning'), ...diagnosed(policy, reported, 'warning')]
}

/** The policy of some of its layers: the strongest, which need none of the others. */
function withOnly(policy: Policy, layers: readonly Layer[]): Policy {
  return compile({ layers: layers.map(({ rank, document }) => ({ level: policy.levels[rank]!, document })) }).policy!
}

function diagnosed(policy: Policy, proofs: readonly Proof[], severity: 'error' | 'warning'): readonly Diagnostic[] {
  return proofs
    .filter(({ answer }) => answer !== 'holds')
    .map((proof) => {
      const { source } = policy.invariants.find(({ name }) => name === proof.invariant)!
      return { severity, code: `invariant-${proof.answer}`, message: told(proof), ...source, length: 1 }
    })
}

function told({ invariant, level, reason, counterexample }: Proof): string {
  const name = `the invariant \`${invariant}\` of ${level}`
  if (counterexample !== null) return `${name} does not hold: ${violation(counterexample)}`
  const out = 'state it of fewer facts and tools, or only report it with `check: observe`'
  return `${name} can't be proved: ${reason}; ${out}`
}

function violation({ words, facts, args, values }: Counterexample): string {
  const asserted = facts.map(({ name, value, by }) => `${by} asserts ${name}: ${String(value)}`)
  const called = args === undefined ? [] : [`the arguments are \`${JSON.stringify(args)}\``]
  const said = [...asserted, ...called, ...words.map(spoken)]
  const decided = Object.entries(values).map(([behavior, value]) => `\`${behavior}\` is \`${value}\``)
  return `${said.length === 0 ? 'while nobody says anything' : `where ${said.join(', ')}`}, ${decided.join(' and ')}`
}
