import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseLeaf, verifyBody, verifyCheckpoint, verifyReceipt } from '@bylaw/ledger'
import { addressSource, openSqliteLedger, verifyLog } from '@bylaw/ledger/node'
import { describe, expect, it } from 'vitest'
import { type Gateway, welcome } from '../src/index.ts'
import {
  ask,
  completion,
  configBefore,
  explanation,
  folderWith,
  functionCall,
  post,
  rehearsing,
  sends,
  serve,
  sha256,
  sse,
  upstreamWith,
} from './house.ts'

const markers = {
  message: 'marker-message',
  answer: 'marker-answer',
  fact: 'marker-fact',
  user: 'marker-user',
  argument: 'marker-argument',
  tool: 'marker_tool',
  key: 'marker-key',
}

/** A gateway, and one request through it that every marker has a part in. */
async function marked() {
  const calls = [
    functionCall('a', 'read_file', JSON.stringify({ path: markers.argument })),
    functionCall('b', markers.tool, '{}'),
  ]
  const answered = completion({ content: markers.answer, tool_calls: calls }, 'tool_calls')
  const { url } = await upstreamWith(sends('json', JSON.stringify(answered)))
  const key = `keys: [{name: app, sha256: ${sha256(markers.key)}, deployment: shop}]\n`
  const folder = folderWith(configBefore(url, key))
  const gateway = await serve(folder)
  const tools = [{ type: 'function', function: { name: 'read_file' } }]
  const body = { ...ask, messages: [{ role: 'user', content: markers.message }], tools }
  const facts = [{ name: 'user.hat', value: markers.fact, by: 'user' }]
  const { headers, status } = await post(gateway, JSON.stringify(body), {
    authorization: `Bearer ${markers.key}`,
    'bylaw-facts': JSON.stringify(facts),
    'bylaw-user': markers.user,
  })
  expect(status).toBe(200)
  return { folder, gateway, id: headers.get('bylaw-decision')! }
}

async function read(gateway: Gateway, path: string, key = markers.key) {
  const answer = await fetch(gateway.url + path, { headers: { authorization: `Bearer ${key}` } })
  return { status: answer.status, headers: answer.headers, bytes: new Uint8Array(await answer.arrayBuffer()) }
}

const text = async (gateway: Gateway, path: string) => new TextDecoder().decode((await read(gateway, path)).bytes)

describe('a decision', () => {
  it('leads by its id to a receipt that is verified with the entry and the public key alone', async () => {
    const { gateway, id } = await marked()
    const vkey = (await text(gateway, '/log/vkey')).trim()
    expect(gateway.ledger).toEqual({ vkey, refused: null })
    expect(welcome(gateway)).toContain(vkey)
    const { bytes: leaf } = await read(gateway, `/v1/decisions/${id}/leaf`)
    const receipt = await text(gateway, `/v1/decisions/${id}/receipt`)
    expect(verifyReceipt(receipt, leaf, vkey)).toMatchObject({ ok: true, index: 0, size: 1 })
    expect(verifyReceipt(receipt, leaf.with(20, leaf[20]! ^ 1), vkey)).toMatchObject({ ok: false })
    const parsed = parseLeaf(leaf)
    expect(parsed).toMatchObject({
      ok: true,
      record: {
        id,
        policy: gateway.deployments[0]!.policy,
        specs: [
          { level: 'root', title: 'A spec for tests', version: '2.1' },
          { level: 'developer', title: 'A shop', version: null },
        ],
        principal: { key: 'app', level: 'developer', user: expect.stringMatching(/^usr_[0-9a-f]{32}$/) },
        deployment: 'shop',
        endpoint: 'chat.completions',
        model: 'small-1',
        behaviors: [
          {
            id: 'tool.request.read_file',
            value: 'allow',
            by: { statement: 'set', level: 'developer', source: 'shop.md:11' },
          },
          { id: 'tool.request.*', value: 'ask', by: null },
        ],
        checks: [{ outcome: 'not-run' }],
        tools: [
          { choice: 0, outcome: 'permitted', asks: null },
          { choice: 0, outcome: 'ask', asks: 'developer' },
        ],
        outcome: 'complete',
      },
    })
    expect((await explanation(gateway, id, markers.key)).json.ledger).toEqual({ index: 0 })
  })

  it('gets a receipt under a checkpoint that covers it, however many came before', async () => {
    const gateway = await serve(folderWith(rehearsing))
    for (let index = 0; index < 5; index++) {
      const id = (await post(gateway, JSON.stringify(ask))).headers.get('bylaw-decision')
      const { bytes: leaf } = await read(gateway, `/v1/decisions/${id}/leaf`)
      const receipts = await Promise.all([1, 2, 3].map(() => text(gateway, `/v1/decisions/${id}/receipt`)))
      for (const receipt of receipts) {
        expect(verifyReceipt(receipt, leaf, gateway.ledger.vkey)).toMatchObject({ ok: true, index })
      }
    }
  })

  it('has no receipt while it is under way, and none for others', async () => {
    let finish = () => {}
    const { url } = await upstreamWith((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write(sse([[{ index: 0, delta: { content: 'a' } }]], ''))
      finish = () => response.end(sse([[{ index: 0, delta: {}, finish_reason: 'stop' }]]))
    })
    const keys = ['one', 'two'].map((name) => `{name: ${name}, sha256: ${sha256(name)}, deployment: shop}`)
    const gateway = await serve(folderWith(configBefore(url, `keys: [${keys}]\n`)))
    const body = JSON.stringify({ ...ask, stream: true })
    const headers = { authorization: 'Bearer one' }
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', body, headers })
    const path = `/v1/decisions/${answer.headers.get('bylaw-decision')}/receipt`
    expect((await read(gateway, path, 'one')).status).toBe(409)
    expect((await read(gateway, path, 'two')).status).toBe(404)
    finish()
    await answer.text()
    expect((await read(gateway, path, 'one')).status).toBe(200)
    expect((await read(gateway, path, 'two')).status).toBe(404)
    expect((await read(gateway, '/v1/decisions/dec_none/receipt', 'one')).status).toBe(404)
  })

  it('is answered with 410 when it was forgotten, and verifies still', async () => {
    const { folder, gateway, id } = await marked()
    const ledger = await openSqliteLedger(join(folder, '.bylaw'))
    const body = await ledger.body(id)
    const { bytes: leaf } = await read(gateway, `/v1/decisions/${id}/leaf`)
    const parsed = parseLeaf(leaf)
    if (body.state !== 'kept' || !parsed.ok || 'count' in parsed.record.bodies) throw new Error('no body')
    const salted = body.body.decision as { salt: string; body: Parameters<typeof verifyBody>[0] }
    const [named] = parsed.record.bodies
    expect(verifyBody(salted.body, Buffer.from(salted.salt, 'hex'), named!.digest)).toMatchObject({ ok: true })
    expect(await ledger.forget(id)).toBe('forgotten')
    await ledger.close()
    expect(await explanation(gateway, id, markers.key)).toMatchObject({
      status: 410,
      json: { error: { code: 'decision_forgotten' } },
    })
    const receipt = await text(gateway, `/v1/decisions/${id}/receipt`)
    expect(verifyReceipt(receipt, leaf, gateway.ledger.vkey)).toMatchObject({ ok: true })
  })
})

describe('of a request nothing is in the clear', () => {
  it('in its leaf', async () => {
    const { gateway, id } = await marked()
    const leaf = await text(gateway, `/v1/decisions/${id}/leaf`)
    for (const marker of Object.values(markers)) expect(leaf).not.toContain(marker)
    expect(leaf).not.toContain(sha256(JSON.stringify({ path: markers.argument })))
    expect(leaf).not.toContain(sha256(markers.user))
  })

  it('in any file, once it has ended', async () => {
    const { folder, gateway, id } = await marked()
    const kept = join(folder, '.bylaw')
    const traces = () =>
      readdirSync(kept).flatMap((name) => {
        const bytes = readFileSync(join(kept, name)).toString('latin1')
        return Object.values(markers)
          .filter((marker) => bytes.includes(marker))
          .map((marker) => `${name}: ${marker}`)
      })
    await expect.poll(traces, { timeout: 10_000 }).toEqual([])
    expect((await explanation(gateway, id, markers.key)).json.principal.user).toBe(markers.user)
    expect(traces()).toEqual([])
    for (const name of ['log.key', 'master.key', 'user.key'])
      expect(statSync(join(kept, name)).mode & 0o777).toBe(0o600)
    await gateway.close()
    expect(traces()).toEqual([])
  })
})

describe('the log', () => {
  it('is served so that it verifies whole, to whoever may call', async () => {
    const { gateway, id } = await marked()
    expect((await read(gateway, '/log/tile/0/000.p/1')).status).toBe(404)
    expect((await read(gateway, `/v1/decisions/${id}/receipt`)).status).toBe(200)
    const refused = await fetch(`${gateway.url}/log/checkpoint`)
    expect(refused.status).toBe(401)
    const tile = await read(gateway, '/log/tile/0/000.p/1')
    expect(tile).toMatchObject({ status: 200, bytes: { length: 32 } })
    expect(tile.headers.get('cache-control')).toMatch(/private.*immutable/)
    const missing = ['/log/tile/0/000.p/2', '/log/tile/0/000', '/log/bodies/000', '/log/checkpoint/..%2f', '/log/']
    for (const path of missing) expect((await read(gateway, path)).status).toBe(404)
    const head = await fetch(`${gateway.url}/log/tile/0/000.p/1`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${markers.key}` },
    })
    expect(head).toMatchObject({ status: 200 })
    expect(head.headers.get('content-length')).toBe('32')
    const put = await fetch(`${gateway.url}/log/checkpoint`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${markers.key}` },
    })
    expect(put.status).toBe(405)
    expect(verifyCheckpoint(await text(gateway, '/log/checkpoint'), gateway.ledger.vkey)).toMatchObject({ ok: true })
  })

  it('is open to everybody where the configuration says so, under the name it gives', async () => {
    const key = `keys: [{name: app, sha256: ${sha256('k')}, deployment: shop}]\n`
    const folder = folderWith(`${rehearsing}${key}ledger: {public: true, origin: example.com/log, interval: 1}\n`)
    const gateway = await serve(folder)
    for (let count = 0; count < 3; count++) {
      expect((await post(gateway, JSON.stringify(ask), { authorization: 'Bearer k' })).status).toBe(200)
    }
    const checkpoint = async () => (await fetch(`${gateway.url}/log/checkpoint`)).text()
    await expect.poll(checkpoint, { timeout: 10_000 }).toMatch(/^example\.com\/log\n3\n/)
    const { vkey } = gateway.ledger
    const source = addressSource(`${gateway.url}/log`)
    expect(await verifyLog(source, { vkey })).toMatchObject({ ok: true, checkpoint: { size: 3 }, complete: true })
    expect((await fetch(`${gateway.url}/log/tile/entries/000.p/3`)).headers.get('cache-control')).toContain('public')
  })

  it('keeps its key, and is not signed under another name', async () => {
    const folder = folderWith(rehearsing)
    const first = await serve(folder)
    expect(first.ledger.vkey).toMatch(/^localhost\/bylaw-[0-9a-f]{8}\+/)
    await first.close()
    const second = await serve(folder)
    expect(second.ledger).toEqual(first.ledger)
    await second.close()
    writeFileSync(join(folder, 'bylaw.yaml'), `${rehearsing}ledger: {origin: example.com/other}\n`)
    await expect(serve(folder)).rejects.toThrow('not of `example.com/other`')
    writeFileSync(join(folder, 'bylaw.yaml'), rehearsing)
    expect((await serve(folder)).ledger).toEqual(first.ledger)
  })

  it('is not signed when an older state was put back, and records go on', async () => {
    const folder = folderWith(rehearsing)
    const first = await serve(folder)
    await post(first, JSON.stringify(ask))
    await first.close()
    for (const name of readdirSync(join(folder, '.bylaw'))) {
      if (name.startsWith('ledger.sqlite')) rmSync(join(folder, '.bylaw', name))
    }
    const second = await serve(folder)
    expect(second.ledger.refused).toContain('an older state was put back')
    expect(welcome(second)).toContain('not signed')
    const { headers, status } = await post(second, JSON.stringify(ask))
    expect(status).toBe(200)
    const receipt = await explanation(second, `${headers.get('bylaw-decision')}/receipt`)
    expect(receipt).toMatchObject({ status: 503, json: { error: { code: 'not_signed' } } })
    expect(JSON.stringify(receipt.json)).not.toContain(folder)
  })
})
