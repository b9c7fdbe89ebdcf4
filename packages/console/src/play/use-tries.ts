import type { Assertion } from '@bylaw/core'
import { useState } from 'preact/hooks'
import { useHouse } from '../app/house.ts'
import { useTrying } from '../app/trying.ts'
import type { Draft } from '../place/draft.ts'
import type { ToldChange } from './deciders.ts'

/** What was tried on this page, and how things were before. */
interface Tried {
  readonly behavior: string
  readonly told: string
  readonly value: string
  readonly draft: Draft
  readonly facts: readonly Assertion[]
}

export interface Tries {
  readonly last: Tried | null
  /** False where it can't be written into the files. */
  attempt(behavior: string, value: string, change: ToldChange, onlyHere: boolean): Promise<boolean>
  undo(): void
}

/** Tries changes one after the other, and takes back the last. */
export function useTries(): Tries {
  const { draft, setDraft, place, go, announce } = useHouse()
  const { tryChange } = useTrying()
  const [tried, setTried] = useState<readonly Tried[]>([])
  const attempt = async (behavior: string, value: string, { change, told }: ToldChange, onlyHere: boolean) => {
    const before = { behavior, told, value, draft, facts: place.lens.facts }
    const done = await tryChange(behavior, change, onlyHere)
    if (done) setTried((all) => [...all, before])
    return done
  }
  const undo = () => {
    const last = tried.at(-1)
    if (last === undefined) return
    setTried(tried.slice(0, -1))
    setDraft(last.draft)
    go({ lens: { facts: last.facts } }, 'replace')
    announce('Taken back.')
  }
  return { last: tried.at(-1) ?? null, attempt, undo }
}
