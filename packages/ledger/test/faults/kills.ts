import { setTimeout } from 'node:timers/promises'
import type { LedgerStore } from '../../src/node.ts'
import { Account } from './account.ts'
import type { Orders } from './appender.ts'
import { Writer } from './writers.ts'

export interface KillRun {
  readonly kind: Orders['kind']
  /** A folder or a schema. */
  readonly where: string
  readonly url?: string
  readonly highWater: string
  readonly kills: number
  /** Processes that write at once. The first of them signs. */
  readonly writers: number
  readonly open: () => Promise<LedgerStore>
  /** Done to the store while it is under load, before each kill. */
  readonly disturb?: () => Promise<unknown>
  readonly progress?: (kills: number) => void
}

export interface Figures {
  readonly kills: number
  readonly acknowledged: number
  readonly rejected: number
  readonly checkpoints: number
  /** Entries in the log at the end: those acknowledged, and those that were killed before anyone heard. */
  readonly size: number
  /** What was promised and is not so. */
  readonly faults: readonly string[]
}

const CALLERS = 24
/** In milliseconds: how long a writer lives after its first acknowledgement, at most. */
const LIFE = 150

/** Kills writers under load at random moments, one after the other, and holds what they promised against the log. */
export async function killRun(run: KillRun): Promise<Figures> {
  const account = new Account()
  const start = (at: number) => new Writer(ordersOf(run, at, account), account)
  const writers = Array.from({ length: run.writers }, (_, at) => start(at))
  try {
    for (let kills = 0; kills < run.kills; kills++) {
      const at = kills % run.writers
      await writers[at]!.acknowledging()
      await setTimeout(Math.random() * LIFE)
      await run.disturb?.()
      await writers[at]!.kill()
      writers[at] = start(at)
      run.progress?.(kills + 1)
    }
    await Promise.all(writers.map((writer) => writer.acknowledging()))
  } finally {
    for (const writer of writers) await writer.kill()
  }
  return figuresOf(run, account)
}

/** A writer goes on from the first number that nobody heard of: what was under way is asked again under the same ids. */
function ordersOf({ kind, where, url, highWater }: KillRun, at: number, account: Account): Orders {
  const name = `writer${at}`
  let first = 0
  while (account.acknowledged.has(`${name}-${first}`)) first++
  return {
    kind,
    where,
    ...(url === undefined ? {} : { url }),
    name,
    first,
    callers: CALLERS,
    highWater: at === 0 ? highWater : null,
  }
}

async function figuresOf({ kills, open }: KillRun, account: Account): Promise<Figures> {
  const store = await open()
  try {
    return {
      kills,
      acknowledged: account.acknowledged.size,
      rejected: account.rejected.length,
      checkpoints: account.checkpoints.size,
      size: (await store.head()).size,
      faults: await account.check(store),
    }
  } finally {
    await store.close()
  }
}
