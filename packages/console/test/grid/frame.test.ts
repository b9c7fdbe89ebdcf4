import type { Page } from 'playwright-core'
import { describeGrid, type State } from './grid.ts'
import { themesAndNarrow } from './modes.ts'
import type { Room } from './room.ts'
import { makeTrouble, type Trouble } from './troubles.ts'

const drafted = ({ drafts }: Room) => `/analysis?v=${drafts.of}#s=${drafts.good}`
const showChanges = (page: Page) => page.getByRole('button', { name: 'Show them' }).click()

const at = () => '/spec/small'

/** The gateway was there, and is not any more when something else is asked for. */
const left = (trouble: Trouble) => async (page: Page) => {
  await makeTrouble(page, trouble)
  await page.locator('.lens select').first().selectOption('other')
  await page.waitForSelector(trouble === 'key' ? '.sign-in' : '[data-state="stale"]')
}

const states: readonly State[] = [
  { name: 'palette', at, act: (page) => page.keyboard.press('Control+k'), modes: themesAndNarrow },
  {
    name: 'palette without a hit',
    at,
    act: async (page) => {
      await page.keyboard.press('Control+k')
      await page.fill('[role="combobox"]', 'zzzz')
    },
  },
  { name: 'keys', at, act: (page) => page.keyboard.press('?'), modes: themesAndNarrow },
  {
    name: 'facts',
    at: () => '/spec/small?fact=user.age_group=under_18@developer',
    act: (page) => page.click('.chip-add'),
    modes: themesAndNarrow,
  },
  { name: 'the gateway went away', at, act: left('offline'), complains: true, modes: themesAndNarrow },
  { name: 'the key was taken away', at, act: left('key'), complains: true, modes: themesAndNarrow },
  { name: 'a draft with its changes shown', at: drafted, act: showChanges, until: '.draft', modes: themesAndNarrow },
]

describeGrid('the frame', states)
