import { useEffect } from 'preact/hooks'
import { useHouse } from '../app/house.ts'
import { useKeys } from '../app/keys.ts'

const interactive = 'a, button, summary, input, select, textarea, label'

/** Marks sentences: by a click on one, or from one to the next by keys. The mark is part of the address. */
export function useMarks(root: () => HTMLElement | null, current: string | null): void {
  const { go, place } = useHouse()
  const mark = (sentence: HTMLElement | null) => {
    const entry = sentence === null ? undefined : entryOf(sentence)
    if (sentence === null || entry === undefined) return
    go({ rest: [entry], anchor: sentence.dataset.sentence! }, 'replace')
  }
  const byStep = (step: 1 | -1) => {
    const sentences = [...(root()?.querySelectorAll<HTMLElement>('[data-sentence]') ?? [])]
    const marked = sentences.findIndex(
      (each) => each.dataset.sentence === place.anchor && entryOf(each) === place.rest[0],
    )
    const first = sentences.findIndex((each) => entryOf(each) === (current ?? entryOf(each)))
    const next = sentences[marked >= 0 ? marked + step : first] ?? null
    mark(next)
    requestAnimationFrame(() => next?.querySelector<HTMLElement>('.spec-mark')?.focus({ preventScroll: true }))
  }
  useKeys([
    { keys: 'j', does: 'Mark the next sentence', run: () => byStep(1) },
    { keys: 'k', does: 'Mark the sentence before', run: () => byStep(-1) },
  ])
  useEffect(() => {
    const element = root()
    const onClick = (event: MouseEvent) => {
      const target = event.target as Element
      if (target.closest(interactive) !== null || String(getSelection()) !== '') return
      mark(target.closest<HTMLElement>('[data-sentence]'))
    }
    element?.addEventListener('click', onClick)
    return () => element?.removeEventListener('click', onClick)
  })
}

const entryOf = (element: HTMLElement): string | undefined =>
  element.closest<HTMLElement>('[data-entry]')?.dataset.entry
