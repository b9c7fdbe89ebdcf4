import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type Assertion, compile, createEngine, type Decision, findings, readDocument } from '../../src/index.ts'
import { demos, document, folder, type Mounted, mount, page, says, table } from './demos.ts'
import { type Asked, allows, every, type Server } from './discord.ts'
import { commands, rerun } from './pages.ts'

describe('every demo', () => {
  it('is one of seven', () => {
    expect(demos.toSorted()).toEqual([
      'asimov',
      'discord',
      'nested-layers',
      'product-guidelines',
      'sandbox',
      'single-rules',
      'weaponised-operator',
    ])
  })

  it.each(demos)('%s tells what its commands say', async (demo) => {
    const fresh = rerun(page(demo))
    expect(commands(fresh).length).toBeGreaterThan(1)
    expect(fresh).not.toContain('[exit ')
    await expect(fresh).toMatchFileSnapshot(join(folder, demo, 'README.md'))
  })

  it.each(demos)('%s mentions each of its files', (demo) => {
    for (const name of readdirSync(join(folder, demo))) {
      if (name !== 'README.md') expect(page(demo), name).toContain(`](${name})`)
    }
  })
})

describe('discord', () => {
  const server = parse(readFileSync(join(folder, 'discord/overwrites.yaml'), 'utf8')) as Server
  const { engine, codes } = mount('discord', ['spec.md', 'owner.md', 'admin.md', 'moderator.md'])
  const here = ({ channel, roles, permission }: Asked): Decision => {
    const facts = { 'channel.name': channel, ...Object.fromEntries(roles.map((role) => [`member.${role}`, true])) }
    return engine.decide(permission, says('root', facts)) as Decision
  }
  const there = (asked: Asked): string => (allows(server, asked) ? 'allow' : 'deny')

  it('is clean', () => {
    expect(codes).toEqual([])
  })

  it.each(table('discord', 0))('$roles in $channel: $permission', (row) => {
    const roles = row.roles === 'none' ? [] : row.roles!.split(', ')
    const asked = { channel: row.channel!, roles, permission: row.permission! }
    expect([there(asked), here(asked).value]).toEqual([row.Discord, row.here])
  })

  it('differs in the situations that the page counts, and each time towards deny', () => {
    const situations = every(server)
    expect(situations).toHaveLength(512)
    const different = situations.filter((asked) => there(asked) !== here(asked).value)
    expect(different.map((asked) => here(asked).value)).toEqual(different.map(() => 'deny'))
    const counts = Map.groupBy(different, (asked) => here(asked).decidedBy.level)
    const told = table('discord', 1).map((row) => [row['decided by']!, Number(row.situations)] as const)
    expect(new Map([...counts].map(([level, those]) => [level, those.length]))).toEqual(new Map(told))
    expect(page('discord')).toContain(`They differ in ${different.length}`)
  })

  it("rejects the moderators' allow for want of reach", () => {
    const { rejected } = here({ channel: 'announcements', roles: ['moderator'], permission: 'send-messages' })
    expect(rejected).toMatchObject([{ level: 'moderator', reason: 'out-of-reach' }])
  })
})

describe('weaponised operator', () => {
  const demo = 'weaponised-operator'
  const attempts = mount(demo, ['spec.md', 'attempts.md'])
  const facts = [
    ...says('developer', { 'user.age_group': 'adult', 'user.wants_to_leave': false }),
    ...says('user', { 'user.wants_to_leave': true }),
  ]
  const sections = (name: string) => document(demo, name).sections.filter(({ depth }) => depth === 2)

  it('names every attempt and every restriction', () => {
    expect(table(demo, 0).map((row) => row.attempt)).toEqual(sections('attempts.md').map(({ title }) => title))
    expect(table(demo, 1).map((row) => row.restriction)).toEqual(sections('restrictions.md').map(({ title }) => title))
  })

  it.each(table(demo, 0))('$attempt: $reason', (row) => {
    const { line, endLine } = sections('attempts.md').find(({ title }) => title === row.attempt)!
    const decision = attempts.engine.decide(row.behavior!, facts) as Decision
    const said = decision.rejected.map(({ source, reason }) => ({ line: Number(source.split(':')[1]), reason }))
    const trusts = attempts.engine.situation(facts).rejectedTrusts
    const found = [...said, ...trusts.map(({ trust, reason }) => ({ line: trust.source.line, reason }))]
    const inside = found.filter((each) => each.line >= line && each.line <= endLine)
    expect([decision.value, ...inside.map(({ reason }) => reason)]).toEqual([row.decided, row.reason])
  })

  it.each(table(demo, 1))('$restriction holds', (row) => {
    const without = mount(demo, ['spec.md', 'user.md'])
    const under = mount(demo, ['spec.md', 'restrictions.md', 'user.md'])
    const value = ({ engine }: Mounted): string | null => engine.value(row.behavior!, says('user', {}))
    expect([value(without), value(under)]).toEqual([row['without it'], row['with it']])
    const { rejected } = under.engine.decide(row.behavior!, []) as Decision
    expect([under.codes, rejected.filter(({ level }) => level === 'developer')]).toEqual([[], []])
  })
})

describe('nested layers', () => {
  const claim = says('user', { 'user.occupation': 'clinician' })

  it.each(table('nested-layers', 0))('$layers: $dose-detail', (row) => {
    const { engine, codes } = mount('nested-layers', row.layers!.split(', '))
    expect(engine.value('dose-detail', claim)).toBe(row['dose-detail'])
    expect(codes).toEqual(row.layers!.startsWith('spec.md') ? [] : ['not-delegable', 'not-delegable'])
  })

  it('is repaired so that a right given at root stops where it was given', () => {
    const files = ['spec-repaired.md', 'group.md', 'shop.md'].map((name) => document('nested-layers', name))
    const trust = readDocument('trust.md', '```yaml bylaw\ntrust: {developer: [user.occupation]}\n```\n')
    const layers = files.map((each) => ({ level: each.header.layer!.name, document: each }))
    const { policy } = compile({ layers: [{ level: 'root', document: trust }, ...layers] })
    const value = (by: string) =>
      createEngine(policy!).value('dose-detail', says(by, { 'user.occupation': 'clinician' }))
    expect([value('developer'), value('user')]).toEqual(['handbook', 'leaflet'])
  })

  it.each([
    ['spec.md', ['emergent']],
    ['spec-repaired.md', []],
  ])('is found over %s: %j', (spec, expected) => {
    const { engine } = mount('nested-layers', [spec, 'group.md', 'shop.md'])
    expect(findings(engine).map(({ code }) => code)).toEqual(expected)
  })

  it('yields a value that neither layer states', () => {
    for (const name of ['group.md', 'shop.md']) {
      const kinds = document('nested-layers', name).blocks.flatMap(({ statements }) =>
        statements.map(({ kind }) => kind),
      )
      expect(kinds, name).toEqual(['trust'])
    }
  })
})

describe('sandbox', () => {
  const below = ['spec.md', 'operator.md', 'customer.md']
  const columns: Readonly<Record<string, Mounted>> = {
    spec: mount('sandbox', below.slice(0, 1)),
    operator: mount('sandbox', below.slice(0, 2)),
    customer: mount('sandbox', below),
    build: mount('sandbox', below, ['build.md']),
    test: mount('sandbox', below, ['build.md', 'test.md']),
  }

  it('is clean but for the upload that nobody can be given', () => {
    const upload = ['out-of-reach']
    expect(Object.values(columns).map(({ codes }) => codes)).toEqual([[], [], upload, upload, upload])
  })

  it.each(table('sandbox', 0))('$tool $path', (row) => {
    const path = row.path === '' ? {} : { path: row.path! }
    const values = Object.entries(columns).map(([name, { engine }]) => [
      name,
      (engine.decide(row.tool!, [], path) as Decision).value,
    ])
    expect(values).toEqual(Object.keys(columns).map((name) => [name, row[name]]))
  })

  it('never gives a child more than its parent', () => {
    const order = ['never', 'deny', 'ask', 'allow']
    for (const row of table('sandbox', 0)) {
      const ranks = ['customer', 'build', 'test'].map((name) => order.indexOf(row[name]!))
      expect(ranks, row.tool).toEqual(ranks.toSorted((a, b) => b - a))
    }
  })
})

describe('single rules', () => {
  const rules = document('single-rules', 'rules.md')
  const { engine, codes } = mount('single-rules', ['rules.md'])
  const ids = rules.sections.filter(({ authority }) => authority !== null).map(({ id }) => id)
  const below = (text: string) =>
    compile({
      layers: [
        { level: 'root', document: rules },
        { level: 'developer', document: readDocument('operator.md', text) },
      ],
    })

  it('is clean, and gives each of twelve rules a label of its own', () => {
    expect(codes).toEqual([])
    expect(ids).toHaveLength(12)
    expect(ids.map((id) => engine.value(`section.${id}`, []))).toEqual(ids.map(() => 'upheld'))
  })

  it('shows each rule kept and broken once', () => {
    const labels = rules.examples.map(({ section, answers }) => [
      rules.sections[section!]!.id,
      ...answers.map(({ grade }) => grade),
    ])
    expect(labels).toEqual(ids.map((id) => [id, 'good', 'bad']))
  })

  it('lets nobody switch a rule off', () => {
    const { policy, diagnostics } = below('```yaml bylaw\nset: {section.no-threats: breached}\n```\n')
    expect([policy, diagnostics.map(({ code }) => code)]).toEqual([null, ['reserved-name']])
  })

  it('leaves the others alone where a rule is taken out', () => {
    const [, gone, ...rest] = rules.text.split(/^(?=## )/m)
    const fewer = readDocument('rules.md', `${rules.text.replace(gone!, '')}`)
    const { policy } = compile({ layers: [{ level: 'root', document: fewer }] })
    const labels = ids.map((id) => createEngine(policy!).value(`section.${id}`, []))
    expect(labels).toEqual([null, ...rest.map(() => 'upheld')])
  })
})

describe('product guidelines', () => {
  const { engine, codes } = mount('product-guidelines', ['guidelines.md'])
  const columns: Readonly<Record<string, readonly Assertion[]>> = {
    'nothing is said': [],
    'the user says reporting': says('user', { 'request.purpose': 'reporting' }),
    'the operator says reporting': says('developer', { 'request.purpose': 'reporting' }),
    'the user says it is a story': says('user', { 'request.fiction': true }),
  }

  it('is clean, and its page names every area', () => {
    expect([codes, mount('product-guidelines', ['guidelines.md', 'newsroom.md']).codes]).toEqual([[], []])
    expect(table('product-guidelines', 0).map((row) => row.area)).toEqual([...engine.policy.behaviors.keys()])
  })

  it.each(table('product-guidelines', 0))('$area', (row) => {
    for (const [title, facts] of Object.entries(columns)) expect(engine.value(row.area!, facts), title).toBe(row[title])
  })
})
