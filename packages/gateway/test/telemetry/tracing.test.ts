import { UpstreamError } from '@bylaw/providers'
import { describe, expect, it } from 'vitest'
import { incoming } from '../who/incoming.ts'
import {
  answer,
  attributesOf,
  check,
  collector,
  deploymentWith,
  ended,
  promptOf,
  telemetryWith,
  toolCall,
} from './observing.ts'

const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
const span = '00f067aa0ba902b7'
const traceparent = `00-${trace}-${span}-01`
const shop = deploymentWith({
  upstreams: [
    { format: 'anthropic-messages', url: 'https://models.example/v1' },
    { format: 'openai-chat', url: 'http://127.0.0.1:11434/v1', model: 'large' },
  ],
})
const unreachable = new UpstreamError({
  status: 502,
  message: 'no',
  type: 'api_error',
  param: null,
  code: 'upstream_unreachable',
})

/** Asks the first upstream, which fails, then the second, which answers. */
async function traced(content = false) {
  const received = await collector()
  const telemetry = await telemetryWith({ traces: received.url, content })
  const prompt = promptOf({ temperature: 0.5, max_tokens: 100 })
  const observed = telemetry.begun('chat.completions', incoming({ traceparent }))
  const following = observed.asks(prompt, prompt.messages, shop)!
  const sent = [following.called(0)]
  following.failed(unreachable)
  sent.push(following.called(1))
  for (const event of answer) observed.see({ events: [event], wire: null })
  const checks = [check({}), check({ outcome: 'blocked' })]
  const toolCalls = [toolCall('tool.request.my_secret_tool', { declared: false, outcome: 'ask' })]
  observed.ended(200, shop, ended({ checks, toolCalls, facts: [{ name: 'a.b', value: 'my secret fact', by: 'user' }] }))
  await telemetry.close()
  return { ...received, sent }
}

describe('the spans of a request', () => {
  it('go on with the trace of the caller, and each call upstream with theirs', async () => {
    const { spans, sent, paths } = await traced()
    const [first, second, server] = spans()
    expect(paths).toEqual(['/v1/traces'])
    expect(spans().map(({ name, kind }) => [name, kind])).toEqual([
      ['chat small', 3],
      ['chat large', 3],
      ['bylaw chat.completions', 2],
    ])
    expect(spans().map(({ traceId }) => traceId)).toEqual([trace, trace, trace])
    expect([server!.parentSpanId, first!.parentSpanId, second!.parentSpanId]).toEqual([
      span,
      server!.spanId,
      server!.spanId,
    ])
    expect(sent.map(({ traceparent }) => traceparent)).toEqual([
      `00-${trace}-${first!.spanId}-01`,
      `00-${trace}-${second!.spanId}-01`,
    ])
  })

  it('say in the words of the conventions what was asked of whom, and what came of it', async () => {
    const { spans } = await traced()
    const [first, second] = spans()
    expect(attributesOf(first!)).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'small',
      'gen_ai.request.stream': false,
      'gen_ai.request.max_tokens': 100,
      'gen_ai.request.temperature': 0.5,
      'server.address': 'models.example',
      'server.port': 443,
      'error.type': 'upstream_unreachable',
    })
    expect(attributesOf(second!)).toMatchObject({
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'large',
      'gen_ai.response.model': 'small-1',
      'gen_ai.response.id': 'chatcmpl-7',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 11,
      'gen_ai.usage.output_tokens': 5,
      'server.address': '127.0.0.1',
      'server.port': 11434,
    })
    expect([first!.status?.code, second!.status?.code ?? 0]).toEqual([2, 0])
  })

  it('name the decision, its policy, and what was not permitted', async () => {
    const { spans } = await traced()
    const server = spans()[2]!
    expect(attributesOf(server)).toEqual({
      'http.request.method': 'POST',
      'http.response.status_code': 200,
      'bylaw.endpoint': 'chat.completions',
      'bylaw.deployment': 'shop',
      'bylaw.decision': 'dec_1',
      'bylaw.policy': 'd1',
      'bylaw.state': 'complete',
    })
    expect(server.events!.map((event) => [event.name, attributesOf(event)])).toEqual([
      ['bylaw.check', { 'bylaw.behavior': 'drug-information', 'bylaw.outcome': 'blocked', 'bylaw.mode': 'enforce' }],
      ['bylaw.tool_call', { 'bylaw.behavior': 'tool.request.*', 'bylaw.outcome': 'ask' }],
    ])
  })

  it('carry nothing of what was said, who said it, or a model’s words', async () => {
    const { bodies } = await traced()
    expect(bodies.join()).not.toMatch(/secret|why|ü/)
  })

  it('carry what was said where that is configured', async () => {
    const { spans } = await traced(true)
    const attributes = attributesOf(spans()[1]!)
    expect(JSON.parse(String(attributes['gen_ai.input.messages']))).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'my secret question' }] },
    ])
    expect(JSON.parse(String(attributes['gen_ai.output.messages']))).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'my secret answer' }], finish_reason: 'stop' },
    ])
  })

  it('end with the error that the request ended with', async () => {
    const { url, spans } = await collector()
    const telemetry = await telemetryWith({ traces: url })
    const prompt = promptOf()
    const observed = telemetry.begun('chat.completions', incoming({}))
    observed.asks(prompt, prompt.messages, shop)!.called(0)
    const error = { status: 502, code: 'upstream_incomplete', message: 'my secret message' }
    observed.ended(200, shop, ended({ state: 'failed', error }))
    telemetry.begun('models', incoming({})).ended(401, null, null)
    await telemetry.close()
    const [call, server, other] = spans()
    expect([attributesOf(call!)['error.type'], attributesOf(server!)['error.type']]).toEqual([
      'upstream_incomplete',
      'upstream_incomplete',
    ])
    expect([call!.status?.code, server!.parentSpanId ?? '', server!.traceId === other!.traceId]).toEqual([2, '', false])
    expect([attributesOf(other!)['http.response.status_code'], other!.status?.code ?? 0]).toEqual([401, 0])
  })

  it('are not sent where the caller does not want its trace sampled, and the call upstream hears so', async () => {
    const { url, spans } = await collector()
    const telemetry = await telemetryWith({ traces: url })
    const prompt = promptOf()
    const observed = telemetry.begun('chat.completions', incoming({ traceparent: `00-${trace}-${span}-00` }))
    const { traceparent: told } = observed.asks(prompt, prompt.messages, shop)!.called(0)
    observed.ended(200, shop, ended())
    await telemetry.close()
    expect(told).toMatch(new RegExp(`^00-${trace}-[0-9a-f]{16}-00$`))
    expect(spans()).toEqual([])
  })

  it('cost nobody anything where the collector is not there', async () => {
    const telemetry = await telemetryWith({ traces: 'http://127.0.0.1:9/v1/traces' })
    telemetry.begun('models', incoming({})).ended(200, null, null)
    await telemetry.close()
  })

  it('are none where they are not configured: nothing goes along with a call', async () => {
    const telemetry = await telemetryWith()
    const prompt = promptOf()
    expect(telemetry.begun('models', incoming({ traceparent })).asks(prompt, prompt.messages, shop)).toBeUndefined()
  })
})
