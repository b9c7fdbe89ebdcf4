import { describeGrid, inEveryMode, type State, troubles } from './grid.ts'
import { once, themesAndNarrow } from './modes.ts'

const states: readonly State[] = [
  inEveryMode({ name: 'small', at: () => '/matrix?v=small' }),
  { name: 'reference', at: () => '/matrix', modes: once },
  {
    name: 'as the user, in a situation',
    at: () => '/matrix?v=small&as=user&fact=user.age_group=under_18@developer',
    modes: themesAndNarrow,
  },
  { name: 'a row and its panel', at: () => '/matrix?v=small&sel=drug-information:user', modes: themesAndNarrow },
  { name: 'a bright line and its panel', at: () => '/matrix?v=small&sel=weapons' },
  { name: 'two operators', at: () => '/matrix?v=small&cmp=other&show=differs', modes: themesAndNarrow },
  { name: 'a filter that nothing matches', at: () => '/matrix?v=small&q=zzzzqqqq', until: '[data-state="empty"]' },
  { name: 'with a draft', at: ({ drafts }) => `/matrix?v=${drafts.of}#s=${drafts.good}`, modes: themesAndNarrow },
  { name: 'with a draft that is refused', at: ({ drafts }) => `/matrix?v=${drafts.of}#s=${drafts.broken}` },
  { name: 'compared with what there is not', at: () => '/matrix?v=small&cmp=nothing', complains: true },
  { name: 'refused policy', at: () => '/matrix?v=refused' },
  ...troubles('/matrix'),
]

describeGrid('Matrix', states)
