import { describe, expect, it } from 'vitest'
import { compile, readDocument } from '../packages/core/src/index.ts'
import { disagreement } from './agree.ts'
import { layerTexts } from './markdown.ts'
import { allPeers } from './peers/all.ts'
import { bylawCold, bylawValue, firstMet } from './peers/bylaw.ts'
import type { Peer } from './peers/peer.ts'
import { COMPARED, drawPolicy } from './policy.ts'
import { median, ratio, timeRounds } from './rounds.ts'
import { allQuestions, drawQuestions, situationsOf } from './situations.ts'
import { syntheticSpec } from './synthetic.ts'

const policy = drawPolicy(COMPARED)

describe('the policy that everybody is measured on', () => {
  it('is the same every time', () => {
    expect(layerTexts(drawPolicy(COMPARED))).toEqual(layerTexts(policy))
    expect(layerTexts(drawPolicy(COMPARED, 2))).not.toEqual(layerTexts(policy))
  })

  it('has 60 scales in four layers that set, limit, grant and trust under conditions over four facts', () => {
    const layers = layerTexts(policy).map(({ level, file, text }) => ({ level, document: readDocument(file, text) }))
    const compilation = compile({ layers })
    expect(compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const { behaviors, facts, statements, trusts } = compilation.policy!
    expect([...behaviors.values()].filter(({ kind }) => kind === 'scale')).toHaveLength(60)
    expect(facts).toHaveLength(4)
    expect(new Set(statements.map(({ kind }) => kind))).toEqual(new Set(['set', 'limit', 'grant']))
    expect(new Set(statements.map(({ rank }) => rank))).toEqual(new Set([0, 1, 2, 3]))
    expect(trusts).toHaveLength(1)
    const read = statements.flatMap(({ condition }) => condition?.facts ?? [])
    expect(new Set(read)).toEqual(new Set([0, 1, 2, 3]))
  })
})

describe('the peers', () => {
  it('answer every question alike', async () => {
    const small = drawPolicy({ ...COMPARED, behaviors: 12 })
    const questions = allQuestions(small, situationsOf(small))
    for (const peer of await allPeers(small)) expect(await disagreement(small, peer, questions)).toBeNull()
  })

  it('agree with Bylaw on other policies, of more layers and facts', async () => {
    for (const [seed, layers, facts] of [
      [5, 1, 1],
      [6, 3, 4],
      [7, 9, 6],
    ] as const) {
      const other = drawPolicy({ behaviors: 20, layers, facts }, seed)
      const questions = drawQuestions(other, situationsOf(other), 1000)
      expect(await disagreement(other, bylawValue(other), questions)).toBeNull()
    }
  })

  it('are found out when one of them answers otherwise', async () => {
    const permissive: Peer = { name: 'permissive', note: '', prepare: (questions) => () => questions.length }
    const questions = allQuestions(policy, situationsOf(policy))
    expect(await disagreement(policy, permissive, questions)).toMatch(/^permissive says that .* is permitted in/)
  })

  it('are all asked what a new engine has to fold, when it is called cold', async () => {
    const questions = firstMet(policy, allQuestions(policy, situationsOf(policy)))
    expect(questions.length).toBeGreaterThan(policy.behaviors.length)
    expect(await disagreement(policy, bylawCold(policy), questions.slice(0, 200))).toBeNull()
    expect(() => bylawCold(policy).prepare([...questions, questions[0]!])()).toThrow('met a situation before')
  })
})

describe('the rounds', () => {
  it('stop where an answer is not the expected one', async () => {
    const wrong = { name: 'wrong', decisions: 1, run: () => 0, expected: 1 }
    await expect(timeRounds([wrong], { rounds: 1, stretch: 0 })).rejects.toThrow('wrong permitted 0 of 1, expected 1')
  })

  it('are summed up by medians, of rates and of ratios', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(ratio({ name: 'a', rates: [10, 4, 6] }, { name: 'b', rates: [5, 4, 2] })).toBe(2)
  })
})

describe('the synthetic document', () => {
  it('has the size and the shape of a published spec, and is clean', () => {
    const document = readDocument('synthetic.md', syntheticSpec())
    expect(Buffer.byteLength(document.text)).toBeGreaterThan(265_000)
    expect(Buffer.byteLength(document.text)).toBeLessThan(285_000)
    expect(document.sections).toHaveLength(80)
    expect(document.examples).toHaveLength(183)
    expect(document.footnotes.filter(({ definition }) => definition)).toHaveLength(116)
    expect(compile({ layers: [{ level: 'root', document }] }).policy).not.toBeNull()
  })
})
