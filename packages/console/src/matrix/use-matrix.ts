import type { SeenRow } from '@bylaw/core'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { useAnswer, useHouse, useOpen } from '../app/house.ts'
import { type Loaded, valueIn } from '../app/loaded.ts'
import type { Shelfmark, TableRow } from '../engine/table.ts'
import { type Row, rowsOf } from './rows.ts'

/** All that the matrix shows, as the engine answered. */
export interface MatrixData {
  readonly rows: readonly Row[]
  /** The chain of command, strongest first. */
  readonly levels: readonly string[]
  /** By behavior, where somebody views as a level. */
  readonly seen: ReadonlyMap<string, SeenRow>
  /** What it is compared with, for the engine; null where with nothing. */
  readonly base: string | null
  /** Behaviors declared only there. */
  readonly gone: readonly string[]
  readonly busy: boolean
  readonly failed: Error | null
  /** Why there is nothing to compare with. */
  readonly comparison: Error | null
}

const noRows: readonly TableRow[] = []
const noPlaces: readonly Shelfmark[] = []

/** Asks for the matrix under the lens, and for the one it is compared with: another stack, or itself without the draft. */
export function useMatrix(): MatrixData {
  const { place, compared } = useHouse()
  const { opened, mounted } = useOpen()
  const { facts, as } = place.lens
  const other = compared === null ? null : valueIn(compared)
  const before = compared === null ? (mounted.key === opened.key ? null : mounted) : other
  const base = before?.digest == null ? null : before.key

  const table = useAnswer('table', [opened.key, facts])
  const shelfmarks = useAnswer('shelfmarks', [opened.key])
  const reaches = useAnswer('envelope', [opened.key, { facts }])
  const old = useAnswer('table', base === null ? null : [base, facts])
  const seen = useAnswer('seenBy', as === null ? null : [opened.key, as, facts])

  const now = valueIn(table)
  const earlier = base === null ? null : valueIn(old)
  const places = valueIn(shelfmarks)
  const reached = valueIn(reaches)
  const latest = useMemo(
    () => rowsOf(now ?? noRows, places ?? noPlaces, reached ?? [], earlier),
    [now, places, reached, earlier],
  )
  const rows = useSettled(latest, base !== null && (isWaiting(table) || isWaiting(old)))
  const found = as === null || isWaiting(seen) ? null : valueIn(seen)
  const seenByBehavior = useMemo(() => new Map((found ?? []).map((each) => [each.behavior, each])), [found])
  const asked = [table, shelfmarks, reaches, ...(base === null ? [] : [old]), ...(as === null ? [] : [seen])]
  return {
    rows,
    levels: Object.keys(now?.[0]?.levels ?? {}),
    seen: seenByBehavior,
    base: earlier === null ? null : base,
    gone: goneFrom(earlier ?? noRows, now ?? noRows),
    busy: asked.some(isWaiting) || (compared !== null && isWaiting(compared)),
    failed: asked.reduce<Error | null>((error, each) => error ?? errorOf(each), null),
    comparison: compared === null ? null : refusal(compared),
  }
}

/** What was there before, while one side of a comparison is from before and the other is not. */
function useSettled(rows: readonly Row[], unsettled: boolean): readonly Row[] {
  const last = useRef<readonly Row[]>([])
  useEffect(() => {
    if (!unsettled) last.current = rows
  })
  return unsettled && last.current.length > 0 ? last.current : rows
}

function goneFrom(before: readonly TableRow[], now: readonly TableRow[]): readonly string[] {
  const here = new Set(now.map(({ behavior }) => behavior))
  return before.flatMap(({ behavior }) => (here.has(behavior) ? [] : [behavior]))
}

const isWaiting = (loaded: Loaded<unknown>): boolean =>
  loaded.state === 'loading' || (loaded.state === 'ready' && loaded.stale)

const errorOf = (loaded: Loaded<unknown>): Error | null => (loaded.state === 'failed' ? loaded.error : null)

function refusal(compared: Loaded<{ readonly digest: string | null }>): Error | null {
  if (compared.state === 'failed') return compared.error
  return valueIn(compared)?.digest === null ? new Error('its layers are refused') : null
}
