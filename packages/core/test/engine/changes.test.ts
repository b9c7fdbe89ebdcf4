import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Assertion,
  type Change,
  compile,
  createEngine,
  explain,
  type Policy,
  readDocument,
} from '../../src/index.ts'
import { everyStack, TIMEOUT } from '../laws/trial.ts'
import { fence } from '../policy/stack.ts'

/** The layers of a policy with one-statement blocks taken out, and layers added after the others of their level. */
function engineWith(policy: Policy, gone: readonly string[], added: readonly { level: string; text: string }[]) {
  const chain = policy.levels.length - policy.mandates
  const texts = policy.layers.map(({ rank, document }) => {
    const lines = document.text.split('\n')
    for (const source of gone) {
      const [file, line] = source.split(':')
      if (file !== document.file) continue
      const start = lines.lastIndexOf('```yaml bylaw', Number(line) - 1)
      const end = lines.indexOf('```', start)
      lines.fill('', start, end + 1)
    }
    return { rank, level: policy.levels[rank]!, document: readDocument(document.file, lines.join('\n')) }
  })
  const layers = texts.filter(({ rank }) => rank < chain)
  const mandates = texts.filter(({ rank }) => rank >= chain).map(({ document }) => document)
  const more = added.map(({ level, text }, at) => ({ level, document: readDocument(`added-${at}.md`, text) }))
  const { policy: changed, diagnostics } = compile({ layers: [...layers, ...more], mandates })
  expect(changed, JSON.stringify(diagnostics)).not.toBeNull()
  return createEngine(changed!)
}

/** The value that follows when what a change says is done in the documents, or asserted. */
function after(
  policy: Policy,
  id: string,
  facts: readonly Assertion[],
  args: Readonly<Record<string, unknown>> | undefined,
  change: Change,
) {
  const { level, how, value, to, without = [], source, fact } = change
  const set = (by: string) => ({ level: by, text: fence(`set: {${id}: ${value}}`) })
  if (how === 'set') return engineWith(policy, without, [set(level)]).value(id, facts, args)
  if (how === 'lift') return engineWith(policy, [source!], []).value(id, facts, args)
  if (how === 'vouch') {
    const said = facts.filter((each) => each.name !== fact!.name || each.by !== level)
    return createEngine(policy).value(id, [...said, { ...fact!, by: level }], args)
  }
  const grant = { level, text: fence(`grant: {${to}: {${id}: ${value}}}`) }
  return engineWith(policy, [], [grant, set(to!)]).value(id, facts, args)
}

/** The value that follows where the level, or the one granted to, says its `set` and nothing else is done. */
function withoutHelp(
  policy: Policy,
  id: string,
  facts: readonly Assertion[],
  args: Readonly<Record<string, unknown>> | undefined,
  { how, level, to, value, without }: Change,
) {
  if (how !== 'grant' && without === undefined) return null
  const alone = { level: to ?? level, text: fence(`set: {${id}: ${value}}`) }
  return engineWith(policy, [], [alone]).value(id, facts, args)
}

describe('what could change a decision', { timeout: TIMEOUT }, () => {
  it('every change, done in the documents or asserted, gives the value it promises', () => {
    const tried = { set: 0, grant: 0, lift: 0, vouch: 0, without: 0 }
    everyStack(fc.nat({ max: 1000 }), ({ policy, engine, subjects, situations }, which) => {
      const { id, kind, values } = subjects[which % subjects.length]!
      const { facts, args } = situations[which % situations.length]!
      const { decision, changes } = explain(engine, id, facts, { args })
      for (const change of changes) {
        const about = `${id} where ${JSON.stringify({ facts, args })}: ${JSON.stringify(change)}`
        expect(after(policy, id, facts, args, change), about).toBe(change.value)
        expect(change.value, about).not.toBe(decision.value)
        expect(withoutHelp(policy, id, facts, args, change), about).not.toBe(change.value)
        if (kind === 'scale')
          expect(values.indexOf(change.value), about).toBeGreaterThan(values.indexOf(decision.value!))
        tried[change.how]++
        if (change.without !== undefined) tried.without++
      }
      if (kind === 'bright-line') expect(changes).toEqual([])
      return 1
    })
    for (const [how, times] of Object.entries(tried)) expect(times, how).toBeGreaterThan(10)
  })

  it('a level that is offered no set of its own reaches nothing looser by one', () => {
    let tried = 0
    everyStack(fc.nat({ max: 1000 }), ({ policy, engine, subjects, situations }, which) => {
      const { id, kind, values } = subjects[which % subjects.length]!
      if (kind !== 'scale' || !policy.behaviors.has(id)) return 1
      const { facts, args } = situations[which % situations.length]!
      const { decision, changes } = explain(engine, id, facts, { args })
      const chain = policy.levels.slice(engine.target(id)!.behavior.declaredAt, policy.levels.length - policy.mandates)
      for (const level of chain.filter(
        (each) => !changes.some((change) => change.how === 'set' && change.level === each),
      )) {
        const loosest = engineWith(policy, [], [{ level, text: fence(`set: {${id}: ${values.at(-1)}}`) }])
        expect(values.indexOf(loosest.value(id, facts, args)!)).toBeLessThanOrEqual(values.indexOf(decision.value!))
        tried++
      }
      return 1
    })
    expect(tried).toBeGreaterThan(50)
  })
})
