import type { ChatCompletionMessageToolCall } from 'openai/resources/chat/completions'
import { describe, expect, it } from 'vitest'
import { client, completion, functionCall, gatewayBefore, sends, sse, upstreamWith } from './house.ts'

const ask = { model: 'small-1', messages: [{ role: 'user' as const, content: 'Tidy up.' }] }
const read = functionCall('call_r', 'read_file', '{"path": "notes.txt"}')
const remove = functionCall('call_d', 'delete_file', '{"path": "never-leaves.txt"}')
const mail = functionCall('call_m', 'send_mail', '{"to": "never-leaves@example.com"}')

/** A call as models stream it: the name, then the arguments in pieces of three characters. */
function pieces(calls: (typeof read)[]): object[][] {
  return calls.flatMap(({ id, type, function: { name, arguments: text } }, index) => [
    [
      {
        index: 0,
        delta: { tool_calls: [{ index, id, type, function: { name, arguments: '' } }] },
        finish_reason: null,
      },
    ],
    ...(text.match(/.{1,3}/gs) ?? []).map((piece) => [
      { index: 0, delta: { tool_calls: [{ index, function: { arguments: piece } }] }, finish_reason: null },
    ]),
  ])
}

/** What the SDK makes of an answer with these calls. */
async function choiceOf(calls: (typeof read)[], stream: boolean) {
  const whole = JSON.stringify(completion({ content: null, tool_calls: calls }, 'tool_calls'))
  const streamed = sse([
    [{ index: 0, delta: { role: 'assistant', content: null }, finish_reason: null }],
    ...pieces(calls),
    [{ index: 0, delta: {}, finish_reason: 'tool_calls' }],
  ])
  const { url } = await upstreamWith(stream ? sends('stream', streamed) : sends('json', whole))
  const gateway = await gatewayBefore(url)
  const sdk = client(gateway)
  const { choices } = stream
    ? await sdk.chat.completions.stream(ask).finalChatCompletion()
    : await sdk.chat.completions.create(ask)
  return choices[0]!
}

const bare = (calls: ChatCompletionMessageToolCall[] | undefined) =>
  calls?.map((call) => call.type === 'function' && functionCall(call.id, call.function.name, call.function.arguments))

describe.each([
  ['whole', false],
  ['streamed', true],
])('tool calls of an answer that is %s', (_, stream) => {
  it('leave as they are when they are allowed', async () => {
    const choice = await choiceOf([read, { ...read, id: 'call_2' }], stream)
    expect(bare(choice.message.tool_calls)).toEqual([read, { ...read, id: 'call_2' }])
    expect(choice.message.content).toBeNull()
    expect(choice.finish_reason).toBe('tool_calls')
  })

  it('are withheld when they are denied, with the rule in words', async () => {
    const choice = await choiceOf([remove], stream)
    expect(choice.message.tool_calls ?? []).toEqual([])
    expect(choice.message.content).toContain('The call of the tool `delete_file` was withheld.')
    expect(choice.message.content).toContain('limited by a developer (shop.md:12)')
    expect(JSON.stringify(choice)).not.toContain('never-leaves')
    expect(choice.finish_reason).toBe('stop')
  })

  it('are withheld when somebody would have to approve', async () => {
    const choice = await choiceOf([mail], stream)
    expect(choice.message.tool_calls ?? []).toEqual([])
    expect(choice.message.content).toMatch(/`send_mail` was withheld: a developer or a stronger level must approve/)
    expect(JSON.stringify(choice)).not.toContain('never-leaves')
    expect(choice.finish_reason).toBe('stop')
  })

  it('are decided one by one', async () => {
    const choice = await choiceOf([remove, read, mail], stream)
    expect(bare(choice.message.tool_calls)).toEqual([read])
    expect(choice.message.content).toMatch(/`delete_file` was withheld.*`send_mail` was withheld/s)
    expect(JSON.stringify(choice)).not.toContain('never-leaves')
    expect(choice.finish_reason).toBe('tool_calls')
  })

  it('are decided on their arguments', async () => {
    const secret = functionCall('call_s', 'read_file', '{"path": "/etc/never-leaves"}')
    const choice = await choiceOf([secret, read], stream)
    expect(bare(choice.message.tool_calls)).toEqual([read])
    expect(JSON.stringify(choice)).not.toContain('never-leaves')
  })

  it.each([
    ['no path to decide on', '{}'],
    ['not JSON', '{"path": "never-leaves'],
    ['not an object', '["never-leaves"]'],
    ['a key twice', '{"path": "/etc/never-leaves", "path": "notes.txt"}'],
    ['a key twice, escaped', '{"path": "/etc/never-leaves", "p\\u0061th": "notes.txt"}'],
  ])('are withheld with %s', async (_, text) => {
    const choice = await choiceOf([functionCall('call_x', 'read_file', text)], stream)
    expect(choice.message.tool_calls ?? []).toEqual([])
    expect(choice.message.content).toContain('`read_file` was withheld')
    expect(JSON.stringify(choice)).not.toContain('never-leaves')
  })

  it('can not take another name than their own', async () => {
    const forged = functionCall('call_f', 'x.read_file', '{"path": "never-leaves"}')
    const choice = await choiceOf([forged], stream)
    expect(choice.message.content).toContain('`x%2Eread_file` was withheld')
    expect(JSON.stringify(choice)).not.toContain('never-leaves')
  })
})
