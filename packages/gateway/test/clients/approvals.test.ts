/** A call that a person has to approve, as an official client lives through it. Upstreams are scripted; there is no model. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Clinic, keyOf, model, openClinic, question } from './clinic.ts'

let clinic: Clinic
beforeAll(async () => {
  clinic = await openClinic()
})
afterAll(() => clinic.close())

it('is withheld with the id of the approval, leaves once when it is approved, and waits again', async () => {
  const mail = { calls: [{ id: 'call_1', name: 'send_mail', input: { to: 'ann' } }] }
  clinic.upstream.says(mail, mail, mail)
  const tools = [{ type: 'function' as const, function: { name: 'send_mail', parameters: { type: 'object' } } }]
  const ask = async () => {
    const { completions } = clinic.openai('openai-chat').chat
    const { choices } = await completions.create({ model, messages: [{ role: 'user', content: question }], tools })
    return choices[0]!
  }

  const first = await ask()
  expect(first.finish_reason).toBe('stop')
  const id = /The approval `([^`]+)` waits/.exec(first.message.content ?? '')?.[1]
  const answered = await fetch(`${clinic.gateway.url}/v1/approvals/${id}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keyOf('openai-chat')}`, 'content-type': 'application/json' },
    body: JSON.stringify({ answer: 'approve' }),
  })
  expect(await answered.json()).toMatchObject({ state: 'approved' })

  const second = await ask()
  expect(second.finish_reason).toBe('tool_calls')
  expect(second.message.tool_calls).toMatchObject([{ function: { name: 'send_mail', arguments: '{"to":"ann"}' } }])
  expect((await ask()).message.tool_calls ?? []).toEqual([])
})
