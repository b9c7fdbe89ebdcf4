import { useHouse, useOpen } from '../app/house.ts'
import { freeLevels, listed, MOUNTED } from './free.ts'

/** Whose words are taken to be anything: the levels where nothing is mounted, those below one, or nobody's. */
export function WordsChoice() {
  const { place, go } = useHouse()
  const { opened } = useOpen()
  const { query } = place
  const chain = [...new Set(opened.levels)]
  const unmounted = freeLevels(opened, '')
  return (
    <label class="analysis-choice">
      Words that may be anything{' '}
      <select
        value={query.words ?? ''}
        onChange={({ currentTarget }) => go({ query: { ...query, words: currentTarget.value } }, 'replace')}
      >
        <option value="">
          {unmounted.length === 0
            ? 'nobody’s: every level is mounted'
            : `where nothing is mounted: ${listed(unmounted)}`}
        </option>
        {chain.slice(0, -1).map((level) => (
          <option key={level} value={level}>
            everyone’s below {level}
          </option>
        ))}
        <option value={MOUNTED}>nobody’s: only what is mounted</option>
      </select>
    </label>
  )
}
