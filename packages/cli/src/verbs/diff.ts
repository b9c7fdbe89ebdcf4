import { type DecisionChange, diff, type PolicyDiff, type ReachChange } from '@bylaw/core'
import { WrongUse } from '../failure.ts'
import { counted, indented, paint, print, printJson } from '../output.ts'
import { openEngine, type StackOptions } from '../stack.ts'
import { asserted } from '../words.ts'

interface DiffOptions extends StackOptions {
  readonly level?: string
  readonly oldSpec?: readonly string[]
  readonly oldLayer?: readonly string[]
  readonly where?: string
  readonly failOn?: 'looser' | 'tighter'
  readonly strict?: boolean
  readonly json?: boolean
}

/** `bylaw diff`: 1 where something is decided otherwise, or with `--fail-on` where something got looser, or tighter. */
export function diffVerb(files: readonly string[], options: DiffOptions): number {
  const [older, newer] = stacksOf(files, options).map(openEngine)
  const found = diff(older!, newer!, options.where)
  if ('error' in found) throw new WrongUse(`--where ${options.where}: ${found.error}`)
  if (options.json) printJson(found)
  else print(drawn(found))
  if (options.failOn === undefined) return found.same ? 0 : 1
  const counts = ({ direction }: DecisionChange): boolean => direction === options.failOn || direction === 'changed'
  const failed = [...found.changes, ...found.reach].some(counts)
  return failed || (options.strict && found.left.length > 0) ? 1 : 0
}

function stacksOf(files: readonly string[], options: DiffOptions): readonly [StackOptions, StackOptions] {
  const { spec = [], layer = [], mandate = [], oldSpec, oldLayer } = options
  if (files.length === 0) {
    if (oldSpec === undefined && oldLayer === undefined)
      throw new WrongUse('diff: give two files, or --old-spec or --old-layer beside --spec and --layer')
    return [
      { spec: oldSpec ?? spec, layer: oldLayer ?? layer, mandate },
      { spec, layer, mandate },
    ]
  }
  if (files.length !== 2) throw new WrongUse('diff: give two files, the older one first')
  const level = options.level ?? 'root'
  const mounted = (file: string): StackOptions =>
    level === 'root' || level === 'platform'
      ? { spec: [file, ...spec], layer, mandate }
      : { spec, layer: [...layer, `${level}=${file}`], mandate }
  return [mounted(files[0]!), mounted(files[1]!)]
}

function drawn({ textOnly, same, changes, reach, added, removed, left }: PolicyDiff): string {
  if (same)
    return paint('green', textOnly ? 'text only: nothing is decided otherwise' : 'nothing is decided otherwise there')
  const behaviors = [...new Set([...changes, ...reach].map(({ behavior }) => behavior))]
  const grouped = behaviors.map((behavior) => {
    const lines = [
      ...changes.filter((change) => change.behavior === behavior).map(decision),
      ...reach.filter((change) => change.behavior === behavior).map(further),
    ]
    return `${paint('bold', behavior)}\n${indented(lines.join('\n'))}`
  })
  const lists = [
    ['added', added],
    ['removed', removed],
  ] as const
  const named = lists.flatMap(([verb, { behaviors, facts }]) => [
    ...behaviors.map((id) => `${verb} the behavior ${id}`),
    ...facts.map((name) => `${verb} the fact ${name}`),
  ])
  const unseen = left.map(({ behavior, reason }) => paint('yellow', `${behavior}: not complete, ${reason}`))
  return [...grouped, ...named, ...unseen].join('\n')
}

const colours = { tighter: 'green', looser: 'red', changed: 'yellow' } as const

function decision(change: DecisionChange): string {
  const { asks } = change
  return `${direction(change)}${asks === undefined ? '' : `, answered by ${asks.new} instead of ${asks.old}`}${situations(change)}`
}

function further(change: ReachChange): string {
  const when = change.granted ? ', granted what those above could,' : ''
  return `${change.level}${when} could reach ${change.new} instead of ${change.old} (${paint(colours[change.direction], change.direction)})${situations(change)}`
}

const direction = (change: DecisionChange): string =>
  `${paint(colours[change.direction], change.direction)}: ${change.old} → ${change.new}`

function situations({ situations, facts, args }: DecisionChange): string {
  const as = facts.length === 0 ? 'where nobody asserts anything' : `where ${asserted(facts)}`
  const given = args === undefined ? '' : `, with the arguments ${JSON.stringify(args)}`
  return `, in ${counted(situations, 'situation')}, as ${as}${given}`
}
