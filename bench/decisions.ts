/** Decisions per second on one policy, everybody side by side. */
import { assertAgreement, expectedCount } from './agree.ts'
import { allPeers } from './peers/all.ts'
import { bylawCold, firstMet } from './peers/bylaw.ts'
import type { Peer } from './peers/peer.ts'
import { COMPARED, drawPolicy, type PolicyModel } from './policy.ts'
import { type Contestant, median, type RoundOptions, ratio, timeRounds } from './rounds.ts'
import { allQuestions, drawQuestions, type Question, situationsOf } from './situations.ts'

export interface DecisionRow {
  readonly name: string
  readonly note: string
  /** Median decisions per second. */
  readonly rate: number
  /** Median of the ratios to CASL, and to the typed array, round by round. */
  readonly toCasl: number
  readonly toLimit: number
}

export interface DecisionReport {
  readonly behaviors: number
  readonly layers: number
  readonly facts: number
  readonly statements: number
  readonly situations: number
  /** How many questions everybody answered alike before the clock ran. */
  readonly verified: number
  readonly rows: readonly DecisionRow[]
}

const ASKED = 4096

/** Verifies that everybody agrees, then measures. */
export async function measureDecisions(options: RoundOptions): Promise<DecisionReport> {
  const policy = drawPolicy(COMPARED)
  const situations = situationsOf(policy)
  const questions = allQuestions(policy, situations)
  const peers = await allPeers(policy)
  const cold = bylawCold(policy)
  const first = firstMet(policy, questions)
  await assertAgreement(policy, peers, questions)
  await assertAgreement(policy, [cold], first)

  const asked = drawQuestions(policy, situations, ASKED)
  const contestants = peers.map((peer) => contestant(policy, peer, asked))
  const timings = await timeRounds([...contestants, contestant(policy, cold, first)], options)
  const named = (start: string) => timings.find(({ name }) => name.startsWith(start))!
  return {
    ...COMPARED,
    statements: policy.behaviors.reduce((count, { statements }) => count + statements.length, 0),
    situations: situations.length,
    verified: questions.length,
    rows: [...peers, cold].map(({ name, note }, index) => ({
      name,
      note,
      rate: median(timings[index]!.rates),
      toCasl: ratio(timings[index]!, named('CASL, at its fastest')),
      toLimit: ratio(timings[index]!, named('typed-array')),
    })),
  }
}

function contestant(policy: PolicyModel, peer: Peer, questions: readonly Question[]): Contestant {
  const run = peer.prepare(questions)
  return { name: peer.name, decisions: questions.length, run, expected: expectedCount(policy, questions) }
}
