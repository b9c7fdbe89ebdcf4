import type { Diagnostic } from '@bylaw/core'
import { Link } from '../app/link.tsx'
import type { Book } from '../engine/book.ts'
import type { Opened } from '../engine/opened.ts'
import { Words } from '../ui/words.tsx'
import type { Entry } from './contents.ts'

interface TroublesProps {
  readonly opened: Opened
  readonly book: Book
  readonly entries: readonly Entry[]
}

/** What is wrong with the files: first what keeps the policy from being loaded. What can be read is read nonetheless. */
export function Troubles({ opened, book, entries }: TroublesProps) {
  const errors = opened.diagnostics.filter(({ severity }) => severity === 'error')
  const others = opened.diagnostics.filter(({ severity }) => severity !== 'error')
  const where = (diagnostic: Diagnostic) => entryOfLine(diagnostic, book, entries)
  return (
    <>
      {opened.digest === null && (
        <p class="notice notice-bad" role="alert">
          This policy is refused, so nothing is decided by it. Its text can be read; what is wrong is below.
        </p>
      )}
      {errors.length > 0 && (
        <div class="spec-troubles">
          <p class="spec-label">{counted(errors.length, 'error')}</p>
          <DiagnosticList diagnostics={errors} where={where} />
        </div>
      )}
      {others.length > 0 && (
        <details class="spec-troubles">
          <summary>{counted(others.length, 'remark')} on the files</summary>
          <DiagnosticList diagnostics={others} where={where} />
        </details>
      )}
    </>
  )
}

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

interface ListProps {
  readonly diagnostics: readonly Diagnostic[]
  where(diagnostic: Diagnostic): Entry | null
}

function DiagnosticList({ diagnostics, where }: ListProps) {
  return (
    <ul class="spec-list">
      {diagnostics.map((diagnostic, place) => {
        const { severity, code, message, file, line, column } = diagnostic
        const entry = where(diagnostic)
        const at = `${file}:${line}:${column}`
        return (
          <li key={`${at} ${code} ${place}`}>
            <b>{severity}</b>{' '}
            {entry === null ? <code>{at}</code> : <Link to={{ screen: 'spec', rest: [entry.key] }}>{at}</Link>}{' '}
            <Words text={message} /> <span class="soft">{code}</span>
          </li>
        )
      })}
    </ul>
  )
}

/** The entry that a diagnostic's line stands in. */
export function entryOfLine(
  { file, line }: Pick<Diagnostic, 'file' | 'line'>,
  book: Book,
  entries: readonly Entry[],
): Entry | null {
  const inFile = entries.filter((entry) => book.chapters[entry.chapter]!.file === file)
  return inFile.findLast(({ section }) => (section?.line ?? 0) <= line) ?? null
}
