/** A sentence of core, with what stands between backticks as code. */
export function Words({ text }: { readonly text: string }) {
  const parts = text.split('`')
  return <>{parts.map((part, place) => (place % 2 === 1 ? <code key={place}>{part}</code> : part))}</>
}
