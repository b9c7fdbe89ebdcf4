import type { Change } from '@bylaw/core'
import { draftBetween, type WrittenFile } from '../place/draft.ts'
import { useHouse, useOpen } from './house.ts'

/** Changes the draft; everything shown follows. */
export interface Trying {
  /**
   * Does what an explanation found, in the texts and facts that are shown. False where it can't be written.
   * @param onlyHere what is added stands under the situation of the lens
   */
  tryChange(behavior: string, change: Change, onlyHere?: boolean): Promise<boolean>
  /** Takes whole files as they would be. */
  tryFiles(files: readonly WrittenFile[], done: string): void
}

/** How a screen changes the draft; only to be called where something is open. */
export function useTrying(): Trying {
  const { asking, place, go, draft, setDraft, announce, tell } = useHouse()
  const { stack, opened } = useOpen()
  const { facts } = place.lens
  const tryFiles = (files: readonly WrittenFile[], done: string): void => {
    setDraft(draftBetween(stack.files, files, [...draft.done, done]))
    announce(`In the draft: ${done.replaceAll('`', '')}`)
  }
  const tryChange = async (behavior: string, change: Change, onlyHere = false): Promise<boolean> => {
    const trial = await asking.ask('tried', opened.key, behavior, change, facts, onlyHere)
    if (trial === null) {
      tell("This can't be written into the files as they stand.")
      return false
    }
    if (change.how !== 'vouch') tryFiles(trial.layers, trial.done)
    else {
      go({ lens: { facts: trial.facts } }, 'replace')
      announce(trial.done.replaceAll('`', ''))
    }
    return true
  }
  return { tryChange, tryFiles }
}
