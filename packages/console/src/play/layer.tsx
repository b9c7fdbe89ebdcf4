import type { Diagnostic } from '@bylaw/core'
import { useRef, useState } from 'preact/hooks'
import { useHouse } from '../app/house.ts'
import type { WrittenFile } from '../place/draft.ts'
import { Level } from '../ui/level.tsx'
import { Words } from '../ui/words.tsx'
import { type EditorHandle, LayerEditor } from './layer-editor.tsx'
import { isAdded, withStatement } from './layers.ts'
import type { Explained } from './stations.ts'

interface LayerProps {
  readonly file: WrittenFile
  readonly title: string | null
  /** Root files are read, until somebody says that they want to edit one. */
  readonly root: boolean
  /** It was added just now. */
  readonly begun: boolean
  readonly diagnostics: readonly Diagnostic[]
  readonly explained: Explained | null
  write(text: string): void
  remove(): void
}

/** One file: what it is, its text, and what is wrong with it. */
export function LayerShown({ file, title, root, begun, diagnostics, explained, write, remove }: LayerProps) {
  const { draft } = useHouse()
  const [shown, setShown] = useState(!root)
  const added = isAdded(draft, file.file)
  const edited = draft.changed[file.file] !== undefined
  const [unlocked, setUnlocked] = useState(!root)
  const editor = useRef<EditorHandle>(null)
  const editing = unlocked || edited
  return (
    <details class="play-layer" open={shown} onToggle={({ currentTarget }) => setShown(currentTarget.open)}>
      <summary>
        <Level level={file.level} />
        <span class="play-layer-name">{title ?? file.file}</span>
        <Marks added={added} edited={edited} diagnostics={diagnostics} />
      </summary>
      {shown && (
        <>
          <p class="play-layer-file soft">
            <code>{file.file}</code>
            {!editing && (
              <button type="button" class="button button-quiet" onClick={() => setUnlocked(true)}>
                Edit as a draft
              </button>
            )}
            {editing && <StatementButton file={file} explained={explained} write={write} />}
            {added && (
              <button type="button" class="button button-quiet" onClick={remove}>
                Remove the layer
              </button>
            )}
          </p>
          <LayerEditor
            text={file.text}
            label={`${file.file}, at the level ${file.level}`}
            editing={editing}
            focused={begun}
            diagnostics={diagnostics}
            handle={editor}
            write={write}
          />
          <Diagnostics diagnostics={diagnostics} goTo={(line) => editor.current?.goTo(line)} />
        </>
      )}
    </details>
  )
}

/** Adds a statement on the behavior that is looked at, with the value it has. */
function StatementButton({ file, explained, write }: Pick<LayerProps, 'file' | 'explained' | 'write'>) {
  if (explained === null) return null
  const { decision } = explained
  if (decision.value === null || decision.kind === 'bright-line') return null
  const { behavior, value } = decision
  return (
    <button type="button" class="button button-quiet" onClick={() => write(withStatement(file.text, behavior, value))}>
      + statement on <code>{behavior}</code>
    </button>
  )
}

interface MarksProps extends Pick<LayerProps, 'diagnostics'> {
  readonly added: boolean
  readonly edited: boolean
}

function Marks({ added, edited, diagnostics }: MarksProps) {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length
  const warnings = diagnostics.filter(({ severity }) => severity === 'warning').length
  const count = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`
  return (
    <span class="play-layer-marks">
      {added && <span class="play-mark">added</span>}
      {edited && <span class="play-mark">edited</span>}
      {errors > 0 && <span class="play-mark play-mark-error">✕ {count(errors, 'error')}</span>}
      {warnings > 0 && <span class="play-mark play-mark-warning">! {count(warnings, 'warning')}</span>}
    </span>
  )
}

const signs: Readonly<Record<Diagnostic['severity'], string>> = { error: '✕', warning: '!', info: 'i' }

interface DiagnosticsProps extends Pick<LayerProps, 'diagnostics'> {
  goTo(line: number): void
}

function Diagnostics({ diagnostics, goTo }: DiagnosticsProps) {
  if (diagnostics.length === 0) return null
  return (
    <ul class="play-diagnostics" aria-label="What is wrong">
      {diagnostics.map(({ severity, code, message, line, column, help }) => (
        <li key={`${code} ${line} ${column} ${message}`} class={`play-diagnostic-${severity}`}>
          <span aria-hidden="true">{signs[severity]}</span> {severity},{' '}
          <button type="button" class="play-line" onClick={() => goTo(line)}>
            line {line}
          </button>
          : <Words text={message} />
          {help !== undefined && (
            <span class="soft">
              {' '}
              <Words text={help} />
            </span>
          )}
        </li>
      ))}
    </ul>
  )
}
