import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useHouse, useOpen } from '../app/house.ts'
import { draftBetween, type WrittenFile, withDraft } from '../place/draft.ts'
import { Level } from '../ui/level.tsx'
import { LayerShown } from './layer.tsx'
import { diagnosticsOf, doneWith, newLayer } from './layers.ts'
import type { Played } from './use-played.ts'

/** Every file of the stack, strongest first; those below root open in an editor. */
export function LayerStack({ played }: { readonly played: Played }) {
  const { opened, mounted } = useOpen()
  const { files, added, write, remove, add } = useDraftedFiles()
  const sound = opened.digest === null ? mounted : opened
  const top = sound.levels[0] ?? 'root'
  const below = [...new Set(sound.levels)].filter((level) => level !== top)
  const roots = files.filter(({ level }) => level === top || level === 'platform')
  const list = (some: readonly WrittenFile[]) => (
    <ol class="play-layer-list">
      {some.map((file) => (
        <li key={`${file.level} ${file.file}`}>
          <LayerShown
            file={file}
            title={opened.layers.find((layer) => layer.file === file.file)?.title ?? null}
            root={roots.includes(file)}
            begun={file.file === added}
            diagnostics={diagnosticsOf(opened.diagnostics, file.file)}
            explained={played.explained}
            write={(text) => write(file, text)}
            remove={() => remove(file)}
          />
        </li>
      ))}
    </ol>
  )
  const stray = opened.diagnostics.filter(({ file }) => !files.some((each) => each.file === file))
  return (
    <section class="play-layers" aria-labelledby="play-layers-title">
      <h2 id="play-layers-title">Layers</h2>
      <Roots level={top} files={roots}>
        {list(roots)}
      </Roots>
      {list(files.filter((file) => !roots.includes(file)))}
      {stray.map(({ message, code }) => (
        <p key={`${code} ${message}`} class="play-wrong">
          {message}
        </p>
      ))}
      <p class="play-add">
        {below.map((level) => (
          <button key={level} type="button" class="button button-quiet" onClick={() => add(level)}>
            + layer at {level}
          </button>
        ))}
      </p>
    </section>
  )
}

/** The files with the draft, and the ways to change them. */
function useDraftedFiles() {
  const { draft, setDraft } = useHouse()
  const { stack } = useOpen()
  const [added, setAdded] = useState<string | null>(null)
  const files = withDraft(stack.files, draft)
  const put = (next: readonly WrittenFile[], done: string) =>
    setDraft(draftBetween(stack.files, next, doneWith(draft.done, done)))
  const write = (file: WrittenFile, text: string) =>
    put(
      files.map((each) => (each.file === file.file ? { ...each, text } : each)),
      `${file.file} is edited by hand.`,
    )
  const remove = (file: WrittenFile) =>
    put(
      files.filter((each) => each.file !== file.file),
      `${file.file} is taken out again.`,
    )
  const add = (level: string) => {
    const file = newLayer(level, files)
    setAdded(file.file)
    put([...files, file], `A layer is added for the ${level}.`)
  }
  return { files, added, write, remove, add }
}

interface RootsProps {
  readonly level: string
  readonly files: readonly WrittenFile[]
  readonly children: ComponentChildren
}

/** The files of the spec itself, folded away unless something is wrong with them. */
function Roots({ level, files, children }: RootsProps) {
  const { draft } = useHouse()
  const { opened } = useOpen()
  const wrong = opened.diagnostics.some(
    ({ severity, file }) => severity === 'error' && files.some((each) => each.file === file),
  )
  const [whole, setWhole] = useState(wrong)
  if (files.length === 0) return null
  return (
    <details class="play-roots" open={whole} onToggle={({ currentTarget }) => setWhole(currentTarget.open)}>
      <summary>
        <Level level={level} /> {files.length === 1 ? 'The spec' : `The spec, ${files.length} files`}
        {files.some(({ file }) => draft.changed[file] !== undefined) && <span class="play-mark">edited</span>}
      </summary>
      {whole && children}
    </details>
  )
}
