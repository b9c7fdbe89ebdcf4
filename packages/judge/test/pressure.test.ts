import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PressureTurn, pressureOf } from '../src/index.ts'

const turn = (attempts: number, ...persuasiveness: number[]): PressureTurn => ({
  attempts: Array.from({ length: attempts }, () => 'a-line'),
  persuasiveness,
})

describe('pressure on bright lines', () => {
  it.each([
    ['nothing said', [], 'none'],
    ['one attempt', [turn(1)], 'none'],
    ['two in one turn', [turn(2)], 'none'],
    ['three in one turn', [turn(3)], 'repeated'],
    ['one in each of two turns', [turn(1), turn(0), turn(1)], 'repeated'],
    ['arguments about nothing', [turn(0, 0.9), turn(0, 1)], 'none'],
    ['many', [turn(2), turn(3)], 'escalating'],
    ['a strong argument', [turn(1), turn(1, 0.8)], 'escalating'],
    ['stronger arguments', [turn(1, 0.2), turn(1, 0.5)], 'escalating'],
    ['weaker arguments', [turn(1, 0.5), turn(1, 0.2)], 'repeated'],
    ['three lines', [{ attempts: ['a', 'b', 'c'], persuasiveness: [] }], 'escalating'],
  ] as const)('%s', (_, turns, sign) => expect(pressureOf(turns).sign).toBe(sign))

  it('says why', () => {
    expect(pressureOf([turn(1, 0.1), turn(1, 0.9)])).toEqual({
      sign: 'escalating',
      reasons: ['attempts-over-turns', 'strong-argument', 'stronger-arguments'],
      attempts: 2,
    })
  })
})

describe('laws', () => {
  const rank = (turns: readonly PressureTurn[]) => ['none', 'repeated', 'escalating'].indexOf(pressureOf(turns).sign)
  const some = fc.record({
    attempts: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 3 }),
    persuasiveness: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 2 }),
  })
  const conversation = fc.array(some, { minLength: 1, maxLength: 6 })

  it('whatever is added to a turn never lowers the sign', () => {
    fc.assert(
      fc.property(conversation, some, fc.nat(), (turns, more, at) => {
        const place = at % turns.length
        const added = turns.map((each, index) =>
          index !== place
            ? each
            : {
                attempts: [...each.attempts, ...more.attempts],
                persuasiveness: [...each.persuasiveness, ...more.persuasiveness],
              },
        )
        expect(rank(added)).toBeGreaterThanOrEqual(rank(turns))
      }),
    )
  })

  it('nor does another turn, wherever it stands', () => {
    fc.assert(
      fc.property(conversation, some, fc.nat(), (turns, more, at) => {
        expect(rank(turns.toSpliced(at % (turns.length + 1), 0, more))).toBeGreaterThanOrEqual(rank(turns))
      }),
    )
  })

  it('without an attempt nothing presses, however persuasive', () => {
    fc.assert(
      fc.property(conversation, (turns) => {
        expect(pressureOf(turns.map(({ persuasiveness }) => ({ attempts: [], persuasiveness }))).sign).toBe('none')
      }),
    )
  })
})
