import { type LedgerRecord, parseLeaf } from '@bylaw/ledger'
import { z } from 'zod'
import type { Office } from './office.ts'
import { requireDeployment } from './office.ts'
import { type AdminRoute, name, route, time } from './route.ts'

/** How many decisions are named of each row. */
const named = 20
/** How many entries are read at a time, and at the most. */
const page = 1000
const most = 200_000
/** How long after it began a request may have come to its end, in milliseconds: the log is in the order of the ends. */
const longest = 24 * 3_600_000

const row = z.object({
  behavior: z.string().nullable().describe('null: every behavior that has no check of its own'),
  act: z.string().nullable().describe('what would have been done'),
  by: z.string().nullable().describe('the judges that say so, with their versions'),
  outcome: z.string(),
  finding: z.string().nullable(),
  count: z.int(),
  decisions: z.array(z.string()).describe(`ids of the first ${named}`),
})

const report = z.object({
  records: z.int().describe('how many records were looked at'),
  checked: z.int().describe('how many observed checks they hold'),
  abridged: z.int().describe('how many records hold their checks abridged, so that nobody can count them'),
  rows: z.array(row),
})

/** What enforcement would have done. */
export type WouldHave = z.output<typeof report>
type Row = z.output<typeof row>

/**
 * What observed checks would have done had they been enforced: how often, by behavior, act and judge. One that came to no
 * result where the operator lets that pass (`on-failure: open`) would have done nothing.
 */
export function wouldHave(records: Iterable<Pick<LedgerRecord, 'id' | 'checks'>>): WouldHave {
  const rows = new Map<string, Row>()
  const counted = { records: 0, checked: 0, abridged: 0 }
  for (const { id, checks } of records) {
    counted.records++
    if ('count' in checks) {
      counted.abridged++
      continue
    }
    for (const check of checks) {
      if (check.mode !== 'observe') continue
      counted.checked++
      if (check.outcome !== 'permitted' && !passesOpen(check)) count(rows, id, check)
    }
  }
  const sorted = [...rows.values()].toSorted((a, b) => b.count - a.count || (keyOf(a) < keyOf(b) ? -1 : 1))
  return { ...counted, rows: sorted }
}

type Check = Extract<LedgerRecord['checks'], readonly unknown[]>[number]

/** A check that came to no result and is recorded as `not-run` is one that fails open: closed, it reads `blocked` or `ask`. */
const passesOpen = ({ outcome, finding }: Check): boolean => outcome === 'not-run' && finding === 'failed'

function count(rows: Map<string, Row>, id: string, check: Check): void {
  const { behavior, act = null, by = null, outcome, finding = null } = check
  const key = keyOf({ behavior, act, by, outcome, finding })
  const known = rows.get(key) ?? { behavior, act, by, outcome, finding, count: 0, decisions: [] }
  known.count++
  if (known.decisions.length < named && known.decisions.at(-1) !== id) known.decisions.push(id)
  rows.set(key, known)
}

const keyOf = ({ behavior, act, by, outcome, finding }: Omit<Row, 'count' | 'decisions'>): string =>
  JSON.stringify([behavior, act, by, outcome, finding])

/** The records of a deployment since a time, latest first; `whole` is false where there are too many to read. */
export async function recordsSince(
  ledger: Office['ledger'],
  deployment: string,
  since: number,
): Promise<{ readonly records: readonly LedgerRecord[]; readonly whole: boolean }> {
  const records: LedgerRecord[] = []
  const { size } = await ledger.head()
  let end = size
  while (end > 0 && size - end < most) {
    const first = Math.max(0, end - page)
    const entries = await ledger.entries(first, end - first)
    const leaves = entries.toReversed().flatMap(({ entry }) => {
      const parsed = parseLeaf(entry)
      return parsed.ok ? [parsed.record] : []
    })
    records.push(...leaves.filter((leaf) => leaf.deployment === deployment && Date.parse(leaf.time) >= since))
    if (leaves.length > 0 && leaves.every((leaf) => Date.parse(leaf.time) < since - longest))
      return { records, whole: true }
    end = first
  }
  return { records, whole: end === 0 }
}

const wouldHaveRoute = route({
  method: 'get',
  path: '/admin/v1/deployments/{name}/would-have',
  name: 'deployments.would-have',
  summary: 'What enforcement would have done to recorded traffic',
  params: z.object({ name }),
  query: z.object({ since: time.optional().describe('a day ago unless given') }),
  answer: report.extend({ deployment: z.string(), since: z.string(), whole: z.boolean() }),
  async handle({ office, administrator, params, query }) {
    requireDeployment(office, administrator, params.name)
    const since = query.since === undefined ? Date.now() - 24 * 3_600_000 : Date.parse(query.since)
    const { records, whole } = await recordsSince(office.ledger, params.name, since)
    const answer = { deployment: params.name, since: new Date(since).toISOString(), whole, ...wouldHave(records) }
    return { answer }
  },
})

export const wouldHaveRoutes: readonly AdminRoute[] = [wouldHaveRoute]
