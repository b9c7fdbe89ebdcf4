import type { Document, Edit } from '@bylaw/core'
import { type CodeAction, CodeActionKind, type Range, type TextEdit } from 'vscode-languageserver'
import { show } from './diagnostics.ts'
import { linesOf } from './places.ts'
import type { Member, StackView } from './stack-view.ts'

/**
 * The edits that findings about a stretch of a file suggest, each once.
 * @param uriOf the address of a file as the editor writes it
 */
export function actionsAt(
  document: Document,
  { start, end }: Range,
  views: readonly StackView[],
  uriOf: (path: string) => string,
): readonly CodeAction[] {
  const actions = new Map<string, CodeAction>()
  for (const view of views) {
    for (const finding of view.looked ? view.findings : []) {
      const shown = show(finding, document)
      const apart = shown.range.end.line < start.line || shown.range.start.line > end.line
      if (finding.file !== document.file || finding.edit === null || apart) continue
      const changes = changesOf(finding.edit, view.members, uriOf)
      if (changes === null) continue
      const action = {
        title: finding.edit.title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [shown],
        edit: { changes },
      }
      actions.set(JSON.stringify(action), action)
    }
  }
  return [...actions.values()]
}

function changesOf(
  { file, from, to, text }: Edit,
  members: readonly Member[],
  uriOf: (path: string) => string,
): Record<string, TextEdit[]> | null {
  const member = members.find(({ document }) => document.file === file)
  if (member === undefined) return null
  const lines = linesOf(member.document)
  const range = lines.range({ start: lines.offset(from), end: lines.offset(to) })
  return { [uriOf(member.path)]: [{ range, newText: text }] }
}
