import { describeGrid, inEveryMode, type State, troubles } from './grid.ts'
import { once, themesAndNarrow } from './modes.ts'

const facts = 'fact=user.age_group=under_18@developer'
const editor = async (page: Parameters<NonNullable<State['act']>>[0]) => {
  await page.locator('.play-layers .cm-content').first().waitFor({ timeout: 15_000 })
}

const states: readonly State[] = [
  inEveryMode({ name: 'a decision', at: () => `/play?v=small&behavior=drug-information&as=user&${facts}` }),
  { name: 'of the reference spec', at: () => `/play?behavior=drug-information&${facts}`, modes: once },
  { name: 'the beginning', at: () => '/play?v=small', modes: themesAndNarrow },
  { name: 'an editor', at: () => '/play?v=small&behavior=drug-information', act: editor, modes: themesAndNarrow },
  {
    name: 'everything unfolded',
    at: () => `/play?v=small&behavior=drug-information&trace=all&show=effects&${facts}`,
    act: async (page) => {
      for (const fold of await page.locator('main details:not([open]) > summary').all()) {
        if (await fold.isVisible()) await fold.click()
      }
    },
    modes: themesAndNarrow,
  },
  { name: 'a tool', at: () => '/play?v=small&behavior=tool.shop.reserve&args={"count":1}' },
  { name: 'arguments that are none', at: () => '/play?v=small&behavior=tool.shop.reserve&args={', until: '.play' },
  { name: 'a bright line', at: () => '/play?v=small&behavior=weapons' },
  { name: 'a behavior there is not', at: () => '/play?v=small&behavior=nothing-of-the-kind', until: '.play' },
  { name: 'an example', at: () => '/play?v=small&example=medicines~1', modes: themesAndNarrow },
  { name: 'an example there is not', at: () => '/play?v=small&example=nothing~9' },
  {
    name: 'with a draft and its effects',
    at: ({ drafts }) => `/play?v=${drafts.of}&behavior=drug-information&show=effects#s=${drafts.good}`,
    modes: themesAndNarrow,
  },
  {
    name: 'with a draft that is refused',
    at: ({ drafts }) => `/play?v=${drafts.of}&behavior=drug-information#s=${drafts.broken}`,
    until: '.play-wrong, .play-diagnostics, [data-state="stale"], .play',
    act: editor,
    modes: themesAndNarrow,
  },
  { name: 'refused policy', at: () => '/play?v=refused&behavior=drug-information', until: '.play' },
  { name: 'refused policy, at the beginning', at: () => '/play?v=refused' },
  ...troubles('/play?behavior=drug-information'),
]

describeGrid('Playground', states)
