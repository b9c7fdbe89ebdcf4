import type { Grade } from './types.ts'

export interface Graded {
  readonly grade: Grade | null
  readonly why: string | null
  /** The answer without the comment that grades it; other comments stay. */
  readonly text: string
}

const graded = /^(good|bad|ok)(?![\p{L}\p{N}_])\s*[:,;.–—-]?/iu

/** Finds the first comment of an answer that grades it: `<!-- GOOD: why -->`, `<!-- BAD -->`, `<!-- OK: why -->`. */
export function readGrade(body: string): Graded {
  let open = body.indexOf('<!--')
  while (open >= 0) {
    const close = body.indexOf('-->', open + 4)
    if (close < 0) break
    const comment = body.slice(open + 4, close).trim()
    const match = graded.exec(comment)
    if (match !== null) {
      const text = `${body.slice(0, open).trimEnd()}\n${body.slice(close + 3).trimStart()}`.trim()
      return { grade: match[1]!.toLowerCase() as Grade, why: comment.slice(match[0].length).trim() || null, text }
    }
    open = body.indexOf('<!--', close + 3)
  }
  return { grade: null, why: null, text: body.trim() }
}
