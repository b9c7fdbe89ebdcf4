import type { AnswerEvent, Call } from '@bylaw/providers'
import type { Gate, GatedCall } from './gate.ts'
import type { PartEvent } from './said.ts'
import { noticeOf } from './tools.ts'

type Delta = Extract<PartEvent, { kind: 'delta' }>

interface HeldCall {
  readonly begun: PartEvent
  readonly call: Call
  readonly deltas: Delta[]
  ended: PartEvent | null
}

/** What leaves of the calls of a choice. */
export interface ReleasedCalls {
  readonly events: readonly AnswerEvent[]
  readonly kept: number
  readonly withheld: number
  /** What to say of each that was withheld. */
  readonly notices: readonly string[]
}

/** The calls of one choice: nothing of them leaves before the choice has finished and every one is decided. */
export class HeldCalls {
  readonly #choice: number
  readonly #gate: Gate
  readonly #calls = new Map<number, HeldCall>()

  constructor(choice: number, gate: Gate) {
    this.#choice = choice
    this.#gate = gate
  }

  hold(event: PartEvent): void {
    if (event.kind === 'part') {
      if (event.type === 'call') {
        this.#calls.set(event.part, { begun: event, call: event.call, deltas: [], ended: null })
      }
      return
    }
    const held = this.#calls.get(event.part)!
    if (event.kind === 'delta') held.deltas.push(event)
    else held.ended = event
  }

  /**
   * Lets out the calls that are permitted, each whole.
   * @param withheld why none of them may leave; null where each is decided for itself
   */
  async release(withheld: string | null): Promise<ReleasedCalls> {
    const held = [...this.#calls.values()]
    if (held.length === 0) return { events: [], kept: 0, withheld: 0, notices: [] }
    const gated = held.map(({ call, deltas }): GatedCall => {
      const text = textOf(deltas)
      return withheld === null ? { call, text } : { call, text, withheld }
    })
    const records = await this.#gate(this.#choice, gated)
    const kept = held.filter((_, index) => withheld === null && records[index]?.outcome === 'permitted')
    const notices = records.filter(({ outcome }) => outcome !== 'permitted').map(noticeOf)
    return { events: kept.flatMap(wholeCall), kept: kept.length, withheld: held.length - kept.length, notices }
  }
}

const textOf = (deltas: readonly Delta[]): string => deltas.map(({ text }) => text).join('')

/** A call in one piece: as it came where that is one, else with what its pieces say beside the text laid together. */
function wholeCall({ begun, deltas, ended }: HeldCall): readonly AnswerEvent[] {
  const { choice, part } = begun
  const end = ended ?? { kind: 'part-end', choice, part }
  if (deltas.length === 1) return [begun, deltas[0]!, end]
  const raw: Record<string, unknown> = {}
  for (const delta of deltas) Object.assign(raw, delta.raw)
  return [
    begun,
    { kind: 'delta', choice, part, text: textOf(deltas), ...(Object.keys(raw).length > 0 && { raw }) },
    end,
  ]
}
