import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Arguments,
  type Assertion,
  type Change,
  type Compilation,
  compile,
  createEngine,
  type Engine,
  explain,
  type FactValue,
  type Policy,
  readDocument,
  situationAsCondition,
  tried,
  type WrittenFile,
} from '../../src/index.ts'
import { everyStack, RUNS, TIMEOUT } from '../laws/trial.ts'
import { read, reference, root } from '../specs/specs.ts'

/** What changes were asked of, and how it went. */
interface Tally {
  readonly done: Record<Change['how'], number>
  without: number
  conditioned: number
  /** Those that can't be tried because a statement of a mandate is in the way. */
  mandated: number
}

const tallied = (): Tally => ({
  done: { set: 0, grant: 0, lift: 0, vouch: 0 },
  without: 0,
  conditioned: 0,
  mandated: 0,
})

const isMandate = (policy: Policy, rank: number): boolean => rank >= policy.levels.length - policy.mandates

const writtenFiles = (policy: Policy): readonly WrittenFile[] =>
  policy.layers
    .filter(({ rank }) => !isMandate(policy, rank))
    .map(({ rank, document }) => ({ level: policy.levels[rank]!, file: document.file, text: document.text }))

/** The files under the mandates of a policy; what stays as the policy has it is not read again. */
function compiledUnder({ layers, ...policy }: Policy, files: readonly WrittenFile[]): Compilation {
  const documents = layers.map(({ document }) => document)
  const readAs = (file: string, text: string) =>
    documents.find((each) => each.file === file && each.text === text) ?? readDocument(file, text)
  return compile({
    layers: files.map(({ level, file, text }) => ({ level, document: readAs(file, text) })),
    mandates: documents.filter((_, at) => isMandate({ layers, ...policy }, layers[at]!.rank)),
  })
}

const errorsOf = ({ diagnostics }: Compilation): readonly string[] =>
  diagnostics.filter(({ severity }) => severity === 'error').map(({ code, message }) => `${code}: ${message}`)

/** Tries everything that is said to change a decision, everywhere and only in its situation. */
function tryAll(
  engine: Engine,
  id: string,
  facts: readonly Assertion[],
  args: Arguments | undefined,
  tally: Tally,
): void {
  const { policy } = engine
  const files = writtenFiles(policy)
  const before = errorsOf(compiledUnder(policy, files))
  for (const change of explain(engine, id, facts, { args }).changes) {
    for (const when of [undefined, situationAsCondition(facts, policy, change.level) ?? undefined]) {
      const trial = tried(policy, files, id, change, facts, { when, args })
      if (trial === null) {
        expect(
          change.without?.some((each) => each.startsWith('mandate')),
          JSON.stringify(change),
        ).toBe(true)
        tally.mandated++
        continue
      }
      const about = `${trial.done} ${JSON.stringify({ facts, args })}`
      const compiled = compiledUnder(policy, trial.layers)
      expect(errorsOf(compiled), about).toEqual(before)
      expect(createEngine(compiled.policy!).value(id, trial.facts, args), about).toBe(change.value)
      tally.done[change.how]++
      if (change.without !== undefined) tally.without++
      if (when !== undefined) tally.conditioned++
    }
  }
}

describe('trying what would change a decision', { timeout: TIMEOUT }, () => {
  it('gives what was promised, in random documents', () => {
    const tally = tallied()
    everyStack(
      fc.nat({ max: 1000 }),
      ({ engine, subjects, situations }, which) => {
        const { id } = subjects[which % subjects.length]!
        const { facts, args } = situations[which % situations.length]!
        tryAll(engine, id, facts, args, tally)
        return 1
      },
      RUNS / 2,
    )
    for (const [how, times] of Object.entries(tally.done)) expect(times, how).toBeGreaterThan(20)
    expect(tally.without).toBeGreaterThan(20)
    expect(tally.conditioned).toBeGreaterThan(20)
    expect(tally.mandated).toBeGreaterThan(20)
  })
})

/** A value other than what is assumed, said by the weakest level whose word counts. */
function vouchedFor({ facts, levels }: Policy): readonly Assertion[] {
  return facts.map(({ name, type, assume, vouchedBy }) => {
    const others: readonly FactValue[] =
      type.kind === 'bool' ? [!assume] : type.kind === 'enum' ? type.values.filter((each) => each !== assume) : [1]
    return { name, value: others.at(-1)!, by: levels[vouchedBy]! }
  })
}

const folder = join(root, 'specs/presets')
const presets = [null, ...readdirSync(folder).filter((name) => name.endsWith('.md'))]

describe.each(presets)('over the reference spec under %s', { timeout: TIMEOUT }, (preset) => {
  it('gives everything that was promised, and none is impossible', () => {
    const operator = preset === null ? [] : [{ level: 'developer', document: read(folder, preset) }]
    const layers = [...reference().map((document) => ({ level: 'root', document })), ...operator]
    const { policy } = compile({ layers })
    const engine = createEngine(policy!)
    const vouched = vouchedFor(policy!)
    const claims = vouched.map((each) => ({ ...each, by: 'user' }))
    const tally = tallied()
    const ids = [...policy!.behaviors.keys()]
    for (const [place, facts] of [[], vouched, claims].entries()) {
      const asked = ids.filter((_, at) => (at + 3 * place + presets.indexOf(preset)) % 9 === 0)
      for (const id of asked) tryAll(engine, id, facts, undefined, tally)
    }
    expect(tally.done.set).toBeGreaterThan(20)
    expect(tally.done.grant).toBeGreaterThan(10)
    expect(tally.without).toBeGreaterThan(10)
    expect(tally.conditioned).toBeGreaterThan(10)
    expect(tally.mandated).toBe(0)
  })
})
