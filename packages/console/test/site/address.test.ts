import { describe, expect, it } from 'vitest'
import { placeOf } from '../../src/app/address.ts'
import { readPlace } from '../../src/place/place.ts'

describe('the name of an element as a place', () => {
  for (const [hash, rest, anchor] of [
    ['', [], ''],
    ['#', [], ''],
    ['#poisons', ['poisons'], ''],
    ['#poisons~2', ['poisons~2'], ''],
    ['#~1', ['~1'], ''],
    ['#poisons~p-3.2', ['poisons'], 'p-3.2'],
    ['#poisons~2~ex-1', ['poisons~2'], 'ex-1'],
    ['#poisons~fn-a~b', ['poisons'], 'fn-a~b'],
    ['#gr%C3%BCn', ['grün'], ''],
  ] as const) {
    it(`reads ${JSON.stringify(hash)}`, () => {
      expect(readPlace(placeOf(hash))).toMatchObject({ screen: 'spec', rest, anchor })
    })
  }
})
