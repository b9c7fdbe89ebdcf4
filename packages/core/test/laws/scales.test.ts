import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layerOf, rawLayer, rawStatement, statementOf } from './arbitrary.ts'
import { insertedAt } from './model.ts'
import { rawWord } from './situations.ts'
import { compareValues, engineOf, everyStack, neverLooser, TIMEOUT } from './trial.ts'
import {
  claimOf,
  everythingClaimed,
  everythingSetBelow,
  layerBelow,
  layersOf,
  withBelow,
  withLimitsMoved,
  without,
  withReachShown,
  withStatements,
} from './variants.ts'

const place = fc.nat()

describe('laws of scales', { timeout: TIMEOUT }, () => {
  it('attenuating', () => {
    const drawn = fc.record({ level: fc.nat(), below: fc.array(rawLayer, { minLength: 2, maxLength: 6 }) })
    everyStack(drawn, (trial, { level, below }) => {
      const rank = level % (trial.chain.length - 1)
      const bound = engineOf(withBelow(trial, rank, everythingSetBelow(trial, rank)))
      const words = below.map((raw) => layerBelow(trial, raw, rank))
      return neverLooser(trial, [bound, engineOf(withBelow(trial, rank, words))])
    })
  })

  it('limits commute', () => {
    everyStack(fc.array(place, { minLength: 1, maxLength: 8 }), (trial, places) => {
      const limits = trial.stack.layers.flatMap((layer) => layer.statements.filter((each) => each.kind === 'limit'))
      if (limits.length === 0) return 0
      const shuffled = engineOf(withLimitsMoved(trial, limits, places))
      return compareValues(trial, [trial.engine, shuffled], (before, after, subject, about) => {
        if (subject.kind === 'scale') expect(after, about).toBe(before)
      })
    })
  })

  it('removing a grant never loosens, removing a limit never tightens', () => {
    everyStack(fc.record({ grant: place, limit: place }), (trial, { grant, limit }) => {
      const withoutGrant = without(trial.stack, 'grant', grant)
      const withoutLimit = without(trial.stack, 'limit', limit)
      const granted = withoutGrant === null ? 0 : neverLooser(trial, [trial.engine, engineOf(withoutGrant)])
      const limited = withoutLimit === null ? 0 : neverLooser(trial, [engineOf(withoutLimit), trial.engine])
      return granted + limited
    })
  })

  it('adding a `set` to the tightest value never loosens', () => {
    everyStack(fc.record({ layer: place, raw: rawStatement, at: place }), (trial, { layer, raw, at }) => {
      const chosen = layersOf(trial.stack)[layer % layersOf(trial.stack).length]!
      const rank = trial.stack.mandates.includes(chosen) ? trial.chain.length : trial.chain.indexOf(chosen.level)
      // The tightest value is the first one.
      const set = statementOf({ ...raw, kind: 'set', value: 0 }, rank, trial)
      if (set === null) return 0
      const changed = withStatements(trial.stack, chosen, insertedAt(chosen.statements, at, set))
      return neverLooser(trial, [trial.engine, engineOf(changed)])
    })
  })

  it('a claim never loosens', () => {
    const drawn = fc.record({ words: fc.array(rawWord, { maxLength: 3 }), every: fc.boolean(), at: place })
    everyStack(drawn, (trial, { words, every, at }) => {
      const claims = words.flatMap((word) => claimOf(trial, word) ?? [])
      if (every) claims.push(...everythingClaimed(trial))
      if (claims.length === 0) return 0
      const engine = engineOf(withReachShown(trial))
      const claimed = trial.situations.map(({ facts, args }) => ({
        facts: claims.reduce((said, claim) => insertedAt(said, at, claim), facts),
        args,
      }))
      let comparisons = 0
      for (const { id, kind, values } of trial.subjects) {
        if (kind !== 'scale') continue
        trial.situations.forEach(({ facts, args }, index) => {
          const before = values.indexOf(engine.value(id, facts, args)!)
          const after = values.indexOf(engine.value(id, claimed[index]!.facts, args)!)
          expect(after, `${id} where ${JSON.stringify(claimed[index])}`).toBeLessThanOrEqual(before)
          comparisons++
        })
      }
      return comparisons
    })
  })

  it('a layer that only limits never loosens', () => {
    everyStack(fc.record({ raw: rawLayer, at: place }), (trial, { raw, at }) => {
      const limits = raw.statements.map((statement) => ({ ...statement, kind: 'limit' as const }))
      const layer = layerOf({ ...raw, statements: limits }, raw.level % trial.chain.length, trial)
      if (layer.statements.length === 0) return 0
      const layers = insertedAt(trial.stack.layers.slice(1), at, layer)
      const more = { ...trial.stack, layers: [trial.stack.layers[0]!, ...layers] }
      return neverLooser(trial, [trial.engine, engineOf(more)])
    })
  })
})
