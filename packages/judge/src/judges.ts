import type { Provider } from '@bylaw/providers'
import { assigned, type Detector } from './detectors/detector.ts'
import type { PersonalDataKind } from './detectors/personal-data.ts'
import type { Judge } from './judgement.ts'
import { modelJudge } from './model/judge.ts'
import { type Model, type ModelConfig, modelOf } from './model/model.ts'

/** A detector, as a configuration gives it. */
export type DetectorConfig =
  | { readonly detector: 'secrets' }
  | {
      readonly detector: 'personal-data'
      /** All of them unless given. */
      readonly kinds?: readonly PersonalDataKind[] | undefined
      /** Countries (ISO 3166) whose telephone numbers are known without a leading `+`. */
      readonly regions?: readonly string[] | undefined
    }
  /** `languages`: ISO 639-1; any other is found. */
  | { readonly detector: 'language'; readonly languages: readonly string[] }
  | { readonly detector: 'words'; readonly words: readonly string[] }
  /** RE2 expressions. */
  | { readonly detector: 'patterns'; readonly patterns: readonly string[] }

/** Who reads texts, as a configuration gives it. */
export type JudgeConfig = DetectorConfig | ModelConfig

/** A judge by its name: a detector, which is yet to be told what its findings exhibit, or a model. */
export type NamedJudge =
  | { readonly kind: 'detector'; readonly detector: Detector }
  | { readonly kind: 'model'; readonly model: Model; readonly judge: Judge }

/** Why a judge of this name could not be built. */
export interface JudgeProblem {
  readonly judge: string
  readonly message: string
}

/** Every judge that could be built, and what is wrong with the others. */
export interface Judges {
  readonly judges: ReadonlyMap<string, NamedJudge>
  readonly problems: readonly JudgeProblem[]
}

/**
 * Builds all judges of a configuration. A detector's lists and patterns are read here, and what is wrong with them is a
 * problem here, not when a text is judged.
 * @param connect the endpoint that a model is called at; who calls this closes it
 */
export async function createJudges(
  configs: Readonly<Record<string, JudgeConfig>>,
  connect: (name: string, config: ModelConfig) => Provider,
): Promise<Judges> {
  const judges = new Map<string, NamedJudge>()
  const problems: JudgeProblem[] = []
  for (const [name, config] of Object.entries(configs)) {
    const built = await build(name, config, connect)
    if ('problem' in built) problems.push({ judge: name, message: built.problem })
    else judges.set(name, built)
  }
  return { judges, problems }
}

async function build(
  name: string,
  config: JudgeConfig,
  connect: (name: string, config: ModelConfig) => Provider,
): Promise<NamedJudge | { readonly problem: string }> {
  if (!('detector' in config)) {
    const model = modelOf(name, config, connect(name, config))
    return { kind: 'model', model, judge: modelJudge(model, config) }
  }
  const detector = await detectorOf(name, config)
  return 'problem' in detector ? detector : { kind: 'detector', detector }
}

/** What a detector needs is loaded when one is built: libraries of patterns and languages take memory. */
async function detectorOf(name: string, config: DetectorConfig): Promise<Detector | { readonly problem: string }> {
  switch (config.detector) {
    case 'secrets':
      return (await import('./detectors/secrets.ts')).secrets(name)
    case 'personal-data':
      return (await import('./detectors/personal-data.ts')).personalData(name, config.kinds, config.regions)
    case 'language':
      return (await import('./detectors/language.ts')).language(name, config.languages)
    case 'words':
      return (await import('./detectors/words.ts')).words(name, config.words)
    case 'patterns':
      return (await import('./detectors/patterns.ts')).patterns(name, config.patterns)
  }
}

/**
 * The judge of a behavior.
 * @param exhibits for a detector: the value that a text exhibits in which it finds something; null: the loosest
 */
export const judgeOf = (named: NamedJudge, exhibits: string | null = null): Judge =>
  named.kind === 'model' ? named.judge : assigned(named.detector, exhibits)
