import { isEmpty } from '../place/draft.ts'
import { Words } from '../ui/words.tsx'
import { useHouse, useOpen } from './house.ts'

/** A policy that is refused decides nothing: what is wrong with it, and where. */
export function Refusal() {
  const { draft } = useHouse()
  const { opened } = useOpen()
  const errors = opened.diagnostics.filter(({ severity }) => severity === 'error')
  return (
    <div class="refusal">
      <p>
        <b>{isEmpty(draft) ? 'This policy is refused' : 'As it stands the draft is refused'}</b>, so nothing is decided
        by it.
      </p>
      <ul class="refusal-errors" aria-label="What is wrong">
        {errors.map(({ code, message, file, line, column }) => (
          <li key={`${file}:${line}:${column} ${code}`}>
            <code class="soft">
              {file}:{line}:{column}
            </code>{' '}
            <Words text={message} />
          </li>
        ))}
      </ul>
    </div>
  )
}
