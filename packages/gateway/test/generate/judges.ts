import type { Case, Judge, Judgement, NamedJudge } from '@bylaw/judge'
import { says, scripted } from './passage.ts'

/** A judge of texts that sees a value wherever a word stands, and nothing elsewhere. */
export function seeing(word: string, exhibited: string, name = 'reader'): NamedJudge {
  const judge: Judge = {
    name,
    version: '1',
    kind: 'model',
    judge: async ({ behaviors, text }: Case) =>
      behaviors.map(({ id, values }): Judgement => {
        const start = text.indexOf(word)
        const seen = start >= 0 && values.includes(exhibited)
        const known = { behavior: id, state: 'read', why: seen ? 'it is there' : 'nothing', by: `${name}@1` } as const
        if (!seen) return { ...known, engaged: false, exhibited: null, spans: [] }
        return { ...known, engaged: true, exhibited, spans: [{ start, end: start + word.length }] }
      }),
  }
  return modelled(judge, '{}')
}

/** A judge that never comes to a result. */
export function failing(state: Exclude<Judgement['state'], 'read'>, name = 'reader'): NamedJudge {
  const judge: Judge = {
    name,
    version: '1',
    kind: 'model',
    judge: async ({ behaviors }) =>
      behaviors.map(({ id }) => {
        return { behavior: id, state, engaged: null, exhibited: null, spans: [], why: 'it failed', by: `${name}@1` }
      }),
  }
  return modelled(judge, '{}')
}

/** A model that answers every question of the house with this text. */
export function answering(answer: unknown, name = 'reader'): NamedJudge {
  return modelled({ name, version: '1', kind: 'model', judge: async () => [] }, JSON.stringify(answer))
}

function modelled(judge: Judge, answer: string): NamedJudge {
  const { name } = judge
  return {
    kind: 'model',
    judge,
    model: {
      name,
      model: 'm',
      format: 'openai-chat',
      provider: scripted(says(answer)),
      timeout: 1000,
      budget: null,
    } as never,
  }
}
