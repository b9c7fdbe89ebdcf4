import { useState } from 'preact/hooks'
import { Dialog } from '../ui/dialog.tsx'
import { allKeys, singleKeys } from './keys.ts'

/** What every key does here, and the switch that turns single keys off. */
export function KeysSheet({ onClose }: { onClose(): void }) {
  const [on, setOn] = useState(singleKeys.on)
  return (
    <Dialog title="Keys" onClose={onClose}>
      <h2>Keys</h2>
      <label class="keys-switch">
        <input
          type="checkbox"
          checked={on}
          onChange={({ currentTarget }) => {
            singleKeys.turn(currentTarget.checked)
            setOn(currentTarget.checked)
          }}
        />{' '}
        Single keys do something
      </label>
      <dl class="keys-list">
        {allKeys().map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key.replace('Mod+', 'Ctrl ')}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit" class="button">
          Close
        </button>
      </form>
    </Dialog>
  )
}
