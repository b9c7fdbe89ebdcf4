/** Nobody is timed before everybody has given the same answer to every question. */
import { decide, flattenPolicy } from './flat.ts'
import type { Peer } from './peers/peer.ts'
import type { PolicyModel } from './policy.ts'
import type { Question } from './situations.ts'

/** How many of the questions ask for a permitted value, by the flat policy's own reading. */
export function expectedCount(policy: PolicyModel, questions: readonly Question[]): number {
  const flat = flattenPolicy(policy)
  return questions.filter(({ behavior, value, situation }) => decide(flat[behavior]!, situation.values) >= value).length
}

/** The first question that a peer answers otherwise than the flat policy, in words; null where there is none. */
export async function disagreement(
  policy: PolicyModel,
  peer: Peer,
  questions: readonly Question[],
): Promise<string | null> {
  for (const question of questions) {
    const expected = expectedCount(policy, [question])
    const answered = await peer.prepare([question])()
    if (answered === expected) continue
    const { id, values } = policy.behaviors[question.behavior]!
    const where = JSON.stringify(question.situation.attributes)
    const said = answered === 1 ? 'permitted' : 'not permitted'
    return `${peer.name} says that \`${values[question.value]}\` of \`${id}\` is ${said} in ${where}`
  }
  return null
}

/** Throws with every disagreement there is. */
export async function assertAgreement(
  policy: PolicyModel,
  peers: readonly Peer[],
  questions: readonly Question[],
): Promise<void> {
  const found: string[] = []
  for (const peer of peers) {
    const difference = await disagreement(policy, peer, questions)
    if (difference !== null) found.push(difference)
  }
  if (found.length > 0) throw new Error(`the peers disagree, so nothing is measured:\n${found.join('\n')}`)
}
