import { useState } from 'preact/hooks'
import { useHouse, useOpen } from '../app/house.ts'
import { draftBetween, type WrittenFile, withDraft } from '../place/draft.ts'
import { Level } from '../ui/level.tsx'
import { LayerShown } from './layer.tsx'
import { diagnosticsOf, doneWith, newLayer } from './layers.ts'
import type { Played } from './use-played.ts'

/** Every file of the stack, strongest first; those below root open in an editor. */
export function LayerStack({ played }: { readonly played: Played }) {
  const { draft, setDraft } = useHouse()
  const { stack, opened, mounted } = useOpen()
  const [added, setAdded] = useState<string | null>(null)
  const sound = opened.digest === null ? mounted : opened
  const files = withDraft(stack.files, draft)
  const top = sound.levels[0] ?? 'root'
  const roots = files.filter(({ level }) => level === top || level === 'platform')
  const drafted = (some: readonly WrittenFile[]) => some.some(({ file }) => draft.changed[file] !== undefined)
  const wrong = opened.diagnostics.some(
    ({ severity, file }) => severity === 'error' && roots.some((each) => each.file === file),
  )
  const [wholeRoot, setWholeRoot] = useState(wrong)
  const below = [...new Set(sound.levels)].filter((level) => level !== top)
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
      {roots.length > 0 && (
        <details class="play-roots" open={wholeRoot} onToggle={({ currentTarget }) => setWholeRoot(currentTarget.open)}>
          <summary>
            <Level level={top} /> {roots.length === 1 ? 'The spec' : `The spec, ${roots.length} files`}
            {drafted(roots) && <span class="play-mark">edited</span>}
          </summary>
          {wholeRoot && list(roots)}
        </details>
      )}
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
