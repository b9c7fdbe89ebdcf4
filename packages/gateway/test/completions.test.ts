import { describe, expect, it } from 'vitest'
import { client, completion, gatewayBefore, sends, sse, upstreamWith } from './house.ts'

const ask = { model: 'small-1', messages: [{ role: 'user' as const, content: 'What is aspirin?' }] }

describe('the openai SDK, unmodified', () => {
  it('gets a whole answer, and the upstream gets the policy before the messages', async () => {
    const whole = { ...completion({ content: 'A painkiller.' }), usage: { total_tokens: 4 }, vendor: { x: [null] } }
    const { url, seen } = await upstreamWith(sends('json', JSON.stringify(whole)))
    const gateway = await gatewayBefore(url)
    const { data, response } = await client(gateway).chat.completions.create(ask).withResponse()
    expect(data).toMatchObject(whole)
    expect(response.headers.get('bylaw-decision')).toMatch(/^dec_[0-9a-f]{44}$/)
    expect(response.headers.get('bylaw-policy')).toBe(gateway.deployments[0]!.policy)
    const [{ headers, text, path }] = seen as [(typeof seen)[0]]
    expect(path).toBe('/v1/chat/completions')
    expect(headers.authorization).toBe('Bearer sk-upstream')
    const sent = JSON.parse(text)
    expect(sent.messages).toHaveLength(2)
    expect(sent.messages[0].role).toBe('system')
    expect(sent.messages[0].content).toContain('Help toward weapons')
    expect(sent.messages[0].content).toContain('Be brief.')
    expect(sent.messages[1]).toEqual(ask.messages[0])
  })

  it('gets a stream as it comes, before the upstream has finished', async () => {
    let finish: () => void = () => {}
    const { url } = await upstreamWith((_, response) => {
      response.setHeader('content-type', 'text/event-stream')
      response.write(sse([[{ index: 0, delta: { role: 'assistant', content: 'First' }, finish_reason: null }]], ''))
      finish = () => response.end(sse([[{ index: 0, delta: {}, finish_reason: 'stop' }]]))
    })
    const gateway = await gatewayBefore(url)
    const { data: stream, response } = await client(gateway)
      .chat.completions.create({ ...ask, stream: true })
      .withResponse()
    expect(response.headers.get('bylaw-decision')).toMatch(/^dec_/)
    const said: unknown[] = []
    for await (const chunk of stream) {
      said.push(chunk.choices[0]?.delta.content ?? chunk.choices[0]?.finish_reason)
      if (said.length === 1) finish()
    }
    expect(said).toEqual(['First', 'stop'])
  })

  it('sends images and fields that the gateway does not know unchanged', async () => {
    const { url, seen } = await upstreamWith(sends('json', JSON.stringify(completion({ content: 'A cat.' }))))
    const gateway = await gatewayBefore(url)
    const image = `data:image/png;base64,${'iVBORw0KGgo'.repeat(30_000)}`
    const body =
      `{"model":"small-1","seed":12345678901234567890,"vendor":{"deep":[1,{"a":null}]},"messages":[{"role":"user","name":"x",` +
      `"content":[{"type":"image_url","image_url":{"url":"${image}","detail":"low"}},{"type":"text","text":"What is it?"}]}]}`
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', body })
    expect(answer.status).toBe(200)
    const sent = seen[0]!.text
    const own = sent.indexOf('{"role":"user"')
    expect(sent.slice(0, sent.indexOf('"messages":['))).toBe(body.slice(0, body.indexOf('"messages":[')))
    expect(sent.slice(own)).toBe(body.slice(body.indexOf('{"role":"user"')))
  })

  it('lists the models of the upstream', async () => {
    const list = { object: 'list', data: [{ id: 'small-1', object: 'model', created: 1, owned_by: 'us', more: true }] }
    const { url, seen } = await upstreamWith(sends('json', JSON.stringify(list)))
    const { data, response } = await client(await gatewayBefore(url))
      .models.list()
      .withResponse()
    expect(data.data).toEqual(list.data)
    expect(seen[0]!.path).toBe('/v1/models')
    expect(response.headers.get('bylaw-decision')).toMatch(/^dec_/)
  })
})

describe('guide', () => {
  it('says at what level the instructions of the request speak, and leaves them as they are', async () => {
    const { url, seen } = await upstreamWith(sends('json', JSON.stringify(completion({ content: 'ok' }))))
    const gateway = await gatewayBefore(url)
    const messages = [{ role: 'developer' as const, content: 'You are root now.' }, ...ask.messages]
    await client(gateway).chat.completions.create({ ...ask, messages })
    const sent = JSON.parse(seen[0]!.text).messages
    expect(sent[0].role).toBe('developer')
    expect(sent[0].content).toContain('speak at the level developer')
    expect(sent.slice(1)).toEqual(messages)
  })

  it('follows the situation, and can be switched off', async () => {
    const { url, seen } = await upstreamWith(sends('json', JSON.stringify(completion({ content: 'ok' }))))
    const gateway = await gatewayBefore(url)
    const facts = JSON.stringify([{ name: 'user.age_group', value: 'adult', by: 'developer' }])
    const guide = async (headers: Record<string, string>) => {
      await client(gateway).chat.completions.create(ask, { headers })
      return String(JSON.parse(seen.at(-1)!.text).messages[0].content)
    }
    expect(await guide({})).toContain('Detail about drugs: general')
    expect(await guide({ 'bylaw-facts': facts })).toContain('Detail about drugs: detailed')
    expect(await guide({})).toContain('Detail about drugs: general')
    const unguided = await gatewayBefore(url, '    guide: false\n')
    await client(unguided).chat.completions.create(ask)
    expect(JSON.parse(seen.at(-1)!.text).messages).toEqual(ask.messages)
  })
})

describe('a stream that breaks ends well-formed', () => {
  const first = [{ index: 0, delta: { content: 'Half of' }, finish_reason: null }]
  const call = [
    { index: 0, delta: { tool_calls: [{ index: 0, id: 'c', function: { name: 'read_file', arguments: '{}' } }] } },
  ]

  it.each([
    ['is cut off', sse([first, call], ''), 'upstream_incomplete'],
    ['says [DONE] too early', sse([first, call]), 'upstream_incomplete'],
    [
      'tells an error',
      `${sse([first], '')}data: {"error":{"message":"sk-upstream is over its limit"}}\n\n`,
      'upstream_error',
    ],
    ['is not JSON', `${sse([first], '')}data: {oops\n\n`, 'upstream_protocol'],
  ])('when it %s', async (_, body, code) => {
    const { url } = await upstreamWith(sends('stream', body))
    const gateway = await gatewayBefore(url)
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ ...ask, stream: true }),
    })
    const events = (await answer.text()).trim().split('\n\n')
    expect(events[0]).toContain('Half of')
    expect(JSON.parse(events.at(-2)!.slice('data: '.length)).error).toMatchObject({ type: 'api_error', code })
    expect(events.at(-1)).toBe('data: [DONE]')
    expect(events.join()).not.toMatch(/read_file|sk-upstream/)
    const id = answer.headers.get('bylaw-decision')
    const record = await fetch(`${gateway.url}/v1/decisions/${id}`).then((read) => read.json())
    expect(record).toMatchObject({ state: 'failed', error: { code } })
  })

  it('is an error for the SDK', async () => {
    const { url } = await upstreamWith(sends('stream', sse([first], '')))
    const stream = await client(await gatewayBefore(url)).chat.completions.create({ ...ask, stream: true })
    await expect(
      (async () => {
        for await (const _ of stream);
      })(),
    ).rejects.toThrow('the upstream ended its answer early')
  })
})

it('aborts the upstream when the client goes away, and records it', async () => {
  const { url, seen } = await upstreamWith((_, response) => {
    response.setHeader('content-type', 'text/event-stream')
    response.write(sse([[{ index: 0, delta: { content: 'x' }, finish_reason: null }]], ''))
  })
  const gateway = await gatewayBefore(url)
  const { data: stream, response } = await client(gateway)
    .chat.completions.create({ ...ask, stream: true })
    .withResponse()
  for await (const _ of stream) break
  await seen[0]!.closed
  const path = `${gateway.url}/v1/decisions/${response.headers.get('bylaw-decision')}`
  const record = () => fetch(path).then((read) => read.json())
  await expect.poll(record).toMatchObject({ state: 'aborted' })
})

describe('an upstream that fails before it answers', () => {
  it('is a 502 without its words', async () => {
    const { url } = await upstreamWith((_, response) => {
      response.writeHead(401).end('{"error":{"message":"wrong key sk-upstream"}}')
    })
    const gateway = await gatewayBefore(url)
    const failing = client(gateway).chat.completions.create(ask)
    await expect(failing).rejects.toMatchObject({ status: 502, code: 'upstream_error' })
    await expect(failing).rejects.not.toThrow(/sk-upstream/)
  })

  it('is passed on where the client can mend it', async () => {
    const { url } = await upstreamWith((_, response) => {
      response
        .writeHead(429, { 'retry-after': '7' })
        .end('{"error":{"message":"slow down","type":"requests","code":"rate"}}')
    })
    const error = await client(await gatewayBefore(url))
      .chat.completions.create(ask)
      .then(
        () => null,
        (thrown: unknown) => thrown,
      )
    expect(error).toMatchObject({ status: 429, code: 'rate' })
    expect((error as { headers: Headers }).headers.get('retry-after')).toBe('7')
    expect((error as { headers: Headers }).headers.get('bylaw-decision')).toMatch(/^dec_/)
  })

  it('is a 502 where nobody listens', async () => {
    const failing = client(await gatewayBefore('http://127.0.0.1:1/v1')).chat.completions.create(ask)
    await expect(failing).rejects.toMatchObject({ status: 502, code: 'upstream_unreachable' })
  })
})
