import type { Policy } from '@bylaw/core'
import { type Judge, judgeOf, type Measured, measurable, measured, type NamedJudge, panel } from '@bylaw/judge'
import type { PlannedCheck } from '../check/planned.ts'
import { strictestFirst } from '../check/ruling.ts'
import type { Act, BehaviorCheck } from '../config/checks.ts'
import type { DeploymentConfig } from '../config/schema.ts'
import type { CheckRecord } from '../record.ts'

/** How a deployment checks what is said under one policy: made once for each policy in force. */
export interface Plan {
  readonly checks: readonly PlannedCheck[]
  /** What every record says of the behaviors that nobody judges; null where a judge of all is there. */
  readonly unjudged: CheckRecord | null
  /** The first enforced behavior of which it is said that a check that fails is closed; null where it is said of none. */
  readonly unreadCloses: string | null
  /** Null where answers are not deliberated. */
  readonly deliberation: DeliberationPlan | null
  /** Everybody who reads for the deployment, by name. */
  readonly judges: JudgesByName
}

/** What becomes of a finding about the reasoning: the strictest of what is said for deliberated behaviors. */
export interface DeliberationPlan {
  readonly mode: 'observe' | 'enforce'
  readonly act: Act
  readonly failure: 'closed' | 'open'
  /** Reads the reasoning, where a model is configured. */
  readonly judge: string | null
}

export type JudgesByName = ReadonlyMap<string, NamedJudge>

/** The check that stands for all behaviors where every one has to be judged and nobody judges all of them. */
export const everything: Measured = {
  id: '*',
  kind: 'bright-line',
  title: null,
  values: ['permitted', 'crossed'],
  describe: new Map(),
  prose: null,
}

/**
 * Plans the checks of a deployment. A behavior is checked where it names judges, or the deployment names models, which
 * judge all that say nothing themselves: sections only where they are named. What `planProblems` finds wrong is planned so
 * that it fails closed.
 */
export function planOf(config: DeploymentConfig, policy: Policy, judges: JudgesByName): Plan {
  const general = modelsForAll(config, judges)
  const bench = new Bench(judges)
  const named = Object.keys(config.behaviors).filter((id) => !id.startsWith('tool.'))
  const all = general.length === 0 ? [] : measurable(policy).filter((id) => !id.startsWith('section.'))
  const checks = [...new Set([...named, ...all])].flatMap((id) => {
    const behavior = measured(policy, id)
    return behavior === null ? [] : (checkOf(behavior, config, general, bench) ?? [])
  })
  const closed = general.length === 0 && config.check === 'enforce' && config['on-failure'] === 'closed'
  const planned = closed ? [...checks, { ...settled(undefined, config), behavior: everything, judge: null }] : checks
  return {
    checks: planned,
    unreadCloses: planned.find((check) => check.mode === 'enforce' && saysClosed(check, config))?.behavior.id ?? null,
    unjudged: general.length === 0 && !closed ? notRun(config) : null,
    deliberation: deliberationOf(config, judges),
    judges,
  }
}

/** Detectors look for one thing each: they judge the behaviors that name them. */
function modelsForAll(config: DeploymentConfig, judges: JudgesByName): readonly string[] {
  return config.judges.filter((name) => judges.get(name)?.kind !== 'detector')
}

/** Null where a behavior is named for something else, so that there is nothing to check. */
function checkOf(
  behavior: Measured,
  config: DeploymentConfig,
  general: readonly string[],
  bench: Bench,
): PlannedCheck | null {
  const own = config.behaviors[behavior.id]
  const names = own?.judges ?? general
  const how = settled(own, config)
  if (names.length === 0 && how.mode === 'observe' && own?.judges === undefined) return null
  const never = behavior.kind === 'bright-line'
  const failure = never ? 'closed' : how.failure
  const act = never && how.act === 'ask' ? 'refuse' : how.act
  return { ...how, failure, act, behavior, judge: bench.of(names, own?.agreement ?? null, behavior) }
}

/** Whether the configuration says so in words, for the behavior or for all that say nothing. */
function saysClosed({ behavior: { id } }: PlannedCheck, config: DeploymentConfig): boolean {
  return (config.behaviors[id]?.['on-failure'] ?? config['on-failure']) === 'closed'
}

function settled(own: BehaviorCheck | undefined, config: DeploymentConfig): Omit<PlannedCheck, 'behavior' | 'judge'> {
  return {
    mode: own?.check ?? config.check,
    act: own?.act ?? config.act,
    stream: own?.stream ?? config.stream,
    failure: own?.['on-failure'] ?? config['on-failure'] ?? 'closed',
    whenUnsure: own?.['when-unsure'] ?? config['when-unsure'],
    cumulative: own?.cumulative ?? false,
  }
}

type Assigned = NonNullable<BehaviorCheck['judges']>[number]

/** The judges of a configuration: the same ones are the same judge for every behavior, which can be read for at once. */
class Bench {
  readonly #judges: JudgesByName
  readonly #known = new Map<string, Judge>()

  constructor(judges: JudgesByName) {
    this.#judges = judges
  }

  /** Null where one of them is not there: fewer judges than were asked for are no judgement. */
  of(names: readonly Assigned[], agreement: number | null, behavior: Measured): Judge | null {
    const judges = names.map((each) => this.#one(each, behavior)).filter((judge) => judge !== null)
    if (judges.length === 0 || judges.length < names.length) return null
    if (judges.length === 1) return judges[0]!
    return this.#once(JSON.stringify([names, agreement]), () => panel(judges, agreement))
  }

  #one(each: Assigned, { values }: Measured): Judge | null {
    const { judge: name, exhibits = null } = typeof each === 'string' ? { judge: each } : each
    const named = this.#judges.get(name)
    if (named === undefined || (exhibits !== null && !values.includes(exhibits))) return null
    return this.#once(JSON.stringify([name, exhibits]), () => judgeOf(named, exhibits))
  }

  #once(key: string, make: () => Judge): Judge {
    const judge = this.#known.get(key) ?? make()
    this.#known.set(key, judge)
    return judge
  }
}

function notRun({ check }: DeploymentConfig): CheckRecord {
  return { what: 'text', mode: check, behavior: null, outcome: 'not-run', why: 'no judge of text is configured' }
}

function deliberationOf(config: DeploymentConfig, judges: JudgesByName): DeliberationPlan | null {
  const asked = Object.values(config.behaviors).filter(({ deliberate }) => deliberate === true)
  if (!config.deliberate && asked.length === 0) return null
  const all = [...(config.deliberate ? [undefined] : []), ...asked].map((own) => settled(own, config))
  const enforced = all.filter(({ mode }) => mode === 'enforce')
  const counting = enforced.length > 0 ? enforced : all
  return {
    mode: counting[0]!.mode,
    act: strictestFirst.find((act) => counting.some((each) => each.act === act))!,
    failure: counting.some(({ failure }) => failure === 'closed') ? 'closed' : 'open',
    judge: modelsForAll(config, judges)[0] ?? null,
  }
}
