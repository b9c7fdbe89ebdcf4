import { digestText } from '@bylaw/core'
import type { Case, Judge, Judgement, Measured, Span } from './judgement.ts'

/**
 * Several judges of one text. A behavior's judgement is what at least `agreement` of them read alike (engaged or not, and
 * which value), unless so many also read it otherwise; else it is `disagreement`, or, where those that read
 * it agree and too few did, the state of one that failed. Spans are those of the judges that agree.
 * @param agreement null: all of them
 */
export function panel(judges: readonly Judge[], agreement: number | null = null): Judge {
  const needed = agreement ?? judges.length
  const version = digestText(JSON.stringify([judges.map(({ name, version }) => [name, version]), needed])).slice(0, 16)
  return {
    name: judges.map(({ name }) => name).join('+'),
    version,
    kind: judges.every(({ kind }) => kind === 'detector') ? 'detector' : 'model',
    judge: async (asked, signal) => {
      const verdicts = await Promise.all(judges.map((judge) => heard(judge, asked, signal)))
      return asked.behaviors.map((behavior, index) =>
        settled(
          behavior,
          verdicts.map((verdict) => verdict[index]!),
          needed,
        ),
      )
    },
  }
}

/** A judge that breaks its word, by throwing or by judging something else, has not read the text. */
async function heard(judge: Judge, asked: Case, signal: AbortSignal): Promise<readonly Judgement[]> {
  const by = `${judge.name}@${judge.version}`
  let given: readonly Judgement[] = []
  try {
    given = await judge.judge(asked, signal)
  } catch {
    given = []
  }
  return asked.behaviors.map(({ id }, index) => {
    const judgement = given[index]
    return judgement?.behavior === id ? judgement : failed(id, 'error', 'the judge failed', by)
  })
}

const failed = (behavior: string, state: Judgement['state'], why: string, by: string): Judgement => ({
  behavior,
  state,
  engaged: null,
  exhibited: null,
  spans: [],
  why,
  by,
})

function settled({ id }: Measured, judgements: readonly Judgement[], needed: number): Judgement {
  const by = judgements.map((each) => each.by).join('+')
  if (judgements.length === 0) return failed(id, 'not-run', 'nobody judges this', by)
  const read = judgements.filter(({ state }) => state === 'read')
  const groups = Object.values(Object.groupBy(read, ({ engaged, exhibited }) => `${engaged} ${exhibited}`))
  const agreeing = groups.filter((group) => group !== undefined && group.length >= Math.max(1, needed))
  const count = `${judgements.length} judges, ${needed} have to agree`
  if (agreeing.length === 1) {
    const group = agreeing[0]!
    const { engaged, exhibited, why } = group[0]!
    return {
      behavior: id,
      state: 'read',
      engaged,
      exhibited,
      spans: joined(group.flatMap(({ spans }) => spans)),
      why,
      by,
    }
  }
  const failure = judgements.find(({ state }) => state !== 'read')
  if (groups.length > 1 || failure === undefined) {
    return failed(id, 'disagreement', `${count}, and ${Math.max(0, ...groups.map((each) => each!.length))} do`, by)
  }
  return failed(id, failure.state, `${count}, and ${read.length} could read it: ${failure.why}`, by)
}

/** In order, those that overlap made one. */
function joined(spans: readonly Span[]): readonly Span[] {
  const joint: { start: number; end: number }[] = []
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = joint.at(-1)
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end)
    else joint.push({ start, end })
  }
  return joint
}
