/** What a value-only decision costs as the policy grows in one direction while the rest stays as compared. */
import { assertAgreement, expectedCount } from './agree.ts'
import { bylawValue } from './peers/bylaw.ts'
import { COMPARED, drawPolicy, type PolicySize } from './policy.ts'
import { type Contestant, median, type RoundOptions, timeRounds } from './rounds.ts'
import { drawQuestions, situationsOf } from './situations.ts'

export interface GrowthPoint {
  readonly size: number
  readonly statements: number
  /** Median decisions per second. */
  readonly rate: number
}

export interface GrowthAxis {
  readonly axis: string
  readonly points: readonly GrowthPoint[]
}

interface Axis {
  readonly axis: string
  readonly sizes: readonly number[]
  grown(size: number): PolicySize
  /** How many facts are asserted in each situation; all where not said. */
  asserted?(size: number): number
}

const ASKED = 4096

const AXES: readonly Axis[] = [
  { axis: 'layers', sizes: [1, 2, 4, 8, 16], grown: (layers) => ({ ...COMPARED, layers }) },
  { axis: 'behaviors', sizes: [10, 60, 250, 1000], grown: (behaviors) => ({ ...COMPARED, behaviors }) },
  { axis: 'facts that conditions read', sizes: [1, 2, 4, 6, 8], grown: (facts) => ({ ...COMPARED, facts }) },
  {
    axis: 'facts asserted (16 declared, 4 read)',
    sizes: [1, 2, 4, 8, 12, 16],
    grown: () => ({ ...COMPARED, facts: 16, read: 4 }),
    asserted: (size) => size,
  },
]

/** Every point is checked against the flat policy first; the points of an axis take turns. */
export async function measureGrowth(options: RoundOptions): Promise<readonly GrowthAxis[]> {
  const axes: GrowthAxis[] = []
  for (const axis of AXES) axes.push(await measureAxis(axis, options))
  return axes
}

async function measureAxis({ axis, sizes, grown, asserted }: Axis, options: RoundOptions): Promise<GrowthAxis> {
  const statements: number[] = []
  const contestants: Contestant[] = []
  for (const size of sizes) {
    const policy = drawPolicy(grown(size))
    const peer = bylawValue(policy)
    const questions = drawQuestions(policy, situationsOf(policy, asserted?.(size)), ASKED)
    await assertAgreement(policy, [peer], questions)
    statements.push(policy.behaviors.reduce((count, behavior) => count + behavior.statements.length, 0))
    const run = peer.prepare(questions)
    contestants.push({ name: `${size}`, decisions: ASKED, run, expected: expectedCount(policy, questions) })
  }
  const timings = await timeRounds(contestants, options)
  const point = (size: number, index: number): GrowthPoint => ({
    size,
    statements: statements[index]!,
    rate: median(timings[index]!.rates),
  })
  return { axis, points: sizes.map(point) }
}
