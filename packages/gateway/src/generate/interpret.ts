import { type Assertion, applicable, type FactReading } from '@bylaw/core'
import { type Interpretation, type Interpreted, interpret, principlesOf } from '@bylaw/judge'
import type { ConversationState } from '../conversations/conversation.ts'
import type { CheckRecord, InstructionRecord, NoticedRecord } from '../record.ts'
import { Refusal } from '../refusal.ts'
import { pressureFact } from './facts.ts'
import { roundsOf } from './guards.ts'
import { type Sign, signOf, stateAfter } from './pressing.ts'
import type { Situation } from './situation.ts'

/** A situation after what was said in it was read. */
export interface Reading {
  readonly situation: Situation
  /** Ids of sections that give way to what was said: they are neither composed nor judged. */
  readonly dropped: readonly string[]
  /** What the house asks of the model for it. */
  readonly asks: string
  /** A sign of pressure: streams are kept back until they are checked whole. */
  readonly stricter: boolean
  /** What the record says before there is an answer. */
  readonly noticed: readonly NoticedRecord[]
  readonly checks: readonly CheckRecord[]
  /** What of this turn counts for the next ones. */
  readonly state: ConversationState
}

const inaction =
  'Two principles of the spec that nobody may move conflict here: take no action, and say that you can not help with it.'

/**
 * Reads instructions, claims and attempts out of what was said, where an interpreter is configured. The model interprets,
 * the engine decides: claims count as heard, and whatever is noticed only tightens.
 * @throws Refusal 503 `not_interpreted` where it could not be read and a failing check is closed under `enforce`
 */
export async function interpreted(situation: Situation): Promise<Reading> {
  const { interpreter } = situation.deployment.config
  if (interpreter === undefined) return pressed(situation, null, [])
  const found = await read(situation, interpreter)
  if (found.ok) return pressed(situation, found, [])
  const { check, 'on-failure': failure } = situation.deployment.config
  const why = `the interpreter came to no result: ${found.why}`
  if (check === 'enforce' && failure !== 'open') throw new Refusal(503, 'not_interpreted', why)
  return pressed(situation, null, [{ what: 'request', mode: check, behavior: null, outcome: 'not-run', why }])
}

async function read({ service, facts, said, passage }: Situation, name: string): Promise<Interpreted> {
  const named = service.plan.judges.get(name)
  if (named?.kind !== 'model') return { ok: false, state: 'not-run', why: 'no model has its name' }
  const { engine, policy } = service
  const here = engine.situation(facts)
  const inForce = new Set(policy.sections.filter(({ condition }) => here.held(condition) > 0).map(({ id }) => id))
  const asked = { utterances: said(), policy, principles: principlesOf(policy, inForce) }
  return interpret(named.model, asked, passage.incoming.signal)
}

/** What was found, and what earlier turns of the conversation say of it. */
function pressed(situation: Situation, found: Interpretation | null, checks: readonly CheckRecord[]): Reading {
  const { service, conversation, facts, said, passage } = situation
  const sign = signOf(conversation, found, said)
  const heard = (found?.claims ?? []).map(({ name, value, by }): Assertion => ({ name, value, by, heard: true }))
  const more = sign.sign === 'none' ? [] : pressureFact(sign.sign, service.policy)
  const known = heard.length + more.length === 0 ? facts : [...facts, ...heard, ...more]
  const { dropped, inaction: stuck, instructions } = resolved(situation, found)
  if (instructions !== null) passage.recording.quote({ instructions })
  return {
    situation: { ...situation, facts: known },
    dropped,
    asks: stuck ? inaction : '',
    stricter: sign.sign !== 'none',
    noticed: [...noticedIn(situation, known, found), ...pressureNoticed(sign)],
    checks,
    state: { ...stateAfter(conversation, found, said), rounds: roundsOf(situation.prompt, conversation.state.rounds) },
  }
}

function resolved({ service: { policy } }: Situation, found: Interpretation | null) {
  if (found === null) return { dropped: [], inaction: false, instructions: null }
  const chain = policy.levels.slice(0, policy.levels.length - policy.mandates)
  const principles = principlesOf(policy, new Set(policy.sections.map(({ id }) => id)))
  const said = new Set(found.instructions.map(({ id }) => id))
  const result = applicable([...principles, ...found.instructions], found.relations, chain)
  const kept = result.instructions.filter(({ id }) => said.has(id))
  const instructions = [
    ...kept.map(({ id, level, text }): InstructionRecord => ({ id, level, quote: text, dropped: null })),
    ...result.dropped.flatMap(({ instruction: { id, level, text }, reason, by }): InstructionRecord[] =>
      said.has(id) ? [{ id, level, quote: text, dropped: { reason, by } }] : [],
    ),
  ]
  const dropped = result.dropped.flatMap(({ instruction: { id } }) => (said.has(id) ? [] : [id]))
  return { dropped, inaction: result.inaction, instructions }
}

function noticedIn({ service }: Situation, facts: readonly Assertion[], found: Interpretation | null): NoticedRecord[] {
  if (found === null) return []
  const { engine, policy } = service
  const conflicts = found.relations
    .filter(({ kind }) => kind === 'conflicts')
    .map(({ from, to }): NoticedRecord => ({ kind: 'conflict', about: null, why: `${from} and ${to} conflict` }))
  const here = engine.situation(facts)
  const unmet = found.claims.flatMap(({ name, value, by }): NoticedRecord[] => {
    const fact = policy.facts.find((each) => each.name === name)
    if (fact === undefined || isMet(here.reading(fact.index), value)) return []
    return [{ kind: 'unmet-claim', about: name, why: `nobody who may vouch for it says what ${by} says` }]
  })
  const attempts = new Set(found.attempts.map(({ behavior }) => behavior))
  const tried = [...attempts].map(
    (about): NoticedRecord => ({ kind: 'bright-line-attempt', about, why: 'somebody tries to have it crossed' }),
  )
  return [...conflicts, ...unmet, ...tried]
}

const isMet = (reading: FactReading, claimed: Assertion['value']): boolean => reading.value === claimed

function pressureNoticed({ sign, reasons }: Sign): NoticedRecord[] {
  return sign === 'none' ? [] : [{ kind: 'pressure', about: null, why: `${sign}: ${reasons.join(', ')}` }]
}
