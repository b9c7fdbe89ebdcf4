import { describeGrid, inEveryMode, type State, troubles } from './grid.ts'
import { themesAndNarrow } from './modes.ts'

const states: readonly State[] = [
  inEveryMode({ name: 'findings', at: () => '/analysis?v=conflicting' }),
  {
    name: 'a finding',
    at: () => '/analysis?v=conflicting',
    act: async (page) => {
      await page.locator('main a[href*="/analysis/finding/"]').first().click()
      await page.waitForURL('**/analysis/finding/**')
      await page.waitForTimeout(300)
    },
    modes: themesAndNarrow,
  },
  { name: 'a finding there is not', at: () => '/analysis/finding/nothing' },
  { name: 'a list without a finding', at: () => '/analysis?v=conflicting&q=zzzzqqqq' },
  { name: 'findings of the reference spec', at: () => '/analysis' },
  { name: 'invariants', at: () => '/analysis/invariants?v=conflicting', modes: themesAndNarrow },
  { name: 'an invariant that holds', at: () => '/analysis/invariants/details%20are%20for%20adults?v=conflicting' },
  {
    name: 'an invariant with a counterexample',
    at: () => '/analysis/invariants/details%20are%20for%20nobody?v=conflicting&words=root',
    modes: themesAndNarrow,
  },
  { name: 'envelope', at: () => '/analysis/envelope', modes: themesAndNarrow },
  { name: 'the envelope of one behavior', at: () => '/analysis/envelope/drug-information', modes: themesAndNarrow },
  { name: 'a behavior there is not', at: () => '/analysis/envelope/nothing' },
  { name: 'with a draft', at: ({ drafts }) => `/analysis?v=${drafts.of}#s=${drafts.good}`, modes: themesAndNarrow },
  { name: 'with a draft that is refused', at: ({ drafts }) => `/analysis?v=${drafts.of}#s=${drafts.broken}` },
  { name: 'refused policy', at: () => '/analysis?v=refused', modes: themesAndNarrow },
  { name: 'invariants of a refused policy', at: () => '/analysis/invariants?v=refused' },
  ...troubles('/analysis'),
]

describeGrid('Analysis', states)
