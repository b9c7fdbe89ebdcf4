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
    expect(config).toEqual({
      listen: '127.0.0.1:4141',
      specs: ['spec.md'],
      deployments: {
        shop: {
          layers: [],
          upstreams: [{ format: 'rehearsal' }],
          guide: true,
          check: 'observe',
          behaviors: {},
          deliberate: false,
        },
      },
      keys: [],
      store: '.bylaw',
      ledger: { public: false, interval: 10 },
      folder,
      database: null,
    })
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

  it('warns that nothing judges text yet', () => {
    const { config, problems } = load(minimal.replace('{}', '{check: enforce}'))
    expect(config?.deployments.shop?.check).toBe('enforce')
    expect(problems).toMatchObject([{ severity: 'warning', code: 'no-judge', line: 3 }])
    expect(load(minimal.replace('{}', '{behaviors: {erotica: {check: enforce}}}')).problems).toHaveLength(1)
  })
})

describe('is refused', () => {
  const key = (more: string) => `${minimal}keys:\n  - {name: a, sha256: ${hash}, deployment: shop}\n  - ${more}\n`
  const upstream = (text: string) => minimal.replace('{}', `\n    upstreams:\n      - ${text}`)

  it.each([
    [
      'a format that comes later',
      upstream('{format: anthropic-messages, url: "http://x"}'),
      5,
      '`anthropic-messages` is not supported yet; so far `openai-chat` and `rehearsal` are',
    ],
    ['a format nobody knows', upstream('{format: telepathy}'), 5, 'the format is `openai-chat` or `rehearsal`'],
    ['an upstream without its address', upstream('{format: openai-chat}'), 5, 'needs a `url`'],
    ['an address of another kind', upstream('{format: openai-chat, url: "file:///etc"}'), 5, 'Invalid URL'],
    ['a rehearsal with a key', upstream('{format: rehearsal, key: x}'), 5, 'no `url` and no `key`'],
    ['two upstreams', upstream('{format: rehearsal}\n      - {format: rehearsal}'), 5, 'one upstream'],
    ['an unknown word', minimal.replace('{}', '{gude: true}'), 3, 'gude'],
    ['deliberate', minimal.replace('{}', '{deliberate: true}'), 3, '`deliberate` is not supported yet'],
    ['a layer of two', minimal.replace('{}', '{layers: [{user: a, developer: b}]}'), 3, 'one pair'],
    ['no deployment', 'specs: [a]\ndeployments: {}\n', 2, 'at least one deployment'],
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
