import { describeGrid, type State } from './grid.ts'
import { themesAndNarrow } from './modes.ts'

const at = () => '/spec/small'

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
]

describeGrid('Spec', states)
