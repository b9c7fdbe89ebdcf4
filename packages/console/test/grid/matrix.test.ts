import { describeGrid, inEveryMode, type State, troubles } from './grid.ts'
import { themesAndNarrow } from './modes.ts'

const states: readonly State[] = [
  inEveryMode({ name: 'plain', at: () => '/matrix' }),
  {
    name: 'as the user, in a situation',
    at: () => '/matrix?as=user&fact=user.age_group=under_18@developer',
    modes: themesAndNarrow,
  },
  { name: 'a row and its panel', at: () => '/matrix?sel=drug-information:user', modes: themesAndNarrow },
  { name: 'a bright line and its panel', at: () => '/matrix?sel=weapons-mass-casualty' },
  { name: 'two operators', at: () => '/matrix?cmp=medical&show=differs', modes: themesAndNarrow },
  { name: 'a filter that nothing matches', at: () => '/matrix?q=zzzzqqqq', until: '[data-state="empty"]' },
  { name: 'with a draft', at: ({ drafts }) => `/matrix?v=${drafts.of}#s=${drafts.good}`, modes: themesAndNarrow },
  { name: 'with a draft that is refused', at: ({ drafts }) => `/matrix?v=${drafts.of}#s=${drafts.broken}` },
  { name: 'a policy with findings', at: () => '/matrix?v=conflicting' },
  { name: 'compared with what there is not', at: () => '/matrix?cmp=nothing', complains: true },
  { name: 'refused policy', at: () => '/matrix?v=refused' },
  ...troubles('/matrix'),
]

describeGrid('Matrix', states)
