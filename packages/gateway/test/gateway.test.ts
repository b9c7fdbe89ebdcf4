import { request as httpRequest } from 'node:http'
import { describe, expect, it } from 'vitest'
import { welcome } from '../src/index.ts'
import {
  ask,
  client,
  completion,
  explanation,
  folderWith,
  gatewayBefore,
  post,
  rehearsing,
  sends,
  serve,
  upstreamWith,
} from './house.ts'

describe('every answer carries the decision and the policy', () => {
  it.each([
    ['POST', '/v1/chat/completions', 'not json', 400, 'invalid_json'],
    ['POST', '/v1/chat/completions', '{"model":"m","messages":[]}', 400, 'invalid_value'],
    ['POST', '/v1/chat/completions', '['.repeat(200_000), 400, 'nested_too_deep'],
    ['GET', '/v1/chat/completions', undefined, 405, 'wrong_method'],
    ['GET', '/v1/decisions/dec_none', undefined, 404, 'decision_not_found'],
    ['POST', '/v1/responses', '{}', 400, 'invalid_value'],
    ['POST', '/v1/nothing', '{}', 404, 'unknown_url'],
  ])('%s %s', async (method, path, body, status, code) => {
    const gateway = await serve(folderWith(rehearsing))
    const answer = await fetch(gateway.url + path, { method, ...(body && { body }) })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toMatchObject({ error: { code, type: 'invalid_request_error' } })
    expect(answer.headers.get('bylaw-policy')).toBe(gateway.deployments[0]!.policy)
    const read = await explanation(gateway, answer.headers.get('bylaw-decision'))
    expect(read.json).toMatchObject({ state: 'refused', error: { status, code } })
  })

  it('refuses mandates, compressed, broken and overlarge bodies', async () => {
    const gateway = await serve(folderWith(rehearsing))
    const body = JSON.stringify(ask)
    expect((await post(gateway, body, { 'bylaw-mandate': 'x' })).json.error.code).toBe('unsupported_mandate')
    expect((await post(gateway, body, { 'content-encoding': 'gzip' })).status).toBe(415)
    expect((await post(gateway, new Uint8Array([0x22, 0xff, 0x22]))).json.error.code).toBe('invalid_encoding')
    const large = new Uint8Array(20 * 1024 * 1024 + 1).fill(0x20)
    expect((await post(gateway, large)).json.error.code).toBe('body_too_large')
    const unannounced = new ReadableStream({
      start(controller) {
        controller.enqueue(large)
        controller.close()
      },
    })
    const options = { method: 'POST', body: unannounced, duplex: 'half' } as RequestInit
    expect((await fetch(`${gateway.url}/v1/chat/completions`, options)).status).toBe(413)
  })

  it('serves no name that was rebound to this machine', async () => {
    const gateway = await serve(folderWith(rehearsing))
    const { port } = new URL(gateway.url)
    const status = await new Promise((resolve) => {
      const options = { port, path: '/v1/models', headers: { host: 'evil.example' } }
      httpRequest(options, (answer) => resolve(answer.resume().statusCode)).end()
    })
    expect(status).toBe(403)
  })
})

describe('a rehearsal', () => {
  it('answers out of the spec, whole and streamed, and its tool calls are authorised, too', async () => {
    const gateway = await serve(folderWith(rehearsing))
    const sdk = client(gateway)
    const whole = await sdk.chat.completions.create(ask)
    expect(whole.choices[0]!.message.content).toMatch(
      /^\[Rehearsal: .*“what a friend took”.*\]\n\nCall an ambulance now/,
    )
    const streamed = await sdk.chat.completions.stream(ask).finalContent()
    expect(streamed).toBe(whole.choices[0]!.message.content)
    const tools = ['read_file', 'delete_file'].map((name) => ({ type: 'function' as const, function: { name } }))
    const content = 'call read_file {"path": "a.txt"} and delete_file {"path": "b.txt"}'
    const stream = sdk.chat.completions.stream({ model: 'any', messages: [{ role: 'user', content }], tools })
    const { message, finish_reason } = (await stream.finalChatCompletion()).choices[0]!
    expect(message.tool_calls).toMatchObject([{ function: { name: 'read_file', arguments: '{"path": "a.txt"}' } }])
    expect(message.content).toMatch(/^\[Rehearsal:.*The call of the tool `delete_file` was withheld\./s)
    expect(finish_reason).toBe('tool_calls')
    expect((await sdk.models.list()).data).toMatchObject([{ id: 'rehearsal' }])
  })
})

it('says where it serves and what to try; anybody may read what tells nothing', async () => {
  const gateway = await serve(folderWith(rehearsing))
  const text = welcome(gateway)
  expect(text).toContain(`curl -i ${gateway.url}/v1/chat/completions`)
  expect(text).toContain(`shop: policy ${gateway.deployments[0]!.policy!.slice(0, 12)}, model: rehearsal`)
  const page = await fetch(gateway.url)
  expect(page.headers.get('content-type')).toContain('text/plain')
  expect(await page.text()).toContain('/v1/chat/completions')
  expect(await (await fetch(`${gateway.url}/healthz`)).json()).toEqual({ status: 'ok' })
  expect((await fetch(`${gateway.url}/nothing`)).status).toBe(404)
})

it('lets an answer under way come to its end when it closes', async () => {
  let finish = () => {}
  const { url, seen } = await upstreamWith((_, response) => {
    finish = () => sends('json', JSON.stringify(completion({ content: 'done' })))(_, response)
  })
  const gateway = await gatewayBefore(url)
  const answer = post(gateway, JSON.stringify(ask))
  await expect.poll(() => seen.length).toBe(1)
  const closing = gateway.close()
  finish()
  expect((await answer).status).toBe(200)
  await closing
})
