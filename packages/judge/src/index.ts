/**
 * What does a text engage and exhibit, and how do we know? A judge reads one text: a detector, which finds stretches of it
 * by form, or a model, which is shown what each value of a behavior looks like. What it says is a judgement for every
 * behavior asked about; everything that keeps it from reading (an error, a time-out, a budget, doubt, disagreement) is a
 * state of its own, and never permission. Here nothing is decided: the engine says what is permitted.
 *
 *     Policy ─ measured ─▶ Measured ┐
 *              text, what was before ┴▶ Case ─ Judge ─▶ Judgement ┐
 *                                             (detector, model)   ├ panel ─▶ Judgement ─▶ whoever enforces
 *                                              Case ─ Judge ─▶ Judgement ┘
 *
 *     utterances ─ interpret ─▶ instructions, relations, claims, attempts ─▶ applicable, facts, pressureOf
 *     reasoning  ─ deliberation ─▶ citations checked, what it says held against what it does
 *     a prompt   ─ lift ─▶ statements it amounts to, each with its sentence
 *
 * A model's word is never taken as it is: values are looked up in their domain, ids among those declared, and quotations
 * in the text, before anybody hears of them.
 *
 *     const { judges, problems } = await createJudges(config.judges, (name, { format, url, key }) => …)
 *     const judge = judgeOf(judges.get('leaks')!)
 *     const behaviors = [measured(policy, 'confidentiality')!]
 *     const [judgement] = await judge.judge({ behaviors, before: [], text, side: 'answer' }, signal)
 */
export { critiqueMessages, type Overstep, revisionMessages } from './critique.ts'
export { type Citation, type CitationCheck, checkCitations, citationRequest } from './deliberation/citations.ts'
export {
  type Concern,
  checkReasoning,
  type Deliberated,
  talkOfBeingTested,
} from './deliberation/concerns.ts'
export { assigned, type Detection, type Detector, type Found } from './detectors/detector.ts'
export type { PersonalDataKind } from './detectors/personal-data.ts'
export { interpret, type ToInterpret } from './interpreter/interpret.ts'
export { principlesOf } from './interpreter/principles.ts'
export type {
  Argument,
  Attempt,
  Claim,
  Interpretation,
  Interpreted,
  Technique,
  Unverified,
} from './interpreter/reading.ts'
export { verifyInterpretation } from './interpreter/verify.ts'
export type {
  Case,
  GradedAnswer,
  Judge,
  Judgement,
  JudgementState,
  Measured,
  Span,
  Utterance,
} from './judgement.ts'
export {
  createJudges,
  type DetectorConfig,
  type JudgeConfig,
  type JudgeProblem,
  type Judges,
  judgeOf,
  type NamedJudge,
} from './judges.ts'
export type { Candidate } from './lift/candidates.ts'
export { type LiftedLayer, layerOf } from './lift/layer.ts'
export { checkProposals, type Lifted, type LiftOptions, lift } from './lift/lift.ts'
export type { DroppedProposal, LiftedStatement } from './lift/statement.ts'
export type { Overreach } from './lift/trial.ts'
export { measurable, measured } from './measured.ts'
export type { Unanswered } from './model/ask.ts'
export type { Model, ModelConfig } from './model/model.ts'
export { panel } from './panel.ts'
export {
  type Pressure,
  type PressureReason,
  type PressureSign,
  type PressureTurn,
  pressureOf,
} from './pressure.ts'
export { type Declined, type RefusalText, refusal } from './refusal.ts'
