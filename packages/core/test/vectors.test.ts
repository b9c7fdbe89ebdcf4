import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { naiveDecide } from '../reference/naive.ts'
import { type Arguments, type Assertion, compile, createEngine, type Finding, readDocument } from '../src/index.ts'

/** One file of `vectors/`; its README says what each part means. */
interface Vector {
  readonly name: string
  readonly documents: {
    readonly root: readonly Lines[]
    readonly layers: readonly Readonly<Record<string, Lines>>[]
    readonly mandates: readonly Lines[]
  }
  readonly refused?: boolean
  readonly expectDiagnostics?: readonly ExpectedDiagnostic[]
  readonly requests?: readonly { behavior: string; facts: readonly Assertion[]; args?: Arguments }[]
  readonly expect?: readonly { value: string | null; rejected: readonly Finding[] }[]
}

type Lines = readonly string[]

interface ExpectedDiagnostic {
  readonly severity: string
  readonly code: string
  readonly file: string
  readonly line: number
}

const folder = new URL('../vectors/', import.meta.url)
const files = readdirSync(folder).filter((file) => file.endsWith('.json'))

describe('vectors', () => {
  it('are at least forty', () => {
    expect(files.length).toBeGreaterThanOrEqual(40)
  })

  it.each(files)('%s', (file) => {
    const vector = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Vector
    const { policy, diagnostics } = compile(mount(vector))
    const told = diagnostics.map(({ severity, code, file, line }) => ({ severity, code, file, line }))
    const expected = vector.expectDiagnostics ?? []
    expect(told).toEqual(expect.arrayContaining([...expected]))
    // No error that isn't expected.
    expect(told.filter((each) => each.severity === 'error')).toHaveLength(
      expected.filter((each) => each.severity === 'error').length,
    )
    expect(policy === null).toBe(vector.refused ?? false)
    expect(vector.requests?.length ?? 0).toBe(vector.expect?.length ?? 0)
    if (policy === null) return
    const engine = createEngine(policy)
    vector.requests?.forEach(({ behavior, facts, args }, index) => {
      const { value, rejected } = vector.expect![index]!
      const about = `request ${index}`
      expect(naiveDecide(policy, behavior, facts, args), about).toEqual({ value, rejected })
      expect(engine.value(behavior, facts, args), about).toBe(value)
      const decision = engine.decide(behavior, facts, args)
      expect(decision.value, about).toBe(value)
      expect('rejected' in decision ? decision.rejected : [], about).toEqual(rejected)
    })
  })
})

/** Root files first, then the layers; each file is named by its level and, from the second on, its number. */
function mount({ documents }: Vector): Parameters<typeof compile>[0] {
  const seen = new Map<string, number>()
  const read = (level: string, lines: Lines) => {
    const number = (seen.get(level) ?? 0) + 1
    seen.set(level, number)
    return readDocument(`${level}${number === 1 ? '' : `-${number}`}.md`, lines.join('\n'))
  }
  const roots = documents.root.map((lines) => ({ level: 'root', document: read('root', lines) }))
  const layers = documents.layers.flatMap((layer) =>
    Object.entries(layer).map(([level, lines]) => ({ level, document: read(level, lines) })),
  )
  return { layers: [...roots, ...layers], mandates: documents.mandates.map((lines) => read('mandate', lines)) }
}
