import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Arguments, type Assertion, compose, createEngine, type Document, type Engine } from '../../src/index.ts'
import { findings, read, reference, root } from './specs.ts'

interface Situation {
  readonly facts: Assertion[]
  readonly args: Arguments | undefined
  /** Whether the page mounts the user's layer that asks for more. */
  readonly asking: boolean
}

/** What a page claims: one row of its tables. */
interface Claim extends Situation {
  readonly behavior: string
  readonly situation: string
  readonly unconfigured: string
  readonly configured: string
}

interface Stacks {
  readonly plain: Engine
  readonly asking: Engine
}

const presets = join(root, 'specs/presets')
const pages = join(root, 'docs/presets')
const names = markdownIn(presets)
const roots = reference()
const asking = { level: 'user', document: read(pages, 'asking.md') }
const unconfigured = stacks()

function markdownIn(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.md'))
  return files.map((name) => name.replace(/\.md$/, '')).sort()
}

function stacks(preset?: Document): Stacks {
  const operator = preset ? [{ level: 'developer', document: preset }] : []
  const engine = (...below: Parameters<typeof findings>[1][]) => createEngine(findings(roots, ...below).policy!)
  return { plain: engine(...operator), asking: engine(...operator, asking) }
}

const decided = (stack: Stacks, { behavior, facts, args, asking }: Claim) =>
  (asking ? stack.asking : stack.plain).value(behavior, facts, args)

/** The cells of the rows of the table whose header starts with these cells. */
function table(text: string, ...header: string[]): string[][] {
  const lines = text.split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${header.join(' | ')} `))
  const rows = lines.slice(start + 2, lines.indexOf('', start))
  return start < 0 ? [] : rows.map((line) => line.slice(2, -2).split(' | '))
}

function situation(cell: string): Situation {
  const spans = [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1]!)
  const args = spans.find((span) => span.startsWith('--args '))
  return {
    facts: spans.filter((span) => span !== args).map(assertion),
    args: args && JSON.parse(args.slice("--args '".length, -1)),
    asking: cell.includes('[asking](asking.md)'),
  }
}

function assertion(text: string): Assertion {
  const [, name, value, by] = /^([a-z_.]+)=(\w+)@(\w+)$/.exec(text)!
  return { name: name!, value: value === 'true' || value === 'false' ? value === 'true' : value!, by: by! }
}

function pageOf(name: string): { situations: Map<string, Situation>; changes: Claim[]; stays: Claim[] } {
  const text = readFileSync(join(pages, `${name}.md`), 'utf8')
  const situations = new Map(
    table(text, 'situation', 'what is said').map(([label, said]) => [label!, situation(said!)] as const),
  )
  const bare = (cell: string) => cell.replaceAll('`', '')
  const claim = (behavior: string, before: string, after: string, label: string): Claim => ({
    behavior: bare(behavior),
    situation: label,
    unconfigured: bare(before),
    configured: bare(after),
    ...situations.get(label)!,
  })
  return {
    situations,
    changes: table(text, 'behavior', 'unconfigured').map(([id, before, after, label]) =>
      claim(id!, before!, after!, label!),
    ),
    stays: table(text, 'behavior', 'with and without').map(([id, value, label]) => claim(id!, value!, value!, label!)),
  }
}

/** The preset with each of its statements left out in turn. */
function* without(document: Document) {
  for (const block of document.blocks) {
    for (const statement of block.statements) {
      const rest = { ...block, statements: block.statements.filter((each) => each !== statement) }
      const blocks = document.blocks.map((each) => (each === block ? rest : each))
      yield { statement: `${statement.kind}, line ${statement.line}`, less: { ...document, blocks } }
    }
  }
}

function requests(file: string): unknown[] {
  const lines = readFileSync(join(pages, 'requests', file), 'utf8')
    .trimEnd()
    .split('\n')
  return lines.map((line) => JSON.parse(line))
}

describe.each(names)('the preset %s', (name) => {
  const document = read(presets, `${name}.md`)
  const { policy, diagnostics } = findings(roots, { level: 'developer', document })
  const configured = stacks(document)
  const { situations, changes, stays } = pageOf(name)
  const claims = [...changes, ...stays]

  it('is clean over the reference spec', () => {
    expect(diagnostics).toEqual([])
    expect(document.header).toMatchObject({ layer: { name: 'developer' } })
  })

  it('decides what its page says, with and without', () => {
    expect(changes.length).toBeGreaterThanOrEqual(10)
    expect(stays.length).toBeGreaterThanOrEqual(5)
    for (const claim of claims) {
      const place = `${claim.behavior}, ${claim.situation}`
      expect(decided(unconfigured, claim), place).toBe(claim.unconfigured)
      expect(decided(configured, claim), place).toBe(claim.configured)
    }
    expect(changes.filter((claim) => claim.unconfigured === claim.configured)).toEqual([])
  })

  it('has a page whose commands ask about its rows', () => {
    const line = ({ behavior, facts, args }: Claim) => ({ behavior, facts, ...(args && { args }) })
    const text = readFileSync(join(pages, `${name}.md`), 'utf8')
    for (const [file, rows] of [
      [`${name}.jsonl`, claims.filter((claim) => !claim.asking)],
      [`${name}-asking.jsonl`, claims.filter((claim) => claim.asking)],
    ] as const) {
      expect(requests(file), file).toEqual(rows.map(line))
      expect(text.split(`--requests docs/presets/requests/${file} `).length, file).toBe(3)
    }
  })

  it('says nothing that changes nothing on its page', () => {
    for (const { statement, less } of without(document)) {
      const reduced = stacks(less)
      const changed = claims.some((claim) => decided(reduced, claim) !== claim.configured)
      expect(changed, statement).toBe(true)
    }
  })

  it('loosens nothing for someone who says that they are under 18', () => {
    const young = { name: 'user.age_group', value: 'under_18', by: 'user' }
    const scales = [...policy!.behaviors.values()].filter((behavior) => behavior.kind === 'scale')
    for (const { facts, args } of situations.values()) {
      for (const engine of [configured.plain, configured.asking]) {
        const tools = claims.map((claim) => claim.behavior).filter((id) => id.startsWith('tool.'))
        for (const id of new Set([...scales.map((behavior) => behavior.id), ...tools])) {
          const before = engine.decide(id, facts, args)
          const values = policy!.behaviors.get(id)?.values ?? ['deny', 'ask', 'allow']
          const after = engine.value(id, [...facts, young], args)!
          expect(values.indexOf(after), id).toBeGreaterThanOrEqual(0)
          expect(values.indexOf(after), id).toBeLessThanOrEqual(values.indexOf(before.value!))
        }
      }
    }
  })
})

describe('the presets', () => {
  it('are nine, each with a page that the list names', () => {
    const list = readFileSync(join(pages, 'README.md'), 'utf8')
    expect(names.length).toBe(9)
    expect(markdownIn(pages).filter((name) => !['README', 'asking'].includes(name))).toEqual(names)
    for (const name of names) expect(list).toContain(`](${name}.md)`)
  })

  it('leave a trusted age to operators', () => {
    for (const name of names) {
      const statements = read(presets, `${name}.md`).blocks.flatMap((block) => block.statements)
      expect(
        statements.filter((statement) => statement.kind === 'trust'),
        name,
      ).toEqual([])
    }
  })
})

describe('an AGENTS.md under the coding agent', () => {
  const operator = { level: 'developer', document: read(presets, 'coding-agent.md') }
  const file = { level: 'user', document: read(join(presets, 'coding-agent'), 'AGENTS.md') }
  const { policy, diagnostics } = findings(roots, operator, file)
  const engine = createEngine(policy!)

  it('is a clean layer of prose that the model is given', () => {
    expect(diagnostics).toEqual([])
    const coding = { name: 'deployment.purpose', value: 'coding', by: 'developer' }
    expect(compose(engine, [coding]).text).toContain('Every bug fix comes with a test that fails without it.')
  })

  it('changes no decision', () => {
    const { changes, stays } = pageOf('coding-agent')
    for (const { behavior, facts, args, asking, configured } of [...changes, ...stays]) {
      if (!asking) expect(engine.value(behavior, facts, args), behavior).toBe(configured)
    }
  })
})
