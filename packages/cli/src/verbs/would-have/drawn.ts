import type { WouldHave } from '@bylaw/gateway'
import { hanging, inset } from '../../layout.ts'
import { counted, paint } from '../../output.ts'

type Row = WouldHave['rows'][number]

/** What enforcement would have done in one deployment. */
export function drawnWouldHave(deployment: string, { records, checked, abridged, rows }: WouldHave): string {
  const stopped = rows.reduce((sum, { count }) => sum + count, 0)
  const looked = `${counted(records, 'record')}, ${counted(checked, 'observed check')}`
  const unseen = `${counted(abridged, 'record')} had too many checks for the log: not counted`
  return [
    paint('underline', hanging(`${deployment}: ${looked}, ${stopped} of them not permitted`)),
    ...rows.map((row) => `${inset([told(row)])}\n${inset([`as in ${row.decisions[0]}`], 2)}`),
    ...(abridged === 0 ? [] : [paint('yellow', hanging(unseen, 2))]),
  ].join('\n')
}

const acts: Readonly<Record<string, string>> = {
  refuse: 'would have been refused',
  revise: 'would have been revised',
  redact: 'would have been redacted',
  ask: 'would have waited for a person',
  annotate: 'would have been annotated',
}

function told({ behavior, act, by, outcome, finding, count }: Row): string {
  const done = act === null ? 'what comes of that is as `on-failure` says' : (acts[act] ?? act)
  const judges = by === null ? '' : ` (${by})`
  return `${behavior ?? 'every other behavior'}: ${count} × ${finding ?? outcome}${judges}, ${done}`
}
