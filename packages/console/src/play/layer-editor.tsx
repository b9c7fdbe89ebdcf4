import type { Diagnostic } from '@bylaw/core'
import type { RefObject } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { Editor } from './editor/mount.ts'

/** What others may ask of an editor. */
export type EditorHandle = Pick<Editor, 'goTo'>

interface LayerEditorProps {
  readonly text: string
  readonly label: string
  readonly editing: boolean
  /** It takes the focus once it is there. */
  readonly focused: boolean
  readonly diagnostics: readonly Diagnostic[]
  readonly handle: RefObject<EditorHandle | null>
  write(text: string): void
}

/** The text of a layer; its editor is loaded when the first one is shown. */
export function LayerEditor({ text, label, editing, focused, diagnostics, handle, write }: LayerEditorProps) {
  const host = useRef<HTMLDivElement>(null)
  const [editor, setEditor] = useState<Editor | null>(null)
  const [failed, setFailed] = useState(false)
  const latest = useRef(write)
  latest.current = write
  /** Texts that were typed here and did not come back yet, oldest first. */
  const typed = useRef<readonly string[]>([])
  useEffect(() => {
    let gone = false
    let mounted: Editor | null = null
    const mount = ({ mountEditor }: typeof import('./editor/mount.ts')) => {
      if (gone) return
      const onText = (next: string) => {
        typed.current = [...typed.current, next]
        latest.current(next)
      }
      mounted = mountEditor(host.current!, { text, label, editing, onText })
      handle.current = mounted
      setEditor(mounted)
      if (focused) mounted.goTo(Number.POSITIVE_INFINITY)
    }
    import('./editor/mount.ts').then(mount, () => setFailed(true))
    return () => {
      gone = true
      mounted?.destroy()
    }
  }, [])
  useEffect(() => {
    const own = typed.current.indexOf(text)
    typed.current = typed.current.slice(own + 1)
    if (own < 0 && editor !== null) {
      typed.current = []
      editor.show(text)
    }
  }, [editor, text])
  useEffect(() => editor?.allow(editing), [editor, editing])
  useEffect(() => editor?.mark(diagnostics), [editor, diagnostics])
  if (failed) return <pre class="play-told">{text}</pre>
  return <div class={`play-editor${editing ? '' : ' play-editor-read'}`} ref={host} />
}
