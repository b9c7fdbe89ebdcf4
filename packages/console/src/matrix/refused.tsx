import { Refusal } from '../app/refusal.tsx'

/** A policy that is refused: nobody may do anything under it. */
export function Refused() {
  return (
    <div class="matrix matrix-refused" data-ready>
      <h1>Who may change what</h1>
      <Refusal />
    </div>
  )
}
