import { describeGrid, inEveryMode, type State, troubles } from './grid.ts'
import { once, themesAndNarrow } from './modes.ts'

const states: readonly State[] = [
  inEveryMode({ name: 'findings', at: () => '/analysis?v=small' }),
  {
    name: 'a finding',
    at: () => '/analysis?v=small',
    act: async (page) => {
      await page.locator('main a[href*="/analysis/finding/"]').first().click()
      await page.waitForURL('**/analysis/finding/**')
      await page.waitForTimeout(300)
    },
    modes: themesAndNarrow,
  },
  { name: 'a finding there is not', at: () => '/analysis/finding/nothing?v=small' },
  { name: 'a list without a finding', at: () => '/analysis?v=small&q=zzzzqqqq' },
  { name: 'findings of the reference spec', at: () => '/analysis', modes: once },
  { name: 'envelope of the reference spec', at: () => '/analysis/envelope', modes: once },
  { name: 'invariants', at: () => '/analysis/invariants?v=small', modes: themesAndNarrow },
  { name: 'an invariant that holds', at: () => '/analysis/invariants/details%20are%20for%20adults?v=small' },
  {
    name: 'an invariant with a counterexample',
    at: () => '/analysis/invariants/details%20are%20for%20nobody?v=small&words=root',
    modes: themesAndNarrow,
  },
  { name: 'envelope', at: () => '/analysis/envelope?v=small', modes: themesAndNarrow },
  {
    name: 'the envelope of one behavior',
    at: () => '/analysis/envelope/drug-information?v=small',
    modes: themesAndNarrow,
  },
  { name: 'a behavior there is not', at: () => '/analysis/envelope/nothing?v=small' },
  { name: 'with a draft', at: ({ drafts }) => `/analysis?v=${drafts.of}#s=${drafts.good}`, modes: themesAndNarrow },
  { name: 'with a draft that is refused', at: ({ drafts }) => `/analysis?v=${drafts.of}#s=${drafts.broken}` },
  { name: 'refused policy', at: () => '/analysis?v=refused', modes: themesAndNarrow },
  { name: 'invariants of a refused policy', at: () => '/analysis/invariants?v=refused' },
  ...troubles('/analysis'),
]

describeGrid('Analysis', states)
