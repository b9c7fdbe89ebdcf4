import { useHouse, useOpen } from '../app/house.ts'
import { valueIn } from '../app/loaded.ts'
import { isEmpty } from '../place/draft.ts'

/** Chooses the version that this one is compared with. */
export function OtherVersion() {
  const { place, go, list, draft } = useHouse()
  const { stack, mounted } = useOpen()
  const { compared } = place.lens
  const shelved = (valueIn(list) ?? []).filter(({ name }) => name !== stack.name)
  const own = isEmpty(draft) ? null : (mounted.digest ?? stack.name)
  const unlisted = compared !== null && compared !== own && !shelved.some(({ name }) => name === compared)
  return (
    <label class="spec-tool">
      <span>Compare with</span>
      <select
        value={compared ?? ''}
        onChange={(event) => go({ rest: [], lens: { compared: event.currentTarget.value || null } })}
      >
        <option value="">nothing</option>
        {own !== null && <option value={own}>itself, without the draft</option>}
        {unlisted && <option value={compared}>{compared.slice(0, 16)}</option>}
        {shelved.map(({ name, title }) => (
          <option key={name} value={name}>
            {title ?? name}
          </option>
        ))}
      </select>
    </label>
  )
}
