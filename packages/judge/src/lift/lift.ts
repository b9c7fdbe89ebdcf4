import type { Policy } from '@bylaw/core'
import type { JudgementState } from '../judgement.ts'
import { ask } from '../model/ask.ts'
import type { Model } from '../model/model.ts'
import { type Candidate, candidatesIn } from './candidates.ts'
import { layerOf } from './layer.ts'
import { liftQuestion } from './question.ts'
import { sentencesOf } from './sentences.ts'
import { type DroppedProposal, type LiftedStatement, statementOf } from './statement.ts'
import { type Overreach, tried } from './trial.ts'

/** What a prompt amounts to. A person accepts it, or does not. */
export interface Lifted {
  /** `words`: no model read the prompt, nothing is proposed, and `candidates` is all that can be said. */
  readonly by: 'model' | 'words'
  /** Why no model read it, though there is one. */
  readonly failure: { readonly state: JudgementState; readonly why: string } | null
  /** What it says and may say, in the order of its sentences. */
  readonly statements: readonly LiftedStatement[]
  /** What it tries that its level may not. */
  readonly tries: readonly Overreach[]
  /** What the model proposed that does not hold up. */
  readonly dropped: readonly DroppedProposal[]
  /** Behaviors that sentences seem to be about, by their words. */
  readonly candidates: readonly Candidate[]
  /** Behaviors that it leaves as they are. */
  readonly inherited: readonly string[]
  /** The prompt as a layer, with the statements in it: Markdown. */
  readonly layer: string
}

export interface LiftOptions {
  /** The level that the prompt is mounted at; `developer` unless given. */
  readonly level?: string
  /** The file's name, for the positions in the layer. */
  readonly file?: string
}

const LEVEL = 'developer'
const LONGEST = 200_000
const MOST_PROPOSALS = 200

/**
 * Proposes the statements that an operator's prompt or an `AGENTS.md` amounts to. A model proposes; each proposal is
 * checked against the prompt and the policy, and compiled by itself at the prompt's level. Without a model, or where it
 * fails, behaviors are listed that the prompt's words touch.
 */
export async function lift(
  prompt: string,
  policy: Policy,
  model: Model | null,
  signal: AbortSignal,
  options: LiftOptions = {},
): Promise<Lifted> {
  const { level = LEVEL } = options
  const answer = model === null ? null : await proposed(model, prompt, policy, level, signal)
  if (answer?.ok) return checkProposals(answer.proposals, prompt, policy, options)
  const failure = answer === null ? null : { state: answer.state, why: answer.why }
  const none = { statements: [], tries: [], dropped: [] }
  return { by: 'words', failure, ...none, ...rest(prompt, policy, [], options) }
}

/**
 * What comes of proposals that a model made, now or before: each is checked as `lift` does, whatever it was taken for then.
 * @param proposals statements as a model or an earlier `lift` gives them; anything else among them is dropped and listed
 */
export function checkProposals(
  proposals: readonly unknown[],
  prompt: string,
  policy: Policy,
  options: LiftOptions = {},
): Lifted {
  const sorted = sort(proposals, prompt, policy, options.level ?? LEVEL)
  return { by: 'model', failure: null, ...sorted, ...rest(prompt, policy, sorted.statements, options) }
}

async function proposed(model: Model, prompt: string, policy: Policy, level: string, signal: AbortSignal) {
  if (prompt.length > LONGEST) {
    return { ok: false, state: 'not-run', why: `the prompt has more than ${LONGEST} characters` } as const
  }
  const answer = await ask(model, liftQuestion(prompt, policy, level), signal)
  if (!answer.ok) return answer
  const { statements } = (answer.value ?? {}) as { statements?: unknown }
  if (!Array.isArray(statements)) {
    return { ok: false, state: 'error', why: 'the model did not answer with statements' } as const
  }
  return { ok: true, proposals: statements as readonly unknown[] } as const
}

function sort(
  proposals: readonly unknown[],
  prompt: string,
  policy: Policy,
  level: string,
): Pick<Lifted, 'statements' | 'tries' | 'dropped'> {
  const statements: LiftedStatement[] = []
  const tries: Overreach[] = []
  const dropped: DroppedProposal[] = []
  for (const raw of proposals.slice(0, MOST_PROPOSALS)) {
    const statement = statementOf(raw, prompt, policy)
    if (!('kind' in statement)) {
      dropped.push(statement)
      continue
    }
    const trial = tried(statement, policy, level)
    if (trial.outcome === 'stands') statements.push(statement)
    else if (trial.outcome === 'tries') tries.push(trial.tries)
    else dropped.push({ about: statement.about, why: trial.why })
  }
  if (proposals.length > MOST_PROPOSALS) dropped.push({ about: null, why: `only ${MOST_PROPOSALS} are read` })
  return { statements: statements.sort((a, b) => a.line - b.line), tries, dropped }
}

function rest(
  prompt: string,
  policy: Policy,
  statements: readonly LiftedStatement[],
  { level = LEVEL, file = 'prompt.md' }: LiftOptions,
): Pick<Lifted, 'candidates' | 'inherited' | 'layer'> {
  const said = new Set(statements.map(({ about }) => about))
  return {
    candidates: candidatesIn(sentencesOf(prompt), policy),
    inherited: [...policy.behaviors.keys()].filter((id) => !said.has(id)),
    layer: layerOf(file, prompt, statements, level).text,
  }
}
