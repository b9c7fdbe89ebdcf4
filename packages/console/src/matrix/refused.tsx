import { useOpen } from '../app/house.ts'

/** A policy that is refused decides nothing: what is wrong with it, and where. */
export function Refused() {
  const { opened } = useOpen()
  const errors = opened.diagnostics.filter(({ severity }) => severity === 'error')
  return (
    <div class="matrix matrix-refused" data-ready>
      <h1>Who may change what</h1>
      <p>These layers are refused as they stand, so nobody may do anything under them.</p>
      <ul class="matrix-errors" aria-label="What is wrong">
        {errors.map(({ code, message, file, line, column }) => (
          <li key={`${file}:${line}:${column} ${code}`}>
            <code>
              {file}:{line}:{column}
            </code>{' '}
            {message}
          </li>
        ))}
      </ul>
    </div>
  )
}
