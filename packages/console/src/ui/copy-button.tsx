import { useState } from 'preact/hooks'

interface CopyButtonProps {
  readonly text: string
  readonly label: string
  readonly class?: string
}

/** Copies a text, and says that it did. */
export function CopyButton({ text, label, class: name = 'button button-quiet' }: CopyButtonProps) {
  const [told, setTold] = useState('')
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setTold('Copied'),
      () => setTold('The browser does not let this page copy'),
    )
  return (
    <button type="button" class={name} onClick={copy}>
      {label}
      <span class="copy-told" role="status">
        {told}
      </span>
    </button>
  )
}
