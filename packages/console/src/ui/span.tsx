interface SpanProps {
  readonly values: readonly string[]
  /** What is decided. */
  readonly value: string
  /** The loosest that any words could reach; the decided value where nothing is looser. */
  readonly reach: string
  readonly kind: 'scale' | 'choice' | 'bright-line'
}

/** A scale as steps from the one that protects most to the loosest: what is decided, and how far words could move it. */
export function Span({ values, value, reach, kind }: SpanProps) {
  const [at, to] = [values.indexOf(value), values.indexOf(reach)]
  const told =
    kind === 'bright-line'
      ? `always ${value}`
      : to > at
        ? `${value}, could become ${values.slice(at + 1, to + 1).join(', ')}`
        : `${value}, can't become looser`
  return (
    <span class="span" role="img" aria-label={told} title={told}>
      {values.map((each, place) => {
        const part =
          kind === 'choice'
            ? each === value
              ? 'at'
              : 'left'
            : place === at
              ? 'at'
              : place < at
                ? 'below'
                : place <= to
                  ? 'reach'
                  : 'left'
        return <i key={each} class={`span-${part}`} />
      })}
    </span>
  )
}
