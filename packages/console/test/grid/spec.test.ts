import { describeGrid, inEveryMode, type State, troubles } from './grid.ts'
import { once, themesAndNarrow } from './modes.ts'

const whole = '[data-whole]'
const facts = 'fact=user.age_group=under_18@developer'

const states: readonly State[] = [
  inEveryMode({ name: 'small', at: () => '/spec/small', until: whole }),
  { name: 'reference', at: () => '/spec', until: whole, modes: once },
  { name: 'under a lens', at: () => `/spec/small?as=user&${facts}`, until: whole, modes: themesAndNarrow },
  { name: 'a section', at: () => '/spec/small/medicines#p-1', until: whole },
  {
    name: 'a section without room',
    at: () => '/spec/small/medicines',
    until: whole,
    modes: themesAndNarrow.slice(2),
    act: (page) => page.locator('.spec-outline summary, .spec-contents summary, summary').first().click(),
  },
  {
    name: 'search',
    at: () => '/spec/small',
    until: whole,
    act: async (page) => {
      await page.fill('.spec-search input', 'leaflet')
      await page.waitForSelector('.spec-search [role="option"]')
    },
    modes: themesAndNarrow,
  },
  {
    name: 'search without a hit',
    at: () => '/spec/small',
    until: whole,
    act: async (page) => {
      await page.fill('.spec-search input', 'zzzzqqqq')
      await page.waitForSelector('.spec-found-none')
    },
  },
  { name: 'two versions', at: () => '/spec/small..other', modes: themesAndNarrow },
  { name: 'the same version twice', at: () => '/spec/small..small' },
  {
    name: 'compared with what there is not',
    at: () => '/spec/nothing..small',
    until: '[data-state="error"]',
    complains: true,
  },
  { name: 'a version there is not', at: () => '/spec/nothing', until: '[data-state="error"]', complains: true },
  {
    name: 'with a draft',
    at: ({ drafts }) => `/spec/${drafts.of}#s=${drafts.good}`,
    until: '.draft',
    modes: themesAndNarrow,
  },
  {
    name: 'with a draft that is refused',
    at: ({ drafts }) => `/spec/${drafts.of}#s=${drafts.broken}`,
    until: '.draft',
  },
  { name: 'with a draft that is none', at: () => '/spec/small#s=AAAA', until: '[role="alert"]' },
  { name: 'refused policy', at: () => '/spec/refused', modes: themesAndNarrow },
  ...troubles('/spec'),
]

describeGrid('Spec', states)
