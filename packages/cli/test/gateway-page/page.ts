/** A block of commands of a page, and what the page says comes of it. */
export interface Step {
  /** Of the block, in the page. */
  readonly line: number
  readonly commands: string
  /** `json`: a part of what is answered; `text`: some of its lines, in order; null where nothing is shown. */
  readonly shows: { readonly kind: 'json' | 'text'; readonly text: string } | null
}

const block = /^```(\w+)\n([\s\S]*?)^```$/gm

/** The `sh` blocks of a page, each with the `json` or `text` block after it. */
export function stepsOf(page: string): readonly Step[] {
  const blocks = [...page.matchAll(block)].map(({ 1: kind, 2: text, index }) => ({ kind: kind!, text: text!, index }))
  return blocks.flatMap(({ kind, text, index }, place) => {
    if (kind !== 'sh') return []
    const next = blocks[place + 1]
    const shown = next !== undefined && (next.kind === 'json' || next.kind === 'text') ? next : null
    const line = page.slice(0, index).split('\n').length
    return [{ line, commands: text, shows: shown && { kind: shown.kind as 'json' | 'text', text: shown.text } }]
  })
}

const id = /\b(?:dec|apr|inc)_[0-9a-f]{8,}|\bbylaw_[\w-]{8,}/g

/** What stands in a page for what is another each time: ids and keys that are made. */
export class StandIns {
  readonly #real = new Map<string, string>()

  /** A text of the page with the real ones in their place. */
  real(text: string): string {
    return text.replace(id, (shown) => this.#real.get(shown) ?? shown)
  }

  /** Why a text is not what is shown; null where it is. An id that is new in the page stands for the one at its place. */
  mismatch(shown: string, said: string): string | null {
    const names: string[] = []
    const pattern = shown.split(id).map(escaped)
    const found = shown.match(id) ?? []
    const parts = found.map((each) => {
      const real = this.#real.get(each)
      if (real !== undefined) return escaped(real)
      names.push(each)
      return `(${each.slice(0, each.indexOf('_'))}_[\\w-]+)`
    })
    const whole = pattern
      .flatMap((piece, place) => [piece, parts[place] ?? ''])
      .join('')
      .replaceAll('…', '[\\s\\S]*')
    const match = new RegExp(`^${whole}$`).exec(said)
    if (match === null) return `“${this.real(shown)}” is shown, and “${said}” is said`
    for (const [place, name] of names.entries()) this.#real.set(name, match[place + 1]!)
    return null
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Why an answer does not hold what is shown of it; null where it does. Objects may hold more, lists may not. */
export function missing(shown: unknown, said: unknown, ids: StandIns, at = ''): string | null {
  if (typeof shown === 'string' && typeof said === 'string') return placed(ids.mismatch(shown, said), at)
  if (typeof shown !== 'object' || shown === null) {
    return shown === said ? null : `${at}: ${JSON.stringify(shown)} is shown, and ${JSON.stringify(said)} is said`
  }
  if (typeof said !== 'object' || said === null) return `${at}: ${JSON.stringify(said)} is said`
  if (Array.isArray(shown) && (!Array.isArray(said) || said.length !== shown.length)) {
    return `${at}: ${JSON.stringify(said)} is said`
  }
  for (const [key, value] of Object.entries(shown)) {
    const problem = missing(value, (said as Record<string, unknown>)[key], ids, `${at}.${key}`)
    if (problem !== null) return problem
  }
  return null
}

const placed = (problem: string | null, at: string): string | null => (problem === null ? null : `${at}: ${problem}`)

/** Why the lines that are shown are not said in this order; null where they are. Lines between them are passed over. */
export function missingLine(shown: string, said: string, ids: StandIns): string | null {
  const left = said.split(/\r?\n/)
  for (const line of shown.trimEnd().split('\n')) {
    if (line === '…' || line.trim() === '') continue
    let next = left.shift()
    while (next !== undefined && ids.mismatch(line, next) !== null) next = left.shift()
    if (next === undefined) return `“${ids.real(line)}” is shown, and it is said nowhere in\n${said}`
  }
  return null
}
