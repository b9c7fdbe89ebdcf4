import { useOpen } from '../app/house.ts'
import { Link } from '../app/link.tsx'
import type { Standing } from '../engine/analysed.ts'
import { Level } from '../ui/level.tsx'
import { linesOf } from './changed-lines.ts'

/** A place in a file: its level, its section and its line. */
export function Place({ file, line, section = null }: { file: string; line: number; section?: Standing | null }) {
  const { files } = useOpen()
  const level = files.find((each) => each.file === file)?.level
  return (
    <span class="analysis-place">
      {level !== undefined && <Level level={level} />}
      {section !== null && <Link to={{ screen: 'spec', rest: [section.id] }}>{section.title}</Link>}
      <code>
        {file.replace(/^\.\//, '')}:{line}
      </code>
    </span>
  )
}

interface QuotedProps {
  readonly file: string
  readonly line: number
  readonly column?: number
  /** How much of the line is meant; left out: all of it. */
  readonly length?: number
  readonly section?: Standing | null
  /** What the place has to do with it. */
  readonly told?: string | undefined
}

/** A line as it stands in its file, with those around it. */
export function Quoted({ file, line, column, length, section = null, told }: QuotedProps) {
  const { files } = useOpen()
  const text = files.find((each) => each.file === file)?.text
  const lines = text === undefined ? [] : linesOf(text)
  const from = Math.max(1, line - 2)
  return (
    <figure class="analysis-quoted">
      <figcaption>
        {told !== undefined && <b>{told}</b>} <Place file={file} line={line} section={section} />
      </figcaption>
      <pre>
        {lines.slice(from - 1, line + 2).map((each, place) => (
          <span
            key={from + place}
            class={from + place === line ? 'analysis-line analysis-line-meant' : 'analysis-line'}
          >
            <i>{from + place}</i>
            {from + place === line ? <Meant text={each} column={column} length={length} /> : each}
            {'\n'}
          </span>
        ))}
      </pre>
    </figure>
  )
}

function Meant({ text, column, length }: { text: string; column: number | undefined; length: number | undefined }) {
  if (column === undefined || length === undefined || length < 2) return <>{text}</>
  return (
    <>
      {text.slice(0, column - 1)}
      <mark>{text.slice(column - 1, column - 1 + length)}</mark>
      {text.slice(column - 1 + length)}
    </>
  )
}
