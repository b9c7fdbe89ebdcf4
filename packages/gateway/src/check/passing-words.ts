import type { AnswerEvent } from '@bylaw/providers'
import type { Departed } from './ruling.ts'
import type { PartEvent, Said, Voice } from './said.ts'
import type { Verdict } from './verdict.ts'

/** The words of a choice that leave as they come, and are checked when they have left. */
export class PassingWords {
  readonly late = true
  readonly #said: Said

  constructor(said: Said) {
    this.#said = said
  }

  async take(event: PartEvent): Promise<readonly AnswerEvent[]> {
    return [event]
  }

  withEarlier(_voice: Voice, verdicts: readonly Verdict[]): readonly Verdict[] {
    return verdicts
  }

  departed(voice: Voice): Departed {
    const some = this.#said.text(voice) !== ''
    return { some, all: true, shows: () => true }
  }

  release(): readonly AnswerEvent[] {
    return []
  }
}
