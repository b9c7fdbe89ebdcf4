import type { Inline, Sentence } from '@bylaw/core'
import type { ComponentChildren } from 'preact'
import { Link } from '../app/link.tsx'

/** What text of an entry is shown with. */
export interface TextScope {
  /** Of the entry the text stands in. */
  readonly entry: string
  /** Whether there is a section of this name. */
  has(id: string): boolean
  /** The anchor that is marked; null where none is in this entry. */
  readonly marked: string | null
}

/** Running text, as data becomes nodes; nothing of it is read as HTML. */
export function inlineNodes(inline: readonly Inline[], scope: TextScope): ComponentChildren {
  return inline.map((each, place) => inlineNode(each, scope, place))
}

function inlineNode(inline: Inline, scope: TextScope, key: number): ComponentChildren {
  switch (inline.kind) {
    case 'text':
      return inline.text
    case 'code':
      return <code key={key}>{inline.text}</code>
    case 'strong':
      return <strong key={key}>{inlineNodes(inline.inline, scope)}</strong>
    case 'emphasis':
      return <em key={key}>{inlineNodes(inline.inline, scope)}</em>
    case 'strike':
      return <s key={key}>{inlineNodes(inline.inline, scope)}</s>
    case 'link':
      return (
        <a key={key} class="spec-out" href={inline.address} rel="noreferrer">
          {inlineNodes(inline.inline, scope)}
        </a>
      )
    case 'reference':
      return scope.has(inline.target) ? (
        <Link key={key} to={{ screen: 'spec', rest: [inline.target] }}>
          {inlineNodes(inline.inline, scope)}
        </Link>
      ) : (
        <span key={key} class="spec-dangling" title={`There is no section ${inline.target}`}>
          {inlineNodes(inline.inline, scope)}
        </span>
      )
    case 'image':
      return (
        <span key={key} class="spec-image">
          Image: {inline.text === '' ? 'without a description' : inline.text} <code>{inline.address}</code>
        </span>
      )
    case 'footnote':
      return (
        <sup key={key}>
          <Link
            to={{ screen: 'spec', rest: [scope.entry], anchor: `fn-${inline.label}` }}
            aria-label={`Footnote ${inline.label}`}
          >
            {inline.label}
          </Link>
        </sup>
      )
    case 'break':
      return <br key={key} />
  }
}

/** The id of an element on the page that an anchor within an entry leads to. */
export const domId = (entry: string, anchor: string): string => (anchor === '' ? entry : `${entry}~${anchor}`)

/** The sentences of a paragraph; the marked one with the way to link to it. */
export function sentenceNodes(sentences: readonly Sentence[], scope: TextScope): ComponentChildren {
  return sentences.map(({ id, inline }) => {
    const marked = scope.marked === id
    return (
      <span
        key={id}
        id={domId(scope.entry, id)}
        class={marked ? 'spec-sentence spec-marked' : 'spec-sentence'}
        data-sentence={id}
      >
        {inlineNodes(inline, scope)}
        {marked && <SentenceMark entry={scope.entry} anchor={id} />}
      </span>
    )
  })
}

function SentenceMark({ entry, anchor }: { readonly entry: string; readonly anchor: string }) {
  return (
    <>
      {' '}
      <Link
        to={{ screen: 'spec', rest: [entry], anchor }}
        class="spec-mark"
        aria-label="Link to this sentence; the key y copies it"
      >
        ¶
      </Link>{' '}
    </>
  )
}
