import type { Engine } from '../../engine/engine.ts'
import { absoluteProse } from './absolute-prose.ts'
import { broadTools } from './broad-tools.ts'
import { emergent } from './emergent.ts'
import { Ground } from './ground.ts'
import { lastAnswers } from './last-answer.ts'
import { neverChanges } from './never-changes.ts'
import { neverChangingTrusts } from './never-changing-trusts.ts'
import { neverHolds } from './never-holds.ts'
import { notMeasurable } from './not-measurable.ts'
import { overridden } from './overridden.ts'
import type { DeepFinding } from './types.ts'
import { uncautiousAssumes } from './uncautious-assume.ts'
import { undoableSets } from './undoable-set.ts'
import { unreachableDefaults } from './unreachable-default.ts'
import { unusableGrants } from './unusable-grant.ts'

/** What each looks for stands in its own file, and in `docs/findings.md` for those who get to see it. */
const OTHERS = [
  unreachableDefaults,
  emergent,
  uncautiousAssumes,
  lastAnswers,
  undoableSets,
  broadTools,
  absoluteProse,
  notMeasurable,
]

/** Everything suspicious about a policy, in reading order. */
export function findings(engine: Engine): readonly DeepFinding[] {
  const ground = new Ground(engine)
  const found = [...neverHolds(ground), ...overridden(ground)]
  found.push(...neverChanges(ground, found), ...neverChangingTrusts(ground))
  found.push(...unusableGrants(ground, found), ...OTHERS.flatMap((look) => look(ground)))
  const order = new Map(engine.policy.layers.map(({ document }, place) => [document.file, place]))
  const placeOf = ({ file }: DeepFinding): number => order.get(file) ?? order.size
  return found.sort((a, b) => placeOf(a) - placeOf(b) || a.line - b.line || a.column - b.column)
}
