import type { Moment } from '@bylaw/core'
import type { Judge, Judgement, JudgementState, Utterance } from '@bylaw/judge'
import { type Decided, verdictOf } from './compared.ts'
import type { PlannedCheck } from './planned.ts'
import type { Reviewer, Verdict } from './verdict.ts'

/** What it takes to check the texts of one answer. */
export interface Reviewing {
  readonly checks: readonly PlannedCheck[]
  /** The situation, read once: `engine.at(facts)`. */
  readonly decisions: Pick<Moment, 'decide'>
  /** Everything that was said before, oldest first. */
  readonly before: readonly Utterance[]
}

/** Checks texts by plan: each judge is asked once for all its behaviors, and what it exhibits is compared with what is decided. */
export function reviewerOf({ checks, decisions, before }: Reviewing): Reviewer {
  const enforced = checks.filter(({ mode }) => mode === 'enforce')
  const decided = new Map(checks.map(({ behavior: { id } }) => [id, decidedOf(id, decisions)]))
  const lastTurn = before.slice(
    Math.max(
      0,
      before.findLastIndex(({ role }) => role === 'user'),
    ),
  )
  const whole = groupsOf(checks)
  const windowed = groupsOf(enforced.filter(({ stream }) => stream === 'window'))

  const ask = async ({ judge, cumulative, checks }: Group, text: string, signal: AbortSignal): Promise<Verdict[]> => {
    const behaviors = checks.map(({ behavior }) => behavior)
    const said = cumulative ? before : lastTurn
    const judgements = await judged(judge, { behaviors, before: said, text, side: 'answer' }, signal)
    return checks.map((check) => {
      const { id } = check.behavior
      return verdictOf(onlyOne(judgements, id, judge), decided.get(id) ?? null, check)
    })
  }
  return {
    enforces: enforced.length > 0,
    stream: strictest(enforced),
    unread: enforced.some(({ failure }) => failure === 'closed') ? 'closed' : 'open',
    async review(text, stage, signal) {
      const groups = stage === 'whole' ? whole : windowed
      return (await Promise.all(groups.map((group) => ask(group, text, signal)))).flat()
    },
  }
}

/** A section that nothing dropped is decided `upheld`: no statement can name it. */
function decidedOf(id: string, decisions: Reviewing['decisions']): Decided | null {
  if (id.startsWith('section.')) return { value: 'upheld', allowed: ['upheld'] }
  const decision = decisions.decide(id)
  return decision.value === null ? null : { value: decision.value, allowed: decision.allowed }
}

function strictest(enforced: readonly PlannedCheck[]): Reviewer['stream'] {
  const named = new Set(enforced.map(({ stream }) => stream))
  if (named.has('hold')) return 'hold'
  return named.has('window') ? 'window' : 'after'
}

/** Behaviors that the same judge reads in the same surroundings. */
interface Group {
  readonly judge: Judge | null
  readonly cumulative: boolean
  readonly checks: readonly PlannedCheck[]
}

function groupsOf(checks: readonly PlannedCheck[]): readonly Group[] {
  const groups: { judge: Judge | null; cumulative: boolean; checks: PlannedCheck[] }[] = []
  for (const check of checks) {
    const { judge, cumulative } = check
    const group = groups.find((each) => each.judge === judge && each.cumulative === cumulative)
    if (group) group.checks.push(check)
    else groups.push({ judge, cumulative, checks: [check] })
  }
  return groups
}

/** A judge that breaks its word and throws has said nothing. */
async function judged(
  judge: Judge | null,
  asked: Parameters<Judge['judge']>[0],
  signal: AbortSignal,
): Promise<readonly Judgement[]> {
  try {
    return (await judge?.judge(asked, signal)) ?? []
  } catch {
    return []
  }
}

/** What a judge says of a behavior: nothing, or more than one thing, is a failure. */
function onlyOne(judgements: readonly Judgement[], behavior: string, judge: Judge | null): Judgement {
  const of = judgements.filter((each) => each.behavior === behavior)
  if (of.length === 1) return of[0]!
  const failed = (state: JudgementState, why: string, by: string): Judgement => {
    return { behavior, state, engaged: null, exhibited: null, spans: [], why, by }
  }
  if (judge === null) return failed('not-run', 'nothing judges this', '')
  return failed('error', 'the judge did not say one thing of it', `${judge.name}@${judge.version}`)
}
