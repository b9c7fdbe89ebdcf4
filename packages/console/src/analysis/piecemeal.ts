import { useEffect, useState } from 'preact/hooks'

const first = 24
const more = 24

/** The beginning of a long list at once, and the rest in pieces, so that the page stays quick. */
export function usePiecemeal<T>(all: readonly T[]): readonly T[] {
  const [shown, setShown] = useState(first)
  const rest = shown < all.length
  useEffect(() => {
    if (!rest) return
    const timer = setTimeout(() => setShown((count) => count + more), 16)
    return () => clearTimeout(timer)
  }, [rest, shown])
  return rest ? all.slice(0, shown) : all
}
