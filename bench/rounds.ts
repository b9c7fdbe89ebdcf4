/**
 * Who is timed takes turns: one short stretch each per round, so that a busy machine is busy for everybody. The clock is
 * the deciding thread's own processor time, which stands still while other programs have the processor.
 */

export interface Contestant {
  readonly name: string
  /** How many decisions one call makes. */
  readonly decisions: number
  /** @returns how many decisions permitted what was asked for */
  run(): number | Promise<number>
  /** What `run` must return every time. */
  readonly expected: number
}

export interface Timing {
  readonly name: string
  /** Decisions per second, in each round. */
  readonly rates: readonly number[]
}

export interface RoundOptions {
  readonly rounds: number
  /** How long one stretch lasts at least, in milliseconds of processor time. */
  readonly stretch: number
}

/** Times everybody round by round, after one stretch each to warm up. Throws where an answer is not the expected one. */
export async function timeRounds(
  contestants: readonly Contestant[],
  { rounds, stretch }: RoundOptions,
): Promise<readonly Timing[]> {
  const rates = contestants.map((): number[] => [])
  for (const contestant of contestants) await rateOf(contestant, stretch)
  for (let round = 0; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      globalThis.gc?.()
      rates[index]!.push(await rateOf(contestant, stretch))
    }
  }
  return contestants.map(({ name }, index) => ({ name, rates: rates[index]! }))
}

async function rateOf({ name, decisions, run, expected }: Contestant, stretch: number): Promise<number> {
  const start = threadTime()
  let made = 0
  let elapsed = 0
  do {
    const answered = run()
    const permitted = typeof answered === 'number' ? answered : await answered
    if (permitted !== expected) throw new Error(`${name} permitted ${permitted} of ${decisions}, expected ${expected}`)
    made += decisions
    elapsed = threadTime() - start
  } while (elapsed < stretch)
  return (made / elapsed) * 1000
}

/** Milliseconds of processor time that this thread has used. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The median over the rounds of what one did divided by what the other did in the same round. */
export const ratio = (one: Timing, other: Timing): number =>
  median(one.rates.map((rate, round) => rate / other.rates[round]!))
