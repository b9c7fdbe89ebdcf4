import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { welcome } from '../src/index.ts'
import {
  ask,
  client,
  completion,
  configBefore,
  explanation,
  folderWith,
  post,
  sends,
  serve,
  sha256,
  upstreamWith,
} from './house.ts'
import { spec } from './stack.ts'

describe('keys', () => {
  const keyed = (upstream: string) =>
    configBefore(
      upstream,
      `  desk: {}
keys:
  - {name: app, sha256: ${sha256('k-app')}, deployment: shop, level: developer}
  - {name: twin, sha256: ${sha256('k-twin')}, deployment: shop, level: user}
  - {name: desk, sha256: ${sha256('k-desk')}, deployment: desk}
`,
    )

  it('open their own deployment at their own level, and their own decisions only', async () => {
    const { url } = await upstreamWith(sends('json', JSON.stringify(completion({ content: 'ok' }))))
    const gateway = await serve(folderWith(keyed(url)))
    const facts = { 'bylaw-facts': JSON.stringify([{ name: 'user.age_group', value: 'adult', by: 'developer' }]) }
    const asApp = await post(gateway, JSON.stringify(ask), { authorization: 'Bearer k-app', ...facts })
    expect(asApp.status).toBe(200)
    const asTwin = await post(gateway, JSON.stringify(ask), { authorization: 'Bearer k-twin', ...facts })
    expect(asTwin).toMatchObject({ status: 400, json: { error: { code: 'facts_too_strong', param: 'bylaw-facts' } } })
    const asDesk = await post(gateway, JSON.stringify(ask), { authorization: 'Bearer k-desk' })
    expect(asDesk.json.model).toBe('rehearsal')

    const id = asApp.headers.get('bylaw-decision')
    expect((await explanation(gateway, id, 'k-app')).json).toMatchObject({ principal: { key: 'app' } })
    for (const key of ['k-twin', 'k-desk']) {
      expect(await explanation(gateway, id, key)).toMatchObject({
        status: 404,
        json: { error: { code: 'decision_not_found' } },
      })
    }
    const refused = await explanation(gateway, asTwin.headers.get('bylaw-decision'), 'k-twin')
    expect(refused.json).toMatchObject({ state: 'refused', error: { status: 400, code: 'facts_too_strong' } })
  })

  it('that are missing or foreign get nothing', async () => {
    const { url, seen } = await upstreamWith(sends('json', JSON.stringify(completion({ content: 'ok' }))))
    const gateway = await serve(folderWith(keyed(url)))
    const error = await client(gateway, 'k-other')
      .chat.completions.create(ask)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key', type: 'authentication_error' })
    const answer = await fetch(`${gateway.url}/v1/models`)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('bylaw-decision')).toMatch(/^dec_/)
    expect(answer.headers.get('bylaw-policy')).toBe('none')
    expect(seen).toEqual([])
    expect(await (await fetch(gateway.url)).text()).not.toMatch(/shop|desk/)
  })
})

describe('a policy that is refused', () => {
  it('serves nothing in its deployment, says why, and leaves the others alone', async () => {
    const { url, seen } = await upstreamWith(sends('json', JSON.stringify(completion({ content: 'ok' }))))
    const config = configBefore(
      url,
      `  broken: {layers: [{developer: broken.md}]}
  missing: {layers: [{developer: none.md}]}
keys:
  - {name: a, sha256: ${sha256('k-shop')}, deployment: shop}
  - {name: b, sha256: ${sha256('k-broken')}, deployment: broken}
  - {name: c, sha256: ${sha256('k-missing')}, deployment: missing}
  - {name: d, sha256: ${sha256('k-level')}, deployment: shop, level: boss}
`,
    )
    const gateway = await serve(folderWith(config))
    const error = await client(gateway, 'k-broken')
      .chat.completions.create(ask)
      .catch((thrown: unknown) => thrown)
    const found = gateway.deployments[1]!.diagnostics.find(({ severity }) => severity === 'error')!
    expect(found.file).toBe('broken.md')
    expect(error).toMatchObject({ status: 503, code: found.code, type: 'api_error' })
    expect((error as Error).message).toContain(`(broken.md:${found.line})`)
    const missing = await post(gateway, JSON.stringify(ask), { authorization: 'Bearer k-missing' })
    expect(missing).toMatchObject({ status: 503, json: { error: { code: 'unreadable-file' } } })
    expect(missing.headers.get('bylaw-policy')).toBe('none')
    expect(missing.headers.get('bylaw-decision')).toMatch(/^dec_/)
    const models = await fetch(`${gateway.url}/v1/models`, { headers: { authorization: 'Bearer k-broken' } })
    expect(models.status).toBe(503)
    const level = await post(gateway, JSON.stringify(ask), { authorization: 'Bearer k-level' })
    expect(level).toMatchObject({ status: 503, json: { error: { code: 'unknown-level' } } })
    expect(seen).toEqual([])
    expect((await post(gateway, JSON.stringify(ask), { authorization: 'Bearer k-shop' })).status).toBe(200)
    expect(await (await fetch(`${gateway.url}/healthz`)).json()).toEqual({ status: 'ok' })
    const ready = await fetch(`${gateway.url}/readyz`)
    expect(ready.status).toBe(503)
    expect(((await ready.json()) as { checks: unknown }).checks).toContainEqual({
      check: 'policy',
      deployment: 'broken',
      ok: false,
    })
    expect(welcome(gateway)).toContain('broken: refused')
  })
})

it('no key speaks at a level that only files are mounted at', async () => {
  const folder = folderWith(`listen: 127.0.0.1:0
specs: [spec.md]
deployments: {shop: {}}
keys: [{name: a, sha256: ${sha256('k-council')}, deployment: shop, level: council}]
`)
  const chain = 'chain: [root, council, system, developer, user, agent]'
  writeFileSync(join(folder, 'spec.md'), spec.replace('layer: root', `layer: root\n${chain}`))
  const gateway = await serve(folder)
  expect(gateway.deployments[0]!.policy).not.toBeNull()
  const answer = await post(gateway, JSON.stringify(ask), { authorization: 'Bearer k-council' })
  expect(answer).toMatchObject({ status: 503, json: { error: { code: 'unknown-level' } } })
})
