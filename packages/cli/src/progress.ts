/** A bar on standard error, where that is a terminal. */
export interface Bar {
  readonly progress: (done: number, all: number) => void
  /** Takes the bar away. */
  readonly end: () => void
}

const WIDTH = 30
/** Between two drawings, in milliseconds. */
const PAUSE = 100

/** Shows how far some long work is, of so many `what`. */
export function progressBar(what: string): Bar {
  if (process.stderr.isTTY !== true) return { progress: () => {}, end: () => {} }
  let drawn = 0
  return {
    progress(done, all) {
      const now = Date.now()
      if (now - drawn < PAUSE) return
      drawn = now
      process.stderr.write(`\r${bar(done, all)} of ${all.toLocaleString('en')} ${what}\u001b[K`)
    },
    end: () => process.stderr.write('\r\u001b[K'),
  }
}

function bar(done: number, all: number): string {
  const share = all === 0 ? 1 : Math.min(1, done / all)
  const full = Math.round(share * WIDTH)
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${String(Math.floor(share * 100)).padStart(3)} %`
}
