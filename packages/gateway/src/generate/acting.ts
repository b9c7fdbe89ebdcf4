import { type Change, declarationOf, explain } from '@bylaw/core'
import { type Measured, type Overstep, refusal } from '@bylaw/judge'
import type { Acting, Reviewer, Verdict } from '../check/verdict.ts'
import { subjectOf } from './calls.ts'
import { everything } from './plan.ts'
import { revised } from './revise.ts'
import type { Situation } from './situation.ts'

/**
 * What is put in place of an answer that may not leave, in the spec's voice and without content of it.
 * @param reviewer reads what is written anew
 * @param dropped ids of sections that give way to what was said
 */
export function actingOf(situation: Situation, reviewer: Reviewer, dropped: readonly string[]): Acting {
  const structured = situation.prompt.settings.structure !== null
  const { deployment } = situation
  return {
    refuse: (verdicts) => {
      const { text, short } = refusal(behaviorsOf(situation, verdicts))
      return structured ? short : text
    },
    revise: (text, verdicts) => {
      const oversteps = overstepsOf(situation, verdicts)
      const { revisions } = deployment.config
      return revised({ situation, reviewer, dropped }, { text, oversteps, rounds: revisions })
    },
    ask: (text, verdicts) => asked(situation, text, verdicts),
    annotate: (verdicts) => {
      const names = behaviorsOf(situation, verdicts).map(({ behavior: { id, title } }) => title ?? id)
      const about = names.length === 0 ? '' : ` (${names.join(', ')})`
      return `Note: a check found that this answer goes further than its policy permits${about}. Take it with care.`
    },
  }
}

interface Failing {
  readonly behavior: Measured
  readonly permitted: string | null
  readonly exhibited: string | null
}

/** What verdicts are about; nothing of one that stands for all, or for the reasoning. */
function behaviorsOf({ service }: Situation, verdicts: readonly Verdict[]): readonly Failing[] {
  const measured = new Map(service.plan.checks.map(({ behavior }) => [behavior.id, behavior]))
  return verdicts.flatMap(({ behavior: id, permitted, exhibited }) => {
    const behavior = measured.get(id)
    return behavior === undefined || behavior === everything ? [] : [{ behavior, permitted, exhibited }]
  })
}

function overstepsOf(situation: Situation, verdicts: readonly Verdict[]): readonly Overstep[] {
  return behaviorsOf(situation, verdicts).flatMap(({ behavior, permitted, exhibited }) =>
    permitted === null ? [] : [{ behavior, permitted, exhibited, section: sectionOf(situation, behavior.id) }],
  )
}

function sectionOf({ service: { policy } }: Situation, behavior: string): Overstep['section'] {
  const declared = behavior.startsWith('section.')
    ? behavior.slice(8)
    : declarationOf(behavior, policy.behaviors)?.section
  const section = policy.sections.find(({ id }) => id === declared)
  if (section === undefined) return null
  const { prose } = policy.layers[section.layer]!.document.sections[section.index]!
  return prose === '' ? null : { id: section.id, prose }
}

async function asked(situation: Situation, text: string, verdicts: readonly Verdict[]): Promise<string> {
  const { service, deployment, passage } = situation
  const { house, principal, recording } = passage
  const { deployment: name, key, user, operator } = principal
  const behavior = verdicts[0]?.behavior ?? everything.id
  const { id } = await house.approvals.pending({
    binding: { deployment: name, key, person: user, behavior, subject: subjectOf(text), policy: service.policy.digest },
    operator: operator?.id ?? null,
    decision: recording.record.id,
    level: approverOf(situation, verdicts),
    shown: { kind: 'text', text },
    config: deployment.config.approvals,
  })
  return `This answer waits for a person to approve it. The approval \`${id}\` says what became of it.`
}

/**
 * The weakest level that may approve a text: one whose own word would permit every value that it exhibits; the deployment's
 * own where it is only not known what it exhibits; the strongest where nobody else can.
 */
function approverOf({ service, facts }: Situation, verdicts: readonly Verdict[]): string {
  const { engine, policy } = service
  const strongest = policy.levels[0]!
  const own = policy.levels.includes('developer') ? 'developer' : strongest
  const needed = verdicts.map(({ behavior, exhibited, finding }) => {
    if (exhibited === null || finding === 'failed') return own
    const values = declarationOf(behavior, policy.behaviors)?.values ?? []
    const reaches = ({ how, value }: Change): boolean =>
      how === 'set' && values.indexOf(value) >= values.indexOf(exhibited)
    return explain(engine, behavior, facts).changes.find(reaches)?.level ?? strongest
  })
  const ranks = [own, ...needed].map((level) => policy.levels.indexOf(level))
  return policy.levels[Math.min(...ranks)]!
}
