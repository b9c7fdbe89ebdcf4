import type { Document } from '../../document/types.ts'
import { person } from '../../engine/explain.ts'
import type { BehaviorStatement, Policy } from '../../policy/types.ts'
import { membersOf } from '../family.ts'
import { Reach } from '../reach.ts'
import { asLimit } from './edits.ts'
import type { Ground } from './ground.ts'
import { finding, said, valuesOf, widthOf } from './report.ts'
import { type Sentence, sentencesOf } from './sentences.ts'
import { accountOf } from './state.ts'
import type { DeepFinding } from './types.ts'
import { isFirm, speaksOf } from './wording.ts'

type Set = BehaviorStatement & { kind: 'set' }

/**
 * A `set` of a level below root that a weaker level may undo, in a section whose prose says that it stands: in some
 * situation it takes effect and words of weaker levels could make it looser (a scale) or choose something else (a choice),
 * and a firm sentence of the section shares words with the behavior, or there is nothing else in the section it could be
 * about.
 */
export function undoableSets(ground: Ground): readonly DeepFinding[] {
  const { policy } = ground
  return policy.statements.flatMap((set) => {
    if (set.kind !== 'set' || set.rank === 0 || set.rank >= ground.chain - 1 || isHeld(policy, set)) return []
    const { document } = policy.layers[set.layer]!
    const sentence = firmSentence(ground, document, set)
    if (sentence === null) return []
    const level = undoing(ground, set)
    if (level === null) return []
    const value = valuesOf(policy, set)[set.value]!
    const message = `the text says that this stands, and ${person(level)} may undo \`${said(policy, set)}\``
    const at = sentence.at(sentence.text.length - sentence.text.trimStart().length)
    return finding('undoable-set', set.source, message, {
      length: widthOf(policy, set),
      related: [{ file: document.file, ...at, message: 'what the text says' }],
      help: 'what holds whatever those below say is said with `limit`',
      edit: asLimit(policy, set.source, set.pattern, value),
    })
  })
}

/** Whether the same layer limits the same behavior: then that is what the text is about. */
const isHeld = ({ statements }: Policy, set: Set): boolean =>
  statements.some(({ kind, layer, pattern }) => kind === 'limit' && layer === set.layer && pattern === set.pattern)

function firmSentence(ground: Ground, document: Document, set: Set): Sentence | null {
  const { line } = set.source
  const block = document.blocks.find((each) => each.line < line && line <= each.endLine)
  if (block === undefined) return null
  const sentences = sentencesOf(document, block.section === null ? null : document.sections[block.section]!).filter(
    isFirm,
  )
  const neighbours = document.blocks.filter(({ section }) => section === block.section)
  const alone = neighbours.reduce((sum, { statements }) => sum + statements.length, 0) === 1
  const behavior = ground.target(set.pattern).behavior
  return sentences.find((sentence) => alone || speaksOf(sentence, behavior, set.value)) ?? null
}

/** The level that could undo a set in some situation in which it takes effect; null where none could. */
function undoing(ground: Ground, set: Set): string | null {
  for (const id of membersOf(set.pattern, ground.policy)) {
    const target = ground.target(id)
    const scale = target.behavior.kind === 'scale'
    for (const { held } of ground.regions(target.conditions)) {
      const above = ground.downTo(target, set.rank)
      const stands = accountOf(above, held, ground.chain).deeds.some(
        ({ statement, effect, capped }) => statement === set && effect === 'set' && capped === null,
      )
      if (!stands || ground.hypothesis(above, held).under(above.statements) !== set.value) continue
      const rank = ground.below(set.rank).find((each) => {
        const reach = new Reach(above, held, ground.chain, [each])
        if (scale) return reach.loosest() > set.value
        return reach.possible().some((value) => value !== set.value && reach.shortest(value) !== null)
      })
      if (rank !== undefined) return ground.policy.levels[rank]!
    }
  }
  return null
}
