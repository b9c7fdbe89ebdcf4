import type { Change } from '@bylaw/core'
import { useHouse, useOpen } from '../app/house.ts'
import { useTrying } from '../app/trying.ts'
import { nextStep } from './next-step.ts'
import type { Selected } from './query.ts'
import type { Row } from './rows.ts'

/** Puts what a level may do into the draft. */
export interface Drafting {
  change(behavior: string, change: Change, onlyHere: boolean): Promise<void>
  limit(behavior: string, limit: { readonly level: string; readonly value: string }, onlyHere: boolean): Promise<void>
  /** The next thing that a level may do about a behavior. */
  next(selected: Selected, row: Row): Promise<void>
}

/** How the matrix changes the draft. */
export function useDrafting(): Drafting {
  const { asking, place, tell } = useHouse()
  const { opened } = useOpen()
  const { tryChange, tryFiles } = useTrying()
  const { facts } = place.lens
  const drafting: Drafting = {
    async change(behavior, change, onlyHere) {
      await tryChange(behavior, change, onlyHere)
    },
    async limit(behavior, limit, onlyHere) {
      const trial = await asking.ask('limited', opened.key, behavior, limit, facts, onlyHere)
      if (trial === null) tell("This can't be written into the files as they stand.")
      else tryFiles(trial.layers, trial.done)
    },
    async next({ behavior, level }, { row }) {
      if (level === null) return tell('A draft takes the cell of a level.')
      const { changes } = await asking.ask('explain', opened.key, behavior, facts)
      const step = nextStep(
        row,
        level,
        changes.map(({ change }) => change),
      )
      if (step === null) tell(`Locked: the ${level} level can do nothing here.`)
      else if (step.do === 'limit') await drafting.limit(behavior, { level, value: step.value }, false)
      else await drafting.change(behavior, step.change, false)
    },
  }
  return drafting
}
