import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { configSchema, loadConfig } from '../../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'bylaw-config-'))
afterAll(() => rmSync(folder, { recursive: true }))

function load(text: string, environment = {}) {
  const file = join(folder, 'bylaw.yaml')
  writeFileSync(file, text)
  return loadConfig(file, environment)
}

const minimal = 'specs: [spec.md]\ndeployments:\n  shop: {}\n'
const hash = 'a'.repeat(64)

describe('a configuration', () => {
  it('needs specs and a deployment: the rest is a rehearsal on this machine', () => {
    const { config, problems } = load(minimal)
    expect(problems).toEqual([])
    expect(config).toMatchObject({
      listen: '127.0.0.1:4141',
      specs: ['spec.md'],
      deployments: {
        shop: {
          layers: [],
          upstreams: [{ format: 'rehearsal' }],
          guide: true,
          check: 'observe',
          judges: [],
          act: 'refuse',
          stream: 'hold',
          'when-unsure': 'fail',
          behaviors: {},
          deliberate: false,
          preferences: false,
          limits: { key: [], user: [], deployment: [] },
          media: 'public',
        },
      },
      keys: [],
      admin: { keys: [] },
      watch: true,
      store: '.bylaw',
      ledger: { public: false, adopt: false, interval: 10 },
      telemetry: { metrics: true, content: false },
      folder,
      database: null,
    })
    expect(config?.deployments.shop?.['on-failure']).toBeUndefined()
  })

  it('takes keys of upstreams from the environment', () => {
    const named = (name: string) => `\u0024{${name}}`
    const key = `a-${named('A_KEY')}-${named('B_KEY')}`
    const text = minimal.replace('{}', () => `{upstreams: [{format: openai-chat, url: "http://x/v1", key: "${key}"}]}`)
    const { config } = load(text, { A_KEY: 'one', B_KEY: named('A_KEY') })
    expect(config?.deployments.shop?.upstreams[0]?.key).toBe(`a-one-${named('A_KEY')}`)
    const missing = load(text, { A_KEY: 'very-secret' })
    expect(missing.config).toBeNull()
    expect(missing.problems).toMatchObject([{ code: 'missing-variable', line: 3, severity: 'error' }])
    expect(JSON.stringify(missing.problems)).not.toContain('very-secret')
  })

  it('takes the database of the ledger from the environment', () => {
    expect(load(minimal, { BYLAW_DATABASE_URL: 'postgres://x' }).config?.database).toBe('postgres://x')
  })

  it('warns where nothing judges text', () => {
    const { config, problems } = load(minimal.replace('{}', '{check: enforce}'))
    expect(config?.deployments.shop?.check).toBe('enforce')
    expect(problems).toMatchObject([{ severity: 'warning', code: 'no-judge', line: 3 }])
    const judged = `${minimal.replace('{}', '{check: enforce, judges: [m]}')}judges: {m: {format: openai-chat, url: "http://x", model: y}}\n`
    expect(load(judged).problems).toEqual([])
  })
})

describe('is refused', () => {
  const key = (more: string) => `${minimal}keys:\n  - {name: a, sha256: ${hash}, deployment: shop}\n  - ${more}\n`
  const upstream = (text: string) => minimal.replace('{}', `\n    upstreams:\n      - ${text}`)

  it.each([
    ['a format nobody knows', upstream('{format: telepathy}'), 5, '`anthropic-messages` or `rehearsal`'],
    ['an upstream without its address', upstream('{format: openai-chat}'), 5, 'needs a `url`'],
    ['an address of another kind', upstream('{format: openai-chat, url: "file:///etc"}'), 5, 'Invalid URL'],
    ['a rehearsal with a key', upstream('{format: rehearsal, key: x}'), 5, 'no `url` and no `key`'],
    ['a judge that is none', `${minimal}judges: {m: {detector: crystal-ball}}\n`, 4, 'a judge is'],
    ['a judge that nobody has', minimal.replace('{}', '{judges: [m]}'), 3, 'no judge has this name'],
    [
      'an interpreter that is no model',
      `${minimal.replace('{}', '{interpreter: s}')}judges: {s: {detector: secrets}}\n`,
      3,
      'no model among the judges',
    ],
    ['an operator that nobody has', minimal.replace('{}', '{operator: acme}'), 3, 'no operator has this name'],
    [
      'an admin key of nobody',
      `${minimal}admin: {keys: [{name: a, sha256: ${hash}, operator: acme}]}\n`,
      4,
      'no operator has this name',
    ],
    [
      'a token in the header of keys',
      minimal.replace('{}', '{users: {issuer: i, audience: a, jwks: k.json, header: authorization}}'),
      3,
      'says something else',
    ],
    [
      'a token that vouches as root',
      minimal.replace('{}', '{users: {issuer: i, audience: a, jwks: k.json, level: root}}'),
      3,
      'no token vouches',
    ],
    ['an unknown word', minimal.replace('{}', '{gude: true}'), 3, 'gude'],
    ['a layer of two', minimal.replace('{}', '{layers: [{user: a, developer: b}]}'), 3, 'one pair'],
    ['no deployment', 'specs: [a]\ndeployments: {}\n', 2, 'at least one deployment'],
    [
      'a stack of the library with the name of a deployment',
      `${minimal}library:\n  shop: {title: A shop}\n`,
      5,
      'a deployment has this name',
    ],
    ['a stack of the library that is served', `${minimal}library: {a: {upstreams: []}}\n`, 4, 'upstreams'],
    ['no spec', 'specs: []\ndeployments: {a: {}}\n', 1, 'specs'],
    [
      'a key at system',
      key(`{name: b, sha256: ${hash}, deployment: shop, level: system}`),
      6,
      'no key speaks as root or system',
    ],
    [
      'a key of no deployment',
      key(`{name: b, sha256: ${hash}, deployment: toString}`),
      6,
      'no deployment has this name',
    ],
    ['two keys of one name', key(`{name: a, sha256: ${hash}, deployment: shop}`), 6, 'another key has this name'],
    ['a key in clear', key('{name: b, sha256: hunter2, deployment: shop}'), 6, '64 hex digits'],
    ['no place to listen', `listen: nowhere\n${minimal}`, 1, 'host:port'],
    ['a log with a space in its name', `${minimal}ledger: {origin: "a b"}\n`, 4, 'without spaces'],
    ['a word twice', `${minimal}store: a\nstore: b\n`, 5, 'unique'],
    ['something else', '- 1\n', 1, 'expected object'],
  ])('%s', (_, text, line, message) => {
    const { config, problems } = load(text)
    expect(config).toBeNull()
    expect(problems[0]).toMatchObject({ severity: 'error', line })
    expect(problems[0]?.message).toContain(message)
  })

  it('a file that is not there', () => {
    expect(loadConfig(join(folder, 'none.yaml')).problems).toMatchObject([{ code: 'unreadable-file' }])
  })

  it('a bomb of aliases, quickly', () => {
    const levels = Array.from({ length: 30 }, (_, n) => `a${n}: &a${n} [${n ? `*a${n - 1}, *a${n - 1}` : 1}]`)
    expect(load(levels.join('\n')).config).toBeNull()
  })
})

it('its JSON Schema describes what a person writes', () => {
  expect(configSchema).toMatchObject({
    type: 'object',
    required: ['specs', 'deployments'],
    additionalProperties: false,
  })
})
