import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Assertion, compile, createEngine, readDocument } from '../../src/index.ts'
import { layerOf, rawLayer } from './arbitrary.ts'
import { compareValues, compiled, engineOf, everyStack, mountsOf, placeOf, RUNS, TIMEOUT } from './trial.ts'

const nothing = fc.constant(null)
const nonsense = fc.record({
  facts: fc.array(
    fc.record({
      name: fc.oneof(fc.constantFrom('user.fact0', '__proto__'), fc.string()),
      value: fc.anything(),
      by: fc.constantFrom('root', 'agent', 'none', '__proto__', ''),
    }) as fc.Arbitrary<unknown> as fc.Arbitrary<Assertion>,
    { maxLength: 3 },
  ),
  args: fc.dictionary(fc.string(), fc.anything()),
})
const undeclared = ['', 'tool', 'b0.x', 'b0.*', '__proto__', 'constructor', 'section.', 'section.__proto__']

describe('laws of scales and choices', { timeout: TIMEOUT }, () => {
  it('total', () => {
    everyStack(nonsense, ({ engine, subjects, situations }, strange) => {
      for (const subject of subjects) {
        for (const { facts, args } of [...situations, strange]) placeOf(subject, engine.value(subject.id, facts, args))
      }
      for (const id of undeclared) expect(engine.value(id, strange.facts, strange.args), id).toBeNull()
      return subjects.length
    })
  })

  it('deterministic', () => {
    everyStack(fc.nat(), ({ stack, policy, engine, subjects, situations }, turn) => {
      const again = compiled(stack).policy!
      expect(again.digest).toBe(policy.digest)
      const other = createEngine(again)
      const questions = subjects.flatMap(({ id }) => situations.map(({ facts, args }) => ({ id, facts, args })))
      const first = new Map(questions.map((each) => [each, engine.decide(each.id, each.facts, each.args)]))
      const at = turn % questions.length
      for (const question of [...questions.slice(at), ...questions.slice(0, at)].reverse()) {
        const facts = Object.freeze(question.facts.map((fact) => Object.freeze({ ...fact })))
        expect(other.decide(question.id, facts, question.args)).toEqual(first.get(question))
      }
      return questions.length
    })
  })

  it('no layer below root changes the levels', () => {
    const restated = fc.record({ below: fc.nat(), at: fc.nat(), first: fc.boolean() })
    everyStack(restated, ({ stack, chain, policy }, { below, at, first }) => {
      const level = chain[1 + (below % (chain.length - 1))]!
      const others = chain.filter((name) => name !== level)
      const names = first ? [level, ...others] : [...others.toReversed(), level]
      const document = readDocument('restated.md', `---\nchain: [${names.join(', ')}]\n---\n`)
      const layers = mountsOf(stack)
      layers.splice(at % (layers.length + 1), 0, { level, document })
      const { policy: changed } = compile({ layers, mandates: [] })
      if (changed !== null) expect(changed.levels).toEqual(policy.levels.slice(0, chain.length))
      return 1
    })
  })

  it('a child never has more than its parent', () => {
    everyStack(rawLayer, (trial, raw) => {
      const mandate = layerOf(raw, trial.chain.length, trial)
      const child = engineOf({ ...trial.stack, mandates: [...trial.stack.mandates, mandate] })
      return compareValues(trial, [trial.engine, child], (parents, childs, subject, about) => {
        if (subject.kind === 'scale') expect(childs, about).toBeLessThanOrEqual(parents)
        else expect(childs, about).toBe(parents)
      })
    })
  })

  it('bright lines are constant', () => {
    let lines = 0
    everyStack(nothing, ({ engine, policy, subjects, situations }) => {
      for (const { id, kind, values } of subjects) {
        if (kind !== 'bright-line') continue
        lines++
        const spoken = policy.statements.filter((each) => each.pattern === id && each.condition === null)
        for (const { facts, args } of situations) {
          expect(engine.value(id, facts, args)).toBe(values[0])
          const decision = engine.decide(id, facts, args)
          const rejected = 'rejected' in decision ? decision.rejected : []
          expect(rejected.filter((finding) => finding.reason !== 'bright-line')).toEqual([])
          const places = spoken.map(({ source }) => `${source.file}:${source.line}`)
          expect(rejected.map((finding) => finding.source)).toEqual(expect.arrayContaining(places))
        }
      }
      return 1
    })
    expect(lines).toBeGreaterThan(RUNS / 20)
  })
})
