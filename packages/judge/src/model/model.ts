import type { FormatName, Provider } from '@bylaw/providers'
import { Budget, type BudgetConfig } from './budget.ts'

/** A model among the judges, as a configuration gives it. */
export interface ModelConfig {
  readonly format: FormatName
  /** Base address, such as http://127.0.0.1:11434/v1 */
  readonly url: string
  readonly key?: string | undefined
  /** The model to ask for. */
  readonly model: string
  /** Seconds. */
  readonly timeout: number
  readonly budget?: BudgetConfig | undefined
  /** How many verdicts are remembered. */
  readonly cache: number
  /** Whether the spec's own graded examples are shown to it. */
  readonly examples: boolean
}

/** A model that reads for the house. */
export interface Model {
  readonly name: string
  readonly format: FormatName
  readonly model: string
  readonly provider: Provider
  /** Milliseconds until an answer has to be whole. */
  readonly timeout: number
  readonly budget: Budget | null
}

/** @param provider what the configuration's address, format and key lead to */
export const modelOf = (name: string, config: ModelConfig, provider: Provider): Model => ({
  name,
  format: config.format,
  model: config.model,
  provider,
  timeout: config.timeout * 1000,
  budget: config.budget === undefined ? null : new Budget(config.budget),
})
