import { EditorView } from '@codemirror/view'

const underlined = (color: string) => ({
  backgroundImage: 'none',
  textDecoration: `underline wavy ${color}`,
  textUnderlineOffset: '0.2em',
})

const sign = (letter: string, color: string) => ({
  content: 'normal',
  color,
  fontWeight: '700',
  '&::before': { content: `'${letter}'` },
})

/** The editor in the page's own colours; its marks are letters, so that nothing has to be loaded. */
export const editorTheme = EditorView.theme({
  '&': { maxHeight: '24rem', fontSize: '0.8125rem', backgroundColor: 'var(--bg)', color: 'var(--text)' },
  '&.cm-focused, &:focus-within': { outline: '3px solid var(--focus)', outlineOffset: '-3px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--text)', padding: '0.5rem 0' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--muted)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--sunken) 60%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'var(--sunken)' },
  '.cm-gutter-lint': { width: '1.1em' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--focus) 28%, transparent)',
  },
  '.doc-fence': { color: 'var(--muted)' },
  '.doc-code': { color: 'var(--muted)' },
  '.doc-heading': { fontWeight: '700' },
  '.doc-key': { color: 'var(--developer)', fontWeight: '600' },
  '.doc-comment': { color: 'var(--muted)', fontStyle: 'italic' },
  '.cm-lintRange-error': underlined('var(--deny)'),
  '.cm-lintRange-warning': underlined('var(--conditional)'),
  '.cm-lintRange-info': underlined('var(--muted)'),
  '.cm-lintRange-active': { backgroundColor: 'var(--sunken)' },
  '.cm-lint-marker': { width: '1em', height: 'auto', textAlign: 'center' },
  '.cm-lint-marker-error': sign('✕', 'var(--deny)'),
  '.cm-lint-marker-warning': sign('!', 'var(--conditional)'),
  '.cm-lint-marker-info': sign('i', 'var(--muted)'),
  '.cm-tooltip': { backgroundColor: 'var(--panel)', color: 'var(--text)', border: '1px solid var(--border)' },
  '.cm-diagnostic': { borderLeftColor: 'var(--conditional)' },
})
