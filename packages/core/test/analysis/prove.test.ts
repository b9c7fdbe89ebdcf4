import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Assertion, prove } from '../../src/index.ts'
import { rawLayer } from '../laws/arbitrary.ts'
import { printCondition, type RawCondition, rawCondition } from '../laws/conditions.ts'
import type { Subject } from '../laws/targets.ts'
import { type Engine, everyStack, RUNS, TIMEOUT, type Trial } from '../laws/trial.ts'
import { mountedWith, saidBelow, silencedBelow } from './free-words.ts'

interface RawAtom {
  readonly about: number
  readonly value: number
  readonly op: '==' | '!=' | 'in' | 'atMost'
  readonly negated: boolean
}

interface RawInvariant {
  readonly atoms: readonly RawAtom[]
  readonly when: RawCondition
  readonly sign: '&&' | '||'
}

const small = fc.nat({ max: 11 })
const rawInvariant: fc.Arbitrary<RawInvariant> = fc.record({
  atoms: fc.array(
    fc.record({
      about: small,
      value: small,
      op: fc.constantFrom('==' as const, '!=' as const, 'in' as const, 'atMost' as const),
      negated: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  when: rawCondition,
  sign: fc.constantFrom('&&' as const, '||' as const),
})

/** An atom as written, and whether it holds of a value. */
interface Atom {
  readonly about: string
  readonly text: string
  readonly negated: boolean
  readonly holds: (value: string) => boolean
}

function atomOf({ about, value, op, negated }: RawAtom, { subjects: all }: Trial): Atom {
  const subjects = declared(all)
  const { id, values, kind } = subjects[about % subjects.length]!
  const family = id.startsWith('tool.') && value % 2 === 0 && kind === 'scale'
  const name = family ? 'tool.a.*' : id
  const said = values[value % values.length]!
  const place = (of: string): number => values.indexOf(of)
  const truth: Record<RawAtom['op'], (of: string) => boolean> = {
    '==': (of) => of === said,
    '!=': (of) => of !== said,
    in: (of) => of === said,
    // A bright line inside a family has a value that is none of the family's.
    atMost: (of) => place(of) <= place(said),
  }
  const left = `behavior["${name}"]`
  const text =
    op === 'atMost' ? `atMost(${left}, "${said}")` : op === 'in' ? `${left} in ["${said}"]` : `${left} ${op} "${said}"`
  return {
    about: name,
    text: negated ? `!(${text})` : text,
    negated,
    holds: (of) => truth[op](of) !== negated,
  }
}

const joined = (sign: string, parts: readonly string[]): string => parts.map((part) => `(${part})`).join(` ${sign} `)

function written(raw: RawInvariant, trial: Trial): { atoms: readonly Atom[]; level: string; text: string } {
  const atoms = raw.atoms.map((each) => atomOf(each, trial))
  const facts = printCondition(raw.when, trial.facts, false)
  const holds = `${facts} || (${joined(
    raw.sign,
    atoms.map(({ text }) => text),
  )})`
  return {
    atoms,
    level: 'developer',
    text: `# Promises\n\n\`\`\`yaml bylaw\ninvariant: it\nholds: '${holds}'\n\`\`\`\n`,
  }
}

/** A tool that nothing declares can't be spoken of. */
const declared = (subjects: readonly Subject[]): readonly Subject[] =>
  subjects.filter(({ values }) => values.join() !== 'deny')

const isTool = (id: string): boolean => id.startsWith('tool.a.')

/** Whether the invariant holds here of all tools there are, taken together wherever it speaks of a family. */
function holdsHere(
  { sign }: RawInvariant,
  atoms: readonly Atom[],
  engine: Engine,
  subjects: readonly Subject[],
  situation: { readonly facts: readonly Assertion[]; readonly args?: Trial['situations'][number]['args'] },
): boolean {
  const { facts, args } = situation
  const { trusted } = engine.situation(facts, args)
  const { condition } = engine.policy.invariants[0]!
  // What the formula comes to where no atom holds is what its part about the facts comes to.
  const none = Object.fromEntries(atoms.map(({ negated }, place) => [`a${place}`, negated]))
  const values = condition.facts.map((fact) => trusted[fact]!)
  const excused = condition.evaluate(values, none) === true
  const tools = atoms.some(({ about }) => about === 'tool.a.*') ? subjects.filter(({ id }) => isTool(id)) : [null]
  return tools.every((tool) => {
    const truths = atoms.map(({ about, holds }) =>
      holds(engine.value(about === 'tool.a.*' ? tool!.id : about, facts, args)!),
    )
    return excused || (sign === '&&' ? truths.every(Boolean) : truths.some(Boolean))
  })
}

describe('the proof of random invariants over random stacks', { timeout: TIMEOUT }, () => {
  const drawn = fc.record({
    rank: fc.nat(),
    raw: rawInvariant,
    words: fc.array(rawLayer, { minLength: 1, maxLength: 6 }),
  })

  it('never says `holds` where random words and situations violate it, nor `refuted` of what does not replay', () => {
    const answers: Record<string, number> = { holds: 0, refuted: 0, undecided: 0 }
    everyStack(drawn, (trial, { rank, raw, words }) => {
      if (declared(trial.subjects).length === 0) return 0
      const strongest = trial.ownRank + (rank % (trial.chain.length - trial.ownRank))
      const { atoms, level, text } = written(raw, trial)
      const promised = mountedWith(silencedBelow(trial, strongest), [{ level, text }])
      const [proof] = prove(promised, { below: trial.chain[strongest]! })
      answers[proof!.answer]!++
      if (proof!.counterexample !== null) {
        const { layers, facts, args, values } = proof!.counterexample
        const replay = mountedWith(silencedBelow(trial, strongest), [{ level, text }, ...layers])
        for (const [id, value] of Object.entries(values)) expect(replay.value(id, facts, args)).toBe(value)
        const asked = Object.keys(values).map((id) => ({ id, kind: 'scale' as const, values: [] }))
        const family = atoms.some(({ about }) => about === 'tool.a.*') ? asked.filter(({ id }) => isTool(id)) : asked
        expect(holdsHere(raw, atoms, replay, family, { facts, args }), JSON.stringify({ text, proof })).toBe(false)
      }
      if (proof!.answer === 'holds') {
        const said = mountedWith(saidBelow(trial, strongest, words), [{ level, text }])
        for (const situation of trial.situations) {
          expect(holdsHere(raw, atoms, said, trial.subjects, situation), JSON.stringify({ text, situation })).toBe(true)
        }
      }
      return 1
    })
    expect(answers.holds).toBeGreaterThan(RUNS / 20)
    expect(answers.refuted).toBeGreaterThan(RUNS / 4)
    expect(answers.undecided).toBeLessThan(RUNS / 4)
  })
})
