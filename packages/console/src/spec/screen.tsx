import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { valueIn } from '../app/loaded.ts'
import { Failed, Loading, Untitled } from '../app/states.tsx'
import { CompareView } from './compare/view.tsx'
import { Reader } from './reader.tsx'
import './search.css'
import './outline.css'
import './page.css'
import './prose.css'
import './blocks.css'
import './examples.css'
import './margin.css'
import './modes.css'

/** The spec, to be read; with another version beside it, what is different between the two. */
export function SpecScreen() {
  const { place, retry } = useHouse()
  const { opened } = useOpen()
  const asked = useAnswer('book', [opened.key])
  const book = valueIn(asked)
  if (place.lens.compared !== null) return <CompareView />
  if (book !== null) return <Reader book={book} />
  return (
    <Untitled title="Spec">
      {asked.state === 'failed' ? (
        <Failed what="The text" error={asked.error} retry={retry} />
      ) : (
        <Loading what="the text" />
      )}
    </Untitled>
  )
}
