import { type Question, questions } from './questions.ts'

/** What goes to the engine. */
export interface Asked {
  readonly id: number
  readonly question: Question
  readonly args: readonly unknown[]
}

/** What comes back: the answer, or why there is none. */
export type Replied =
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failed: string }

/** Answers one message. */
export async function reply({ id, question, args }: Asked): Promise<Replied> {
  try {
    const answer = await (questions[question] as (...all: readonly unknown[]) => unknown)(...args)
    return { id, answer }
  } catch (error) {
    return { id, failed: error instanceof Error ? error.message : String(error) }
  }
}
