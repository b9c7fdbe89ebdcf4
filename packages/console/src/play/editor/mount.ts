import type { Diagnostic } from '@bylaw/core'
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands'
import { type Diagnostic as Lint, lintGutter, setDiagnostics } from '@codemirror/lint'
import { Compartment, EditorState, RangeSetBuilder, type Text } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  ViewPlugin,
  type ViewUpdate,
} from '@codemirror/view'
import { type Inside, marked } from './marks.ts'
import { editorTheme } from './theme.ts'

/** An editor for one layer, in a shadow root of its own: its styles are adopted there, as a strict CSP wants it. */
export interface Editor {
  /** Replaces what is there, where it is another text. */
  show(text: string): void
  mark(diagnostics: readonly Diagnostic[]): void
  allow(editing: boolean): void
  goTo(line: number): void
  destroy(): void
}

interface EditorOptions {
  readonly text: string
  readonly label: string
  readonly editing: boolean
  onText(text: string): void
}

/** Puts an editor into an element. Tab leaves it; it binds no key that moves the focus. */
export function mountEditor(host: HTMLElement, { text, label, editing, onText }: EditorOptions): Editor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  const allowed = new Compartment()
  let quiet = false
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label, spellcheck: 'false', tabindex: '0' }),
        keymap.of([...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'), ...historyKeymap]),
        allowed.of(permission(editing)),
        highlighter,
        editorTheme,
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged && !quiet) onText(state.doc.toString())
        }),
      ],
    }),
  })
  return {
    show: (next) => {
      const change = replacement(view.state.doc.toString(), next)
      if (change === null) return
      quiet = true
      view.dispatch({ changes: change })
      quiet = false
    },
    mark: (diagnostics) => view.dispatch(setDiagnostics(view.state, lintsOf(view.state.doc, diagnostics))),
    allow: (now) => view.dispatch({ effects: allowed.reconfigure(permission(now)) }),
    goTo: (line) => {
      const { from } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines))
      view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) })
      view.focus()
    },
    destroy: () => view.destroy(),
  }
}

/** What is only read can still be entered, selected and searched by keyboard. */
const permission = (editing: boolean) => [
  EditorState.readOnly.of(!editing),
  EditorView.contentAttributes.of({ 'aria-readonly': String(!editing) }),
]

/** The one stretch in which two texts differ; null where they don't. */
function replacement(before: string, after: string) {
  if (before === after) return null
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from++
  let end = 0
  while (end < shorter - from && before.at(-1 - end) === after.at(-1 - end)) end++
  return { from, to: before.length - end, insert: after.slice(from, after.length - end) }
}

function lintsOf(doc: Text, diagnostics: readonly Diagnostic[]): Lint[] {
  return diagnostics
    .filter(({ line }) => line >= 1 && line <= doc.lines)
    .map(({ line, column, length, severity, message }) => {
      const at = doc.line(line)
      const from = Math.min(at.from + Math.max(column - 1, 0), at.to)
      return { from, to: Math.min(from + length, at.to), severity, message }
    })
}

const classes = { fence: 'doc-fence', heading: 'doc-heading', key: 'doc-key', comment: 'doc-comment', code: 'doc-code' }
const decorations = Object.fromEntries(
  Object.entries(classes).map(([kind, name]) => [kind, Decoration.mark({ class: name })]),
)

/** Marks what is seen; what a line stands in is read from the first line on. */
function marksIn({ state, visibleRanges }: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>()
  const last = visibleRanges.at(-1)?.to ?? 0
  const first = visibleRanges[0]?.from ?? 0
  let inside: Inside = 'start'
  for (let number = 1; number <= state.doc.lines; number++) {
    const line = state.doc.line(number)
    if (line.from > last) break
    const found = marked(line.text, inside)
    inside = found.inside
    if (line.to < first) continue
    for (const { from, to, kind } of found.marks) builder.add(line.from + from, line.from + to, decorations[kind]!)
  }
  return builder.finish()
}

const highlighter = ViewPlugin.define(
  (view) => ({
    marks: marksIn(view),
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.marks = marksIn(update.view)
    },
  }),
  { decorations: ({ marks }) => marks },
)
