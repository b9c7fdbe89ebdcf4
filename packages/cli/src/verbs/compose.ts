import { compose } from '@bylaw/core'
import { parseFacts } from '../facts.ts'
import { print, printJson } from '../output.ts'
import { openEngine, parseLevel, type StackOptions } from '../stack.ts'

interface ComposeVerbOptions extends StackOptions {
  readonly fact?: readonly string[]
  readonly reader: string
  readonly prose: 'relevant' | 'all' | 'none'
  readonly json?: boolean
}

/** `bylaw compose`: the text as it is, for a pipe or a file. */
export function composeVerb(options: ComposeVerbOptions): number {
  const engine = openEngine(options)
  const facts = parseFacts(options.fact, engine)
  const reader = parseLevel(options.reader, engine.policy.levels, '--reader')
  const { stable, situation, text } = compose(engine, facts, { reader, prose: options.prose })
  if (options.json) printJson({ stable, situation, text })
  else print(text)
  return 0
}
