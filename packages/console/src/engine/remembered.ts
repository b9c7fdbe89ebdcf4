const most = 4
const known = new Map<string, Promise<unknown>>()

/** Answers at once what was asked a moment ago: several parts of a page ask the same, and it takes long. */
export function remembered<T>(about: readonly unknown[], answer: () => Promise<T>): Promise<T> {
  const key = JSON.stringify(about)
  const found = known.get(key) as Promise<T> | undefined
  if (found !== undefined) return found
  const answered = answer()
  known.set(key, answered)
  if (known.size > most) known.delete(known.keys().next().value!)
  answered.catch(() => known.delete(key))
  return answered
}
