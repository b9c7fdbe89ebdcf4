import { useMemo, useState } from 'preact/hooks'
import { keyOfTab } from '../data/gateway.ts'
import { useHouse } from './house.ts'

/** The gateway wants a key: a field for it, that takes what a password manager or the clipboard gives. */
export function SignIn({ error }: { readonly error: Error }) {
  const { retry } = useHouse()
  const [key, setKey] = useState('')
  const refused = useMemo(() => keyOfTab.read() !== null, [error])
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
      {refused && <p role="alert">The key of this tab opens nothing here.</p>}
      <p class="soft">It is kept in this tab only, and sent to this gateway only.</p>
    </form>
  )
}
