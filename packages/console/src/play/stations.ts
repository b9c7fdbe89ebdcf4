import type { Step } from '@bylaw/core'
import type { Answer } from '../engine/questions.ts'

export type Explained = Answer<'explain'>
export type ToldStep = Explained['steps'][number]

/** One level of the chain, and what its statements did. */
export interface Station {
  readonly level: string
  readonly steps: readonly ToldStep[]
  /** Steps whose condition did not hold: they did nothing, and are folded. */
  readonly idle: readonly ToldStep[]
}

/** The trace level by level, from the strongest; levels that said nothing are there, too. */
export function stationsOf(levels: readonly string[], steps: readonly ToldStep[]): readonly Station[] {
  return levels.map((level) => {
    const own = steps.filter(({ step }) => step.level === level)
    return {
      level,
      steps: own.filter(({ step }) => step.held !== 'no'),
      idle: own.filter(({ step }) => step.held === 'no'),
    }
  })
}

/** What a step did, as a shape and a word: colour says nothing by itself. */
interface Sign {
  readonly icon: string
  readonly word: string
  readonly tone: 'set' | 'tight' | 'loose' | 'ask' | 'refused' | 'quiet'
}

const signs: Readonly<Record<Step['effect'], Sign>> = {
  set: { icon: '●', word: 'sets', tone: 'set' },
  lowered: { icon: '▼', word: 'narrows', tone: 'tight' },
  limited: { icon: '▼', word: 'narrows', tone: 'tight' },
  granted: { icon: '▲', word: 'grants', tone: 'loose' },
  passed: { icon: '→', word: 'passes on', tone: 'ask' },
  none: { icon: '–', word: 'neutral', tone: 'quiet' },
  rejected: { icon: '✕', word: 'rejected', tone: 'refused' },
}

export const signOf = ({ held, effect }: Step): Sign =>
  held === 'no' ? { icon: '○', word: 'does not apply', tone: 'quiet' } : signs[effect]
