import type { Policy } from '@bylaw/core'
import type { Lifted, LiftedStatement } from '@bylaw/judge'
import { hanging, inset } from '../../layout.ts'
import { counted, paint } from '../../output.ts'
import { ruleOf } from './rule.ts'

/** What was lifted, as a person reads it who is to accept it. */
export function drawnLift(lifted: Lifted, file: string, policy: Policy, level: string): string {
  const { by, tries, dropped, inherited } = lifted
  const faults = dropped.map(({ about, why }) => `${about ?? 'a proposal'}: ${why}`)
  const parts = [
    hanging(preface(lifted, file, level)),
    by === 'model' ? saying(lifted) : touching(lifted),
    tries.length === 0 ? null : trying(lifted, policy, level),
    faults.length === 0 ? null : titled('What was proposed and does not hold up', inset(faults)),
    by === 'model' ? titled('What it leaves as it is', inset([inherited.join(', ') || 'nothing'])) : null,
  ]
  return parts.filter((part) => part !== null).join('\n\n')
}

/** What one has to know before the rest. */
function preface({ by, failure, statements, tries }: Lifted, file: string, level: string): string {
  const what = `${file}, as a layer at ${level}`
  if (failure !== null) return `${what}: the model did not read it, so nothing is proposed (${failure.why}).`
  if (by === 'words') return `${what}: no model read it, so nothing is proposed (--judge or --model names one).`
  const more = tries.length === 0 ? '' : `, and ${tries.length} more that it may not say`
  return `${what}: ${counted(statements.length, 'statement')} proposed${more}.`
}

const titled = (title: string, body: string): string => `${paint('underline', title)}\n${body}`

function saying({ statements }: Lifted): string {
  if (statements.length === 0) return titled('What it says', inset(['nothing that a statement could say']))
  const numbered = statements.map((statement, index) => ({ ...statement, number: index + 1 }))
  const lines = bySentence(numbered, (statement) => {
    const why = statement.why === '' ? '' : ` (${statement.why})`
    return `${statement.number}. ${inWords(statement)}${why}`
  })
  return titled('What it says', lines)
}

function touching({ candidates }: Lifted): string {
  const title = 'Behaviors that its words touch, whatever it says about them'
  if (candidates.length === 0) return titled(title, inset(['none']))
  return titled(
    title,
    bySentence(candidates, ({ behavior, words }) => `${behavior}: ${words.join(', ')}`),
  )
}

function trying({ tries }: Lifted, policy: Policy, level: string): string {
  const tried = tries.map((overreach) => ({ ...overreach.statement, overreach }))
  const lines = bySentence(tried, ({ overreach, ...statement }) => {
    const { rule, source } = ruleOf(overreach, policy, level)
    return `${inWords(statement)}: ${rule} (${[overreach.reason, ...(source === null ? [] : [source])].join(', ')})`
  })
  return titled('What it tries and may not', lines)
}

/** Each sentence once, and under it all that is told of it. */
function bySentence<T extends { readonly line: number; readonly sentence: string }>(
  all: readonly T[],
  told: (each: T) => string,
): string {
  const groups = Map.groupBy(all, ({ line, sentence }) => `${line} ${sentence}`)
  return [...groups.values()]
    .map((each) => {
      const { line, sentence } = each[0]!
      return `${inset([`line ${line}: “${sentence.replace(/\s+/g, ' ')}”`])}\n${inset(each.map(told), 2)}`
    })
    .join('\n')
}

/** As the language says it, in one line. */
function inWords({ kind, about, values, to, when }: LiftedStatement): string {
  const condition = when === null ? '' : `, when ${when}`
  if (kind === 'trust') return `trust ${to} about ${about}${condition}`
  return `${kind} ${to === null ? '' : `${to} `}${about}: ${values.join(', ')}${condition}`
}
