/** Compiles random stacks and puts a law to them. */
import fc from 'fast-check'
import { expect } from 'vitest'
import { compile, createEngine, type Mount, type Policy, readDocument } from '../../src/index.ts'
import { type Drawn, drawn } from './arbitrary.ts'
import type { StackModel } from './model.ts'
import { printLayer } from './print.ts'
import { rawSituation, type Situation, situationOf } from './situations.ts'
import type { Subject } from './targets.ts'

export const RUNS = Number(process.env.BYLAW_RUNS ?? 500)

/** Milliseconds that a law may take: generous, for busy machines. */
export const TIMEOUT = 60_000 + RUNS * 100

export type Engine = ReturnType<typeof createEngine>

/** A stack that compiled, with situations to ask about. */
export interface Trial extends Drawn {
  readonly policy: Policy
  readonly engine: Engine
  readonly situations: readonly Situation[]
}

/** The layers of a stack, written down as Markdown and read. */
export function mountsOf(stack: StackModel): Mount[] {
  return stack.layers.map((layer, at) => ({
    level: layer.level,
    document: readDocument(`${at}-${layer.level}.md`, printLayer(stack, layer)),
  }))
}

/** Writes the stack down as Markdown, reads it and compiles it. */
export function compiled(stack: StackModel): ReturnType<typeof compile> {
  const layers = mountsOf(stack)
  const mandates = stack.mandates.map((layer, at) => readDocument(`mandate-${at}.md`, printLayer(stack, layer)))
  return compile({ layers, mandates })
}

/** The engine of a stack that is a small change of one that compiled, so it has to compile too. */
export function engineOf(stack: StackModel): Engine {
  const { policy, diagnostics } = compiled(stack)
  expect(policy, JSON.stringify(diagnostics.filter((each) => each.severity === 'error'))).not.toBeNull()
  return createEngine(policy!)
}

/**
 * Puts a law to random stacks, each with several situations.
 * At least nine stacks of ten must compile, and it must have compared something in one of four.
 * @param extra what else the law draws
 * @param holds compares, and says how many comparisons it made
 * @param runs fewer than `RUNS` where each takes long
 */
export function everyStack<T>(
  extra: fc.Arbitrary<T>,
  holds: (trial: Trial, extra: T) => number,
  runs: number = RUNS,
): void {
  let compiling = 0
  let comparing = 0
  let trials = 0
  const trial = fc.tuple(drawn, fc.array(rawSituation, { minLength: 1, maxLength: 4 }), extra)
  fc.assert(
    fc.property(trial, ([stack, raws, drawnToo]) => {
      trials++
      const { policy } = compiled(stack.stack)
      if (policy === null) return
      compiling++
      const situations = raws.map((raw) => situationOf(raw, stack.chain, stack.facts))
      const comparisons = holds({ ...stack, policy, engine: createEngine(policy), situations }, drawnToo)
      if (comparisons > 0) comparing++
    }),
    { numRuns: runs },
  )
  expect(compiling / trials).toBeGreaterThanOrEqual(0.9)
  expect(comparing / trials).toBeGreaterThan(1 / 4)
}

/** Decides everything the trial can ask with both engines, and gives the two places among the values, tightest 0. */
export function compareValues(
  trial: Trial,
  [before, after]: readonly [Engine, Engine],
  check: (before: number, after: number, subject: Subject, about: string) => void,
): number {
  let comparisons = 0
  for (const subject of trial.subjects) {
    for (const { facts, args } of trial.situations) {
      const first = placeOf(subject, before.value(subject.id, facts, args))
      const second = placeOf(subject, after.value(subject.id, facts, args))
      check(first, second, subject, `${subject.id} where ${JSON.stringify({ facts, args })}`)
      comparisons++
    }
  }
  return comparisons
}

/** No scale is looser with the second engine than with the first. */
export function neverLooser(trial: Trial, engines: readonly [Engine, Engine]): number {
  return compareValues(trial, engines, (before, after, subject, about) => {
    if (subject.kind === 'scale') expect(after, about).toBeLessThanOrEqual(before)
  })
}

/** The place of a value among those of a subject; fails where it isn't one of them. */
export function placeOf(subject: Subject, value: string | null): number {
  const place = subject.values.indexOf(value ?? '')
  expect(place, `${value} is a value of ${subject.id}`).not.toBe(-1)
  return place
}
