/** Reads one document in a process of its own and says what that took: `node TOOL FILE TIMES [OVERLAY]`. */
import { existsSync, readFileSync } from 'node:fs'

/** What one process took; written to its standard output as JSON. */
export interface ReadingCost {
  /** Processor time of all threads from the start of the process to the end of the first reading, in milliseconds. */
  readonly processor: number
  /** Each of the further readings, in milliseconds. */
  readonly further: readonly number[]
  /** The most memory the process held, in bytes. */
  readonly peak: number
  /** Sections, nodes or tokens found. */
  readonly found: number
}

/** @param read gives the number of things found, so that nothing can be skipped as unused */
export function readOnce(read: (text: string, overlay: string | null) => number): void {
  const [file, times, overlayFile] = process.argv.slice(2)
  const text = readFileSync(file!, 'utf8')
  const overlay = overlayFile === undefined ? null : readFileSync(overlayFile, 'utf8')
  const found = read(text, overlay)
  const { user, system } = process.cpuUsage()
  const peak = peakMemory()
  const further = Array.from({ length: Number(times) }, () => {
    const before = performance.now()
    read(text, overlay)
    return performance.now() - before
  })
  const cost: ReadingCost = { processor: (user + system) / 1000, further, peak, found }
  process.stdout.write(JSON.stringify(cost))
}

/** Linux keeps in `maxRSS` what the parent held when it forked; the address space's own mark starts afresh. */
function peakMemory(): number {
  if (existsSync('/proc/self/status')) {
    const mark = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
    if (mark !== null) return Number(mark[1]) * 1024
  }
  return process.resourceUsage().maxRSS * 1024
}
