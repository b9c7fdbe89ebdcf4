import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { yamlPlace } from '../src/yaml-path.ts'

const at = (before: string): string => {
  const { path, wants, typed } = yamlPlace(before)
  return `${path.join('/')} ${wants} ${typed}`.trim()
}

describe('where the cursor stands in YAML', () => {
  it.each([
    ['', 'key'],
    ['se', 'key se'],
    ['set: ', 'set value'],
    ['set: {', 'set key'],
    ['set: {tone: pl', 'set/tone value pl'],
    ['set: {tone: plain, ', 'set key'],
    ['limit: {tone: [plain, ', 'limit/tone value'],
    ['limit: {tone: [plain]}\n', 'key'],
    ['limit:\n  tone: ', 'limit/tone value'],
    ['limit:\n  tone: plain\n  ', 'limit key'],
    ['limit:\n  tone: plain\ngr', 'key gr'],
    ['limit:\n  tone:\n    - ', 'limit/tone value'],
    ['grant:\n  user: {tone: ', 'grant/user/tone value'],
    ['rules:\n  - when: user.a == "', 'rules/when value user.a == "'],
    ['rules:\n  - when: a.b\n    ', 'rules key'],
    ['rules:\n  - when: a.b\n    limit: ', 'rules/limit value'],
    ['rules:\n  - limit: x\n  - ', 'rules value'],
    ['set: {\n  tone: x,\n  ', 'set key'],
    ['set: {tone: "x, y', 'set/tone value x, y'],
    ['values: [a, b] # of: {x\n', 'key'],
    ['holds: \'behavior["', 'holds value behavior["'],
  ])('%j is %s', (before, place) => expect(at(before)).toBe(place))

  it('is told of any text at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a:{}[],"\'#- \n') }), (text) => typeof at(text) === 'string'),
    )
  })
})
