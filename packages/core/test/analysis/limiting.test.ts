import { describe, expect, it } from 'vitest'
import {
  type Assertion,
  compile,
  createEngine,
  limited,
  type Policy,
  readDocument,
  type WrittenFile,
} from '../../src/index.ts'
import { reference } from '../specs/specs.ts'

const files: readonly WrittenFile[] = reference().map(({ file, text }) => ({ level: 'root', file, text }))

function policyOf(layers: readonly WrittenFile[]): Policy {
  const read = layers.map(({ level, file, text }) => ({ level, document: readDocument(file, text) }))
  return compile({ layers: read }).policy!
}

const situations: readonly (readonly Assertion[])[] = [
  [],
  [{ name: 'user.age_group', value: 'adult', by: 'developer' }],
  [{ name: 'user.age_group', value: 'adult', by: 'user' }],
]

describe('a limit that is written', () => {
  it('holds in every situation tried, whichever level says it', { timeout: 120_000 }, () => {
    const policy = policyOf(files)
    const scales = [...policy.behaviors.values()].filter(({ kind }) => kind === 'scale')
    const some = scales.filter((_, place) => place % 8 === 0)
    for (const level of ['root', 'developer', 'agent']) {
      for (const { id, values } of some) {
        const trial = limited(policy, files, id, { level, value: values[0]! }, [])!
        const engine = createEngine(policyOf(trial.layers))
        for (const facts of situations) expect(engine.value(id, facts), `${level} ${id}`).toBe(values[0])
      }
    }
  })

  it('is null for a choice, a bright line, a value or a level that there is not, and for other files', () => {
    const policy = policyOf(files)
    const say = (behavior: string, value: string, level = 'user', layers = files) =>
      limited(policy, layers, behavior, { level, value }, [])
    expect(say('drug-information', 'general')).not.toBe(null)
    expect(say('tone', 'plain')).toBe(null)
    expect(say('chemical-weapons', 'never')).toBe(null)
    expect(say('drug-information', 'of-no-scale')).toBe(null)
    expect(say('drug-information', 'general', 'nobody')).toBe(null)
    expect(say('drug-information', 'general', 'user', files.slice(1))).toBe(null)
    const when = 'user.no_such_fact == "x"'
    expect(limited(policy, files, 'drug-information', { level: 'user', value: 'general' }, [], { when })).toBe(null)
  })
})
