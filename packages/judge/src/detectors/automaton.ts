/** A word found: code units of the text from `start`, before `end`. */
export interface Match {
  readonly start: number
  readonly end: number
  /** Index of the word. */
  readonly word: number
}

interface Node {
  readonly next: Map<number, Node>
  /** The node of the longest proper suffix that is also the beginning of a word. */
  suffix: Node | null
  /** The nearest node along suffixes at which a word ends. */
  output: Node | null
  word: number
}

const node = (): Node => ({ next: new Map(), suffix: null, output: null, word: -1 })

/** Finds any of many words in one pass (Aho and Corasick, 1975): steps at most twice the text's length, and the matches. */
export class Automaton {
  readonly #root = node()
  readonly #lengths: readonly number[]
  #steps = 0

  constructor(words: readonly string[]) {
    this.#lengths = words.map((word) => word.length)
    for (const [index, word] of words.entries()) this.#add(word, index)
    this.#link()
  }

  /** How many edges were followed so far, back along suffixes included: what the passes cost. */
  get steps(): number {
    return this.#steps
  }

  /** Every place where a word stands, by where it ends. */
  *matches(text: string): Generator<Match> {
    let state = this.#root
    for (let at = 0; at < text.length; at++) {
      state = this.#step(state, text.charCodeAt(at))
      for (let end: Node | null = state.word >= 0 ? state : state.output; end !== null; end = end.output) {
        yield { start: at + 1 - this.#lengths[end.word]!, end: at + 1, word: end.word }
      }
    }
  }

  #step(state: Node, unit: number): Node {
    for (let from: Node | null = state; from !== null; from = from.suffix) {
      this.#steps++
      const next = from.next.get(unit)
      if (next !== undefined) return next
    }
    return this.#root
  }

  #add(word: string, index: number): void {
    let at = this.#root
    for (let unit = 0; unit < word.length; unit++) {
      const code = word.charCodeAt(unit)
      let next = at.next.get(code)
      if (next === undefined) {
        next = node()
        at.next.set(code, next)
      }
      at = next
    }
    if (at.word < 0) at.word = index
  }

  /** Breadth first, so that every shorter beginning has its suffix before a longer one needs it. */
  #link(): void {
    const queue: Node[] = [this.#root]
    for (const parent of queue) {
      for (const [unit, child] of parent.next) {
        let from = parent.suffix
        while (from !== null && !from.next.has(unit)) from = from.suffix
        child.suffix = from?.next.get(unit) ?? this.#root
        child.output = child.suffix.word >= 0 ? child.suffix : child.suffix.output
        queue.push(child)
      }
    }
  }
}
