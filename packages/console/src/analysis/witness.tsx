import type { Witness } from '@bylaw/core'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { valueIn } from '../app/loaded.ts'
import { useTrying } from '../app/trying.ts'
import { Words } from '../ui/words.tsx'
import { Situation } from './situation.tsx'

interface WitnessShownProps {
  readonly witness: Witness
  /** Its words as a person would say them. */
  readonly said: readonly string[]
  /** What comes of it, by behavior. */
  readonly values: Readonly<Record<string, string>>
}

/** The situation and the words that bring something about, and the way to try them. */
export function WitnessShown({ witness, said, values }: WitnessShownProps) {
  const { words, layers, facts, args } = witness
  return (
    <div class="analysis-witness">
      <div>
        <h4>The situation</h4>
        <Situation facts={facts} />
        {args !== undefined && (
          <p>
            with the arguments <code>{JSON.stringify(args)}</code>
          </p>
        )}
      </div>
      <div>
        <h4>The words</h4>
        {words.length === 0 ? (
          <p>None: what is mounted is enough.</p>
        ) : (
          <ul class="analysis-said">
            {said.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        )}
      </div>
      <div>
        <h4>What comes of it</h4>
        <ul class="analysis-said">
          {Object.entries(values).map(([behavior, value]) => (
            <li key={behavior}>
              <code>{behavior}</code> is <b>{value}</b>
            </li>
          ))}
        </ul>
      </div>
      <TryIt witness={witness} said={said} values={values} />
      {layers.length > 0 && (
        <details class="analysis-files">
          <summary>The same words as files</summary>
          {layers.map(({ level, text }) => (
            <pre key={level}>{text}</pre>
          ))}
        </details>
      )}
    </div>
  )
}

/** Says what is decided when the words are mounted beside what is mounted, and opens it in the playground. */
function TryIt({ witness: { layers, facts, args }, said, values }: WitnessShownProps) {
  const { go } = useHouse()
  const { opened } = useOpen()
  const { tryFiles } = useTrying()
  const behaviors = Object.keys(values)
  const replay = valueIn(useAnswer('replay', [opened.key, layers, facts, behaviors, args]))
  const other = behaviors.filter((behavior) => replay !== null && replay.values[behavior] !== values[behavior])
  const [behavior] = [...other, ...behaviors]
  const open = () => {
    if (layers.length > 0) tryFiles(replay!.files, sentence(said))
    go({
      screen: 'play',
      query: { behavior: behavior!, ...(args !== undefined && { args: JSON.stringify(args) }) },
      lens: { facts },
    })
  }
  return (
    <p class="analysis-try">
      <button type="button" class="button" disabled={replay === null} onClick={open}>
        {layers.length === 0 ? 'Open in the playground' : 'Open in the playground as a draft'}
      </button>{' '}
      <span class="soft" role="status">
        {replay !== null && <Words text={replayed(other, replay.values, layers.length)} />}
      </span>
    </p>
  )
}

function replayed(other: readonly string[], values: Readonly<Record<string, string | null>>, words: number): string {
  if (other.length === 0)
    return `The engine was asked again${words === 0 ? '' : ' with these words mounted'}: it comes out so.`
  const told = other.map((behavior) =>
    values[behavior] == null ? `\`${behavior}\` is not decided` : `\`${behavior}\` is \`${values[behavior]}\``,
  )
  return `This takes the mounted words of those levels to be gone. With them: ${told.join(', ')}.`
}

const sentence = (said: readonly string[]): string => {
  const text = said.join('; ')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
