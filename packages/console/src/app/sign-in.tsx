import { useState } from 'preact/hooks'
import { keyOfTab } from '../data/gateway.ts'
import { Unavailable } from '../data/shelf.ts'
import { useHouse } from './house.ts'

/** Where the gateway wants a key: a field for it, that takes what a password manager or the clipboard gives. */
export function SignIn() {
  const { open, retry } = useHouse()
  const [key, setKey] = useState('')
  const wanted = open.state === 'failed' && open.error instanceof Unavailable && open.error.kind === 'key'
  if (!wanted) return null
  return (
    <form
      class="sign-in"
      onSubmit={(event) => {
        event.preventDefault()
        keyOfTab.write(key.trim())
        setKey('')
        retry()
      }}
    >
      <label for="key">Key of this gateway</label>
      <input
        id="key"
        type="password"
        autocomplete="current-password"
        value={key}
        onInput={(event) => setKey(event.currentTarget.value)}
        required
      />
      <button type="submit" class="button">
        Open
      </button>
      <p class="soft">It is kept in this tab only, and sent to this gateway only.</p>
    </form>
  )
}
