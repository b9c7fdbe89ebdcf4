import type { ComponentChild } from 'preact'
import { useCallback, useState } from 'preact/hooks'

/** What changed, for those who hear the page: said politely, once. */
export function useAnnouncer(): [announce: (text: string) => void, announcer: ComponentChild] {
  const [text, setText] = useState('')
  const announce = useCallback((said: string) => setText(said), [])
  return [
    announce,
    <p key="announcer" class="heard" role="status" aria-live="polite">
      {text}
    </p>,
  ]
}
