import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  type Behavior,
  compose,
  createEngine,
  type Document,
  envelope,
  type Invariant,
  type Policy,
  type Proof,
  prove,
  readDocument,
} from '../../src/index.ts'
import { rerun } from './pages.ts'
import { findings, modelSpec, read, reference, root } from './specs.ts'

const folder = join(root, 'specs/invariants')
const presets = join(root, 'specs/presets')
const forReference = readdirSync(join(folder, 'reference'))
const library = forReference.map((name) => read(join(folder, 'reference'), name))
const unasked = read(folder, 'unasked-tools.md')
const markdownIn = (path: string): string[] => readdirSync(path).filter((name) => name.endsWith('.md'))

function policyOf(roots: readonly Document[], ...below: Parameters<typeof findings>[1][]): Policy {
  const { policy, diagnostics } = findings(roots, ...below)
  expect(diagnostics).toEqual([])
  return policy!
}

const unproved = (policy: Policy): Proof[] => prove(createEngine(policy)).filter(({ answer }) => answer !== 'holds')

/** The policy with one thing about a behavior changed: what an invariant about it is there to notice. */
function* mutations(policy: Policy, id: string): Generator<[name: string, mutated: Policy]> {
  const behavior = policy.behaviors.get(id)!
  const other = (change: Partial<Behavior>): Policy => ({
    ...policy,
    behaviors: new Map([...policy.behaviors, [id, { ...behavior, ...change }]]),
  })
  yield ['another default', other({ default: behavior.values.length - 1 })]
  yield ['a weaker authority', other({ authority: policy.levels.indexOf('user') })]
  const kept = policy.statements.filter(({ kind, pattern }) => kind !== 'limit' || pattern !== id)
  yield ['no limit', { ...policy, statements: kept }]
  yield ['everything grantable', other({ delegable: behavior.values.map((_, index) => index), grantable: true })]
}

/** Which behaviors of an invariant could be changed in every way above without its being refuted. */
function unnoticed(policy: Policy, invariant: Invariant): string[] {
  const alone = { ...policy, invariants: [invariant] }
  return [...new Set(invariant.atoms.map(({ behavior }) => behavior))].filter((id) =>
    [...mutations(alone, id)].every(([, mutated]) => prove(createEngine(mutated))[0]!.answer !== 'refuted'),
  )
}

const statedIn = (policy: Policy, files: readonly string[]): Invariant[] =>
  policy.invariants.filter(({ source }) => files.includes(source.file))

describe('the invariants for the reference spec', () => {
  const policy = policyOf([...reference(), ...library])
  const stated = statedIn(policy, forReference)

  it('are proved', () => {
    expect(stated.length).toBeGreaterThanOrEqual(50)
    expect(unproved(policy)).toEqual([])
  })

  it.each(markdownIn(presets))('are proved with %s', (name) => {
    const operator = { level: 'developer', document: read(presets, name) }
    expect(unproved(policyOf([...reference(), ...library], operator))).toEqual([])
  })

  it.each(stated.map((invariant) => [invariant.name, invariant] as const))(
    '%s: refuted where a behavior it speaks of is changed',
    (_, invariant) => {
      expect(unnoticed(policy, invariant)).toEqual([])
    },
  )

  it('miss no scale on which the young, or those of unknown age, can get less than an adult', () => {
    const engine = createEngine(policy)
    const rows = (age: string) => envelope(engine, { facts: [{ name: 'user.age_group', value: age, by: 'developer' }] })
    const [young, unknown, adult] = [rows('under_18'), rows('unknown'), rows('adult')]
    const age = policy.facts.findIndex(({ name }) => name === 'user.age_group')
    const about = policy.invariants.filter(({ condition }) => condition.facts.includes(age))
    const told = new Set(about.flatMap(({ atoms }) => atoms.map(({ behavior }) => behavior)))
    const less = adult.filter((row, at) => [young[at]!, unknown[at]!].some((each) => each.envelope !== row.envelope))
    expect(less.length).toBeGreaterThanOrEqual(30)
    expect(less.map(({ behavior }) => behavior).filter((id) => !told.has(id))).toEqual([])
  })

  it('change no decision and tell the model nothing', () => {
    const without = createEngine(policyOf(reference()))
    expect(compose(createEngine(policy), []).text).toBe(compose(without, []).text)
    expect(policy.statements.length).toBe(without.policy.statements.length)
  })
})

describe('the promise that no tool runs unasked for an unknown user', () => {
  const stacks = (name: string): Policy[] => {
    const operator = { level: 'developer', document: read(presets, name) }
    return [
      policyOf([...reference(), unasked], operator),
      policyOf(reference(), operator, { level: 'developer', document: unasked }),
    ]
  }

  it.each(markdownIn(presets))('is kept by the operator of %s, wherever it is mounted', (name) => {
    expect(stacks(name).flatMap(unproved)).toEqual([])
  })

  it('is not kept without its limit', () => {
    const limit = unasked.text.indexOf('when:')
    const bare = readDocument(
      'bare.md',
      unasked.text.slice(0, limit) + unasked.text.slice(unasked.text.indexOf('invariant:')),
    )
    expect(unproved(policyOf([...reference(), bare]))).toMatchObject([{ answer: 'refuted' }])
  })
})

describe('the invariants for the Model Spec', () => {
  const release = modelSpec()
  const name = 'openai-model-spec.md'
  const overlay = read(join(root, 'specs/overlays'), 'openai-model-spec-2025-12-18.md')

  it.skipIf(release === null)('are proved, and refuted where a behavior they speak of is changed', () => {
    const policy = policyOf([read(release!, '2025-12-18.md'), overlay, read(folder, name)])
    const stated = statedIn(policy, [name])
    expect(stated.length).toBeGreaterThanOrEqual(15)
    expect(unproved(policy)).toEqual([])
    expect(stated.filter((invariant) => unnoticed(policy, invariant).length > 0)).toEqual([])
  })
})

describe('the page', () => {
  const page = readFileSync(join(folder, 'README.md'), 'utf8')

  it('tells what its commands say', async () => {
    const fresh = rerun(page)
    expect(fresh).not.toContain('[exit ')
    await expect(fresh).toMatchFileSnapshot(join(folder, 'README.md'))
  })

  it('lists every file, and every file is tested here', () => {
    const beside = ['openai-model-spec.md', 'unasked-tools.md']
    expect(markdownIn(folder)).toEqual(['README.md', ...beside])
    const listed = [...beside, ...forReference.map((name) => `reference/${name}`)]
    for (const name of listed) expect(page, name).toContain(`| [${name}](${name}) |`)
  })
})
