import { useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { Shelf, Shelved, Stack } from '../data/shelf.ts'
import { NothingShelved } from '../data/shelf.ts'
import type { Asking } from '../engine/ask.ts'
import type { Opened } from '../engine/opened.ts'
import { type Draft, isEmpty, withDraft } from '../place/draft.ts'
import type { Lens } from '../place/lens.ts'
import type { Open } from './house.ts'
import { type Loaded, useLoaded, valueIn } from './loaded.ts'

/** Opens what the lens names, with the draft, and what it is compared with. */
export function useOpen(
  shelf: Shelf,
  asking: Asking,
  list: Loaded<readonly Shelved[]>,
  { version, compared }: Lens,
  draft: Draft | null,
  tries: number,
): { open: Loaded<Open>; compared: Loaded<Opened> | null } {
  const first = valueIn(list)?.[0]?.name ?? null
  const name = version === null || version === 'now' ? first : version
  const stack = useLoaded(name === null ? null : () => shelf.stack(name), [name, tries])
  const mounted = valueIn(stack)
  const own = useRef<{ readonly stack: Stack; readonly opened: Promise<Opened> } | null>(null)
  const open = useLoaded(
    mounted === null || draft === null
      ? null
      : async () => {
          const files = withDraft(mounted.files, draft)
          if (own.current?.stack !== mounted)
            own.current = { stack: mounted, opened: asking.ask('open', mounted.files, true) }
          const [opened, drafted] = await Promise.all([
            own.current.opened,
            isEmpty(draft) ? null : asking.ask('open', files),
          ])
          return { stack: mounted, mounted: opened, opened: drafted ?? opened, files }
        },
    [mounted, draft],
    useLayoutEffect,
  )
  const other = useLoaded(
    compared === null ? null : async () => asking.ask('open', (await shelf.stack(compared)).files, true),
    [compared, tries],
  )
  const nothing = list.state === 'ready' && list.value.length === 0 && version === null
  return useMemo(
    () => ({ open: openState(list, stack, open, nothing), compared: compared === null ? null : other }),
    [list, stack, open, other, compared, nothing],
  )
}

/** What failed first is what is told. */
function openState(list: Loaded<unknown>, stack: Loaded<unknown>, open: Loaded<Open>, nothing: boolean): Loaded<Open> {
  if (nothing) return { state: 'failed', error: new NothingShelved('No spec is loaded.') }
  const failed = [list, stack].find((each) => each.state === 'failed')
  if (failed?.state !== 'failed') return open
  const value = valueIn(open)
  return value === null ? { state: 'failed', error: failed.error } : { state: 'failed', error: failed.error, value }
}
