import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withoutBrowser } from '../browser.ts'
import { axeFindings } from './axe.ts'
import { focusFaults } from './focus.ts'
import { eachTheme, everyMode, lookAs, type Mode, settled } from './modes.ts'
import { openRoom, type Room } from './room.ts'
import { motionFaults, outlineFaults, sidewaysFaults, targetFaults } from './shape.ts'
import { endTrouble, makeTrouble, shownIn, type Trouble } from './troubles.ts'

/** One state of a screen, and how to get there. */
export interface State {
  readonly name: string
  at(room: Room): string
  readonly trouble?: Trouble
  /** The gateway answers with an error, which the browser complains of. */
  readonly complains?: boolean
  /** What is there when the state is reached; else the screen's own sign. */
  readonly until?: string
  act?(page: Page): Promise<unknown>
  readonly modes?: readonly Mode[]
}

/** The troubles that a screen can have with the gateway, as states of it. */
export const troubles = (at: string): readonly State[] =>
  (
    [
      ['loading', 'slow'],
      ['error', 'error'],
      ['offline', 'offline'],
      ['needs a key', 'key'],
      ['no spec at all', 'nothing'],
    ] as const
  ).map(([name, trouble]) => ({ name, trouble, at: () => at, until: shownIn[trouble] }))

/** Every state of a screen in its modes: nothing that a check of ours or axe-core finds fault with. */
export function describeGrid(screen: string, states: readonly State[]): void {
  const why = withoutBrowser === null ? '' : ` (skipped: ${withoutBrowser})`
  describe.skipIf(withoutBrowser !== null)(`the grid of ${screen}${why}`, () => {
    let room: Room
    beforeAll(async () => {
      room = await openRoom()
    })
    afterAll(() => room?.close())

    it.each(states)(
      '$name',
      async (state) => {
        await reach(room, state)
        const faults: string[] = []
        for (const mode of state.modes ?? eachTheme) {
          await lookAs(room.here.page, mode)
          faults.push(...(await faultsIn(room.here.page, mode)).map((fault) => `${mode.name}: ${fault}`))
        }
        faults.push(...(await errorsOf(room, state)))
        expect(faults.join('\n')).toBe('')
      },
      180_000,
    )
  })
}

/** The first state of each screen is looked at in every mode. */
export const inEveryMode = (state: State): State => ({ ...state, modes: everyMode })

async function reach({ here, ...room }: Room, state: State): Promise<void> {
  const { page } = here
  here.errors.length = 0
  here.foreign.length = 0
  await lookAs(page, everyMode[0]!)
  await endTrouble(page)
  await page.goto('about:blank')
  if (state.trouble !== undefined) await makeTrouble(page, state.trouble)
  await page.goto(room.gateway.url + state.at({ here, ...room }))
  await page.waitForSelector(state.until ?? '[data-ready]', { timeout: 15_000 })
  await state.act?.(page)
  await settled(page)
}

async function faultsIn(page: Page, { name, width }: Mode): Promise<readonly string[]> {
  if (name === 'reduced motion') return motionFaults(page)
  const colours = await axeFindings(page, name === 'light' || name === 'narrow' ? 'all' : 'colours')
  if (name === 'light') {
    return [...colours, ...(await outlineFaults(page)), ...(await targetFaults(page)), ...(await focusFaults(page))]
  }
  if (width === 1440) return colours
  const narrow = [...(await sidewaysFaults(page)), ...(await targetFaults(page))]
  return [...colours, ...narrow, ...(name === 'narrow' ? await focusFaults(page) : [])]
}

/** A gateway that fails makes the browser itself complain: that is no fault of the page. */
async function errorsOf({ here }: Room, { trouble, complains }: State): Promise<readonly string[]> {
  await endTrouble(here.page)
  const expected = trouble !== undefined || complains === true
  const own = (text: string) => !expected || !text.startsWith('Failed to load resource')
  return [
    ...here.errors.filter(own).map((text) => `an error: ${text}`),
    ...here.foreign.map((url) => `asked another origin: ${url}`),
  ]
}
