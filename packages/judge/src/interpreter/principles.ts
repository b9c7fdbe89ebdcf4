import type { Instruction, Policy } from '@bylaw/core'

/**
 * The sections of a policy as instructions that what is said may conflict with: under their own ids, at the level of
 * their authority, before everything that is said. What `applicable` drops of them is left out when the policy is
 * composed, and `section.<id>` is not decided `upheld`.
 * @param inForce ids of the sections that apply in the situation
 */
export function principlesOf(policy: Policy, inForce: ReadonlySet<string>): readonly Instruction[] {
  const stated = policy.sections.flatMap(({ id, layer, index, authority }) => {
    const { title, prose } = policy.layers[layer]!.document.sections[index]!
    return authority === null || prose === '' || !inForce.has(id)
      ? []
      : [{ id, authority, text: `${title}\n\n${prose}` }]
  })
  const weakest = policy.levels[policy.levels.length - policy.mandates - 1]!
  return stated.map(({ id, authority, text }, index) => {
    const guideline = authority === 'guideline'
    return { id, text, level: guideline ? weakest : authority, order: index - stated.length, guideline }
  })
}
