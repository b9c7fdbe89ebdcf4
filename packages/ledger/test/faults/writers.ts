import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Account } from './account.ts'
import type { Orders } from './appender.ts'

/** A process that appends, whose promises go to an account. */
export class Writer {
  readonly #child: ChildProcess
  readonly #first: Promise<void>
  readonly #closed: Promise<unknown>

  constructor(orders: Orders, account: Account) {
    const file = fileURLToPath(new URL('./appender.ts', import.meta.url))
    this.#child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file, JSON.stringify(orders)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines = createInterface({ input: this.#child.stdout! })
    let seen = () => {}
    this.#first = new Promise((resolve) => (seen = resolve))
    lines.on('line', (line) => {
      account.take(line)
      if (line.startsWith('A ')) seen()
    })
    this.#closed = once(lines, 'close').then(() => seen())
  }

  /** Resolves when something was acknowledged, or nothing will be. */
  acknowledging(): Promise<void> {
    return this.#first
  }

  /** `kill -9`; resolves when all that it said was heard. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#closed
  }
}
