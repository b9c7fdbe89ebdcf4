import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Gateway } from '../../src/index.ts'
import { completion, configBefore, folderWith, functionCall, sends, serve, sha256, upstreamWith } from '../house.ts'

const settings = `    behaviors:
      drug-information: {check: enforce, act: ask, judges: [{judge: doses, exhibits: general}]}
judges:
  doses: {detector: words, words: [milligrams]}
keys:
  - {name: app, sha256: ${sha256('k-app')}, deployment: shop, level: user}
  - {name: twin, sha256: ${sha256('k-twin')}, deployment: shop, level: user}
  - {name: desk, sha256: ${sha256('k-desk')}, deployment: shop, level: developer}
`

const mail = functionCall('call_m', 'send_mail', '{"to": "bob@example.com"}')
const words = 'Take ten milligrams.'
const tools = [{ type: 'function', function: { name: 'send_mail', parameters: { type: 'object' } } }]
const request = { model: 'small-1', messages: [{ role: 'user', content: 'Go on.' }], tools }

/** What the shop itself limits, whoever speaks for it may permit once. */
const strict = '~~~yaml bylaw\nlimit: {drug-information: refuse}\n~~~\n'

/** A gateway before a scripted upstream on loopback that gives the same answer to whatever it is asked. */
async function gatewayOf(message: object, finish: string): Promise<Gateway> {
  const { url } = await upstreamWith(sends('json', JSON.stringify(completion(message, finish))))
  const folder = folderWith(configBefore(url, settings))
  writeFileSync(join(folder, 'shop.md'), strict)
  return serve(folder)
}

async function as(gateway: Gateway, key: string, path: string, body?: object) {
  const headers = { authorization: `Bearer k-${key}` }
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const answer = await fetch(`${gateway.url}${path}`, { headers, ...sent })
  return { status: answer.status, id: answer.headers.get('bylaw-decision'), json: JSON.parse(await answer.text()) }
}

const messageOf = ({ json }: Awaited<ReturnType<typeof as>>) => json.choices[0].message
const approvalIn = (text: string) => /apr_[0-9a-f]{32}/.exec(text)![0]

describe('a tool call that somebody has to approve', () => {
  it('is asked for, listed, approved by a stronger key, done once, and asked for again', async () => {
    const gateway = await gatewayOf({ content: null, tool_calls: [mail] }, 'tool_calls')
    const send = () => as(gateway, 'app', '/v1/chat/completions', request)

    const first = await send()
    expect(messageOf(first).tool_calls).toBeUndefined()
    const id = approvalIn(messageOf(first).content)
    expect(approvalIn(messageOf(await send()).content)).toBe(id)

    const listed = await as(gateway, 'desk', '/v1/approvals?state=pending')
    expect(listed.json.data).toMatchObject([{ id, decision: first.id, behavior: 'tool.request.send_mail' }])
    expect(JSON.stringify(listed.json)).not.toContain('bob')
    const read = await as(gateway, 'desk', `/v1/approvals/${id}`)
    expect(read.json.shown).toEqual({
      kind: 'call',
      tool: 'tool.request.send_mail',
      arguments: mail.function.arguments,
    })
    const unread = await as(gateway, 'twin', `/v1/approvals/${id}`)
    expect([unread.status, unread.json.error.code]).toEqual([404, 'approval_not_found'])

    const approve = (key: string) => as(gateway, key, `/v1/approvals/${id}`, { answer: 'approve' })
    expect((await approve('app')).json.error.code).toBe('may_not_answer')
    expect((await approve('twin')).status).toBe(404)
    expect((await approve('desk')).json).toMatchObject({ state: 'approved', answeredBy: 'developer by desk' })
    expect((await approve('desk')).json.error.code).toBe('approval_approved')

    const done = await send()
    expect(messageOf(done).tool_calls).toEqual([mail])
    const { json } = await as(gateway, 'app', `/v1/decisions/${done.id}`)
    expect(json.toolCalls).toMatchObject([{ behavior: 'tool.request.send_mail', value: 'ask', outcome: 'permitted' }])
    expect((await as(gateway, 'app', `/v1/approvals/${id}`)).json.state).toBe('used')

    const again = await send()
    expect(messageOf(again).tool_calls).toBeUndefined()
    expect(approvalIn(messageOf(again).content)).not.toBe(id)
  })

  it('stays withheld once it was denied, until it is asked for anew', async () => {
    const gateway = await gatewayOf({ content: null, tool_calls: [mail] }, 'tool_calls')
    const send = () => as(gateway, 'app', '/v1/chat/completions', request)
    const id = approvalIn(messageOf(await send()).content)
    await as(gateway, 'desk', `/v1/approvals/${id}`, { answer: 'deny' })
    const after = messageOf(await send())
    expect(after.tool_calls).toBeUndefined()
    expect(approvalIn(after.content)).not.toBe(id)
    expect((await as(gateway, 'app', `/v1/approvals/${id}`)).json.state).toBe('denied')
  })
})

describe('a text that somebody has to approve', () => {
  it('is withheld, shown to a stronger key alone, approved, and handed out once with a record', async () => {
    const gateway = await gatewayOf({ content: words }, 'stop')
    const asked = await as(gateway, 'app', '/v1/chat/completions', request)
    expect(JSON.stringify(asked.json)).not.toContain('milligrams')
    const id = approvalIn(messageOf(asked).content)
    expect((await as(gateway, 'desk', `/v1/approvals/${id}`)).json.shown).toEqual({ kind: 'text', text: words })

    await as(gateway, 'desk', `/v1/approvals/${id}`, { answer: 'approve' })
    expect((await as(gateway, 'desk', `/v1/approvals/${id}`)).json).not.toHaveProperty('text')
    const handed = await as(gateway, 'app', `/v1/approvals/${id}`)
    expect(handed.json).toMatchObject({ text: words, state: 'used' })
    const { json } = await as(gateway, 'app', `/v1/decisions/${handed.id}`)
    expect(json).toMatchObject({ endpoint: 'approvals.get', state: 'complete', principal: { key: 'app' } })
    expect((await as(gateway, 'app', `/v1/approvals/${id}`)).json).not.toHaveProperty('text')
  })
})
