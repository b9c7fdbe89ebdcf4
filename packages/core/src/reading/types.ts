/** Running text as a reader sees it: data that a page shows, never HTML. */
export type Inline =
  | { readonly kind: 'text' | 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis' | 'strike'; readonly inline: readonly Inline[] }
  /** To the web or to a mailbox; an address of any other kind is shown as text. */
  | { readonly kind: 'link'; readonly address: string; readonly inline: readonly Inline[] }
  /** To a section, by its id; `[?](#id)` has the title of what it points to as its text. */
  | { readonly kind: 'reference'; readonly target: string; readonly inline: readonly Inline[] }
  /** What an image shows in words, and where it is, as written: never to be loaded, and no link. */
  | { readonly kind: 'image'; readonly address: string; readonly text: string }
  | { readonly kind: 'footnote'; readonly label: string }
  | { readonly kind: 'break' }

/** One sentence, with an id of its own within its section: `p-3.2` is the second sentence of the third paragraph. */
export interface Sentence {
  readonly id: string
  readonly inline: readonly Inline[]
}

/** One block of a section's text, in the order it stands there. `line` counts from 1 in the file. */
export type Piece =
  | { readonly kind: 'paragraph'; readonly id: string; readonly line: number; readonly sentences: readonly Sentence[] }
  | {
      readonly kind: 'list'
      readonly line: number
      /** The number of the first item; null where items have no numbers. */
      readonly start: number | null
      readonly items: readonly (readonly Piece[])[]
    }
  | { readonly kind: 'quote'; readonly line: number; readonly pieces: readonly Piece[] }
  | { readonly kind: 'code'; readonly line: number; readonly info: string; readonly text: string }
  | {
      readonly kind: 'table'
      readonly line: number
      readonly align: readonly ('left' | 'center' | 'right' | null)[]
      readonly head: readonly (readonly Inline[])[]
      readonly rows: readonly (readonly (readonly Inline[])[])[]
    }
  | { readonly kind: 'rule'; readonly line: number }
  /** HTML of the file, as the text it is. */
  | { readonly kind: 'html'; readonly line: number; readonly text: string }
  /** `!!! meta`: for people only. */
  | { readonly kind: 'commentary'; readonly line: number; readonly title: string; readonly pieces: readonly Piece[] }
  /** Another admonition: it is part of the spec. */
  | {
      readonly kind: 'admonition'
      readonly line: number
      readonly name: string
      readonly title: string
      readonly pieces: readonly Piece[]
    }
  /** An example with its graded answers. `id` within its section: `ex-1`. */
  | { readonly kind: 'example'; readonly id: string; readonly line: number; readonly example: number }
  /** What the machine obeys: `block` indexes `Document.blocks`, `text` is its YAML as written. */
  | { readonly kind: 'block'; readonly line: number; readonly block: number; readonly text: string }
  | {
      readonly kind: 'footnotes'
      readonly line: number
      readonly notes: readonly { readonly label: string; readonly pieces: readonly Piece[] }[]
    }

/** The text of a document, section by section: `sections[n]` is what stands under `Document.sections[n]` up to the next heading. */
export interface Reading {
  /** What stands before the first heading. */
  readonly preamble: readonly Piece[]
  readonly sections: readonly (readonly Piece[])[]
}

/** Whether a section applies in a situation, and why not. */
export interface Application {
  readonly section: string
  readonly layer: number
  readonly applies: boolean
  /** The tags' condition as written; null where the section always applies. */
  readonly condition: string | null
  /** In words, why it does or does not apply: on whose word, or what is assumed. Null where it always applies. */
  readonly reason: string | null
}
