import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Assertion, compile, createEngine, diff, type PolicyDiff, readDocument } from '../../src/index.ts'
import { layerOf, rawLayer } from '../laws/arbitrary.ts'
import { engineOf, everyStack, RUNS, TIMEOUT, type Trial } from '../laws/trial.ts'
import { without } from '../laws/variants.ts'

describe('the diff of random stacks', { timeout: TIMEOUT }, () => {
  const drawn = fc.record({
    raw: rawLayer,
    added: fc.boolean(),
    kind: fc.constantFrom('set' as const, 'limit' as const, 'grant' as const, 'trust' as const),
    which: fc.nat(),
  })

  it('replays, and misses no decision that random situations show', () => {
    let changed = 0
    everyStack(
      drawn,
      (trial, { raw, added, kind, which }) => {
        const layer = layerOf(raw, raw.level % trial.chain.length, trial)
        const { stack } = trial
        const more = { ...stack, layers: [...stack.layers, layer] }
        const other = added ? more : without(stack, kind, which)
        if (other === null) return 0
        const newer = engineOf(other)
        const found = diff(trial.engine, newer) as PolicyDiff
        for (const { behavior, old, new: now, facts, args } of found.changes) {
          expect(trial.engine.value(behavior, facts, args)).toBe(old)
          expect(newer.value(behavior, facts, args)).toBe(now)
          changed++
        }
        const incomplete = found.left.map(({ behavior }) => behavior)
        for (const { facts } of trial.situations.filter(isPlain(trial))) {
          for (const { id } of trial.subjects) {
            const [old, now] = [trial.engine.value(id, facts)!, newer.value(id, facts)!]
            if (old === now || incomplete.some((each) => each === id) || id.startsWith('tool.')) continue
            expect(found.textOnly).toBe(false)
            const listed = found.changes.map((change) => [change.behavior, change.old, change.new])
            expect(listed, JSON.stringify({ id, old, now, facts })).toContainEqual([id, old, now])
          }
        }
        return 1
      },
      RUNS / 5,
    )
    expect(changed).toBeGreaterThan(RUNS / 20)
  })

  it('of a stack and itself is empty', () => {
    everyStack(fc.constant(null), ({ engine, stack }) => {
      expect(diff(engine, engineOf(stack))).toMatchObject({ textOnly: true, changes: [], reach: [], left: [] })
      return 1
    })
  })
})

/** Each fact asserted at most once, and not only heard. */
const isPlain =
  ({ facts: known }: Trial) =>
  ({ facts }: { readonly facts: readonly Assertion[] }): boolean =>
    known.every(({ name }) => facts.filter((each) => each.name === name).length <= 1) &&
    facts.every(({ heard }) => heard !== true)

const spec = `# Doses

\`\`\`yaml bylaw
facts:
  user.clinician: {type: bool, assume: false, vouched-by: developer}
  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer}
\`\`\`

## Detail {#detail authority=developer}

\`\`\`yaml bylaw
behavior: detail
values: [none, some, most, all]
default: some
rules:
  - when: user.clinician
    set: most
\`\`\`

## Tools {#tools authority=developer}

\`\`\`yaml bylaw
behavior: tool.*
values: [deny, ask, allow]
default: ask
\`\`\`
`

const engineFrom = (text: string, operator?: string) => {
  const layers = [{ level: 'root', document: readDocument('spec.md', text) }]
  if (operator !== undefined) layers.push({ level: 'developer', document: readDocument('operator.md', operator) })
  return createEngine(compile({ layers }).policy!)
}

const between = (newer: string, where?: string): PolicyDiff =>
  diff(engineFrom(spec), engineFrom(newer), where) as PolicyDiff

describe('the diff', () => {
  it('says which decisions change, where, and how far each level could now go', () => {
    const found = between(spec.replace('set: most', 'set: all'))
    const facts = [{ name: 'user.clinician', value: true, by: 'developer' }]
    expect(found.changes).toMatchObject([{ behavior: 'detail', direction: 'looser', old: 'most', new: 'all', facts }])
    expect(found.reach.map(({ level, old, new: now }) => [level, old, now])).toEqual([])
    expect(found.textOnly).toBe(false)
  })

  it('tells reach that no decision shows', () => {
    const found = between(spec.replace('authority=developer', 'authority=user'))
    expect(found.changes).toEqual([])
    expect(found.reach[0]).toMatchObject({
      level: 'user',
      granted: false,
      direction: 'looser',
      old: 'some',
      new: 'all',
    })
    const capped = between(spec.replace('default: some', 'default: some\ndelegable: some'))
    expect(capped.changes).toEqual([])
    expect(capped.reach[0]).toMatchObject({
      level: 'user',
      granted: true,
      direction: 'tighter',
      old: 'all',
      new: 'some',
    })
  })

  it('of prose alone is text only', () => {
    expect(between(`${spec}\n## More {#more authority=root}\n\nWords, words.\n`)).toMatchObject({ textOnly: true })
  })

  it('names what is declared or no longer', () => {
    const found = between(
      spec.replaceAll('user.clinician', 'user.doctor').replace('behavior: detail', 'behavior: dose'),
    )
    expect(found).toMatchObject({
      added: { behaviors: ['dose'], facts: ['user.doctor'] },
      removed: { behaviors: ['detail'], facts: ['user.clinician'] },
    })
  })

  it('notices who answers an ask', () => {
    const passing = '# Ours\n\n```yaml bylaw\nset: {tool.*: ask}\n```\n'
    const older = engineFrom(spec, passing)
    const newer = engineFrom(spec, `${passing}\n\`\`\`yaml bylaw\nasks: {tool.*: user}\n\`\`\`\n`)
    expect((diff(older, newer) as PolicyDiff).changes).toMatchObject([
      { behavior: 'tool.*', direction: 'changed', asks: { old: 'developer', new: 'user' } },
    ])
  })

  it('looks only where a condition holds', () => {
    const newer = spec.replace('  - when: user.clinician', '  - when: user.age_group == "adult"')
    const young = between(newer, 'user.age_group == "under_18"')
    expect(young.changes.map(({ direction }) => direction)).toEqual(['tighter'])
    expect(between(newer).changes.map(({ direction }) => direction)).toEqual(['looser', 'tighter'])
    expect(diff(engineFrom(spec), engineFrom(newer), 'user.height > 2')).toMatchObject({ error: expect.any(String) })
  })
})
