/**
 * GitHub's anchor of a heading: lower case, letters, marks, digits, `_` and `-` kept, spaces turned to `-`, and `-1`,
 * `-2`, … after one that is taken. A title without any such character gives `section`, where GitHub gives no anchor.
 * @param taken how often each base was given; the slug that is returned is added
 */
export function slug(title: string, taken: Map<string, number>): string {
  const kept = title
    .trim()
    .toLowerCase()
    .replace(/[^\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\- ]/gu, '')
  const base = kept.replaceAll(' ', '-') || 'section'
  let count = taken.get(base)
  if (count === undefined) {
    taken.set(base, 0)
    return base
  }
  let candidate: string
  do {
    count++
    candidate = `${base}-${count}`
  } while (taken.has(candidate))
  taken.set(base, count)
  taken.set(candidate, 0)
  return candidate
}
