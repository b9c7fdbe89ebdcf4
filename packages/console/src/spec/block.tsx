import { Link } from '../app/link.tsx'
import type { BookBlock } from '../engine/book.ts'
import { domId } from './inline.tsx'
import type { PieceScope } from './pieces.tsx'

interface BlockProps {
  readonly block: BookBlock
  /** Its YAML, as written. */
  readonly text: string
  readonly scope: PieceScope
}

/** What the machine obeys, where it stands in the text: what it is about as chips, its YAML folded. */
export function BlockPiece({ block, text, scope }: BlockProps) {
  const { behavior, facts, invariant, line } = block
  const others = block.speaksOf.filter((each) => each !== behavior)
  return (
    <div class="spec-block" id={domId(scope.entry, `line-${line}`)}>
      <div class="spec-chips">
        {behavior !== null && <BehaviorChip behavior={behavior} scope={scope} />}
        {facts.map((fact) => (
          <span key={fact} class="spec-chip spec-chip-fact">
            <span class="spec-chip-kind">fact</span> {fact}
          </span>
        ))}
        {invariant !== null && (
          <Link class="spec-chip" to={{ screen: 'analysis', rest: ['invariants', invariant] }}>
            <span class="spec-chip-kind">invariant</span> {invariant}
          </Link>
        )}
        {others.length > 0 && (
          <>
            <span class="spec-chip-kind">speaks of</span>
            {others.map((each) => (
              <BehaviorChip key={each} behavior={each} scope={scope} />
            ))}
          </>
        )}
      </div>
      <details class="spec-written">
        <summary>As written</summary>
        <pre class="spec-code">{text}</pre>
      </details>
    </div>
  )
}

/** A behavior, named in the text: leads to the playground, and shows its card in the margin. */
export function BehaviorChip({ behavior, scope }: { readonly behavior: string; readonly scope: PieceScope }) {
  const point = () => scope.pointAt(behavior)
  const leave = () => scope.pointAt(null)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only shows what belongs together; the link within does the work
    <span class="spec-chip-place" onMouseEnter={point} onMouseLeave={leave} onFocusIn={point} onFocusOut={leave}>
      <Link class="spec-chip" to={{ screen: 'play', query: { behavior } }} title={scope.titleOf(behavior)}>
        {behavior}
      </Link>
    </span>
  )
}
