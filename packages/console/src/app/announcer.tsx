import type { ComponentChild } from 'preact'
import { useCallback, useEffect, useState } from 'preact/hooks'

/** So long stays what is shown, in milliseconds. */
const lasting = 6000

/** What a page says: `announce` to those who hear it, `tell` to everyone. */
export interface Announcing {
  announce(text: string): void
  tell(text: string): void
}

/** What changed, said politely, once; what nothing else on the page shows is shown for a moment, too. */
export function useAnnouncer(): [announcing: Announcing, announcer: ComponentChild] {
  const [said, setSaid] = useState({ text: '', shown: false })
  const announce = useCallback((text: string) => setSaid({ text, shown: false }), [])
  const tell = useCallback((text: string) => setSaid({ text, shown: true }), [])
  useEffect(() => {
    if (!said.shown) return
    const timer = setTimeout(() => setSaid({ text: '', shown: false }), lasting)
    return () => clearTimeout(timer)
  }, [said])
  return [
    { announce, tell },
    <p key="announcer" class={said.shown ? 'told' : 'heard'} role="status" aria-live="polite">
      {said.text}
    </p>,
  ]
}
