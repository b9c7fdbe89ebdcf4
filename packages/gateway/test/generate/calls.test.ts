import { describe, expect, it } from 'vitest'
import { gateOf, subjectOf } from '../../src/generate/calls.ts'
import { configOf } from './asked.ts'
import { passageOf, scripted } from './passage.ts'

function gate(approvals?: object) {
  const { passage, asked } = passageOf({}, { provider: scripted([]) })
  const { engine } = passage.deployment.service!
  const situation = { engine, facts: [], declared: new Map([['pay', 'request' as const]]) }
  const { recording, principal, house } = passage
  const fails = { writing: false }
  const { write } = house.records
  house.records.write = (record) => (fails.writing ? Promise.reject(new Error('full')) : write(record))
  const config = configOf().approvals
  const keeping = { situation, recording, principal, config, approvals: (approvals ?? house.approvals) as never }
  return { decide: gateOf(keeping), asked, fails }
}

const call = (text: string, name = 'pay') => ({ call: { id: 'a', name, type: 'function' as const }, text })

describe('a call that somebody has to approve', () => {
  it('waits, bound to who asked, the tool, the arguments and the policy', async () => {
    const { decide, asked } = gate()
    const [decided] = await decide(0, [call('{"to":"a"}')])
    expect(decided).toMatchObject({ outcome: 'ask', approval: 'apr_1' })
    expect(asked.approvals).toMatchObject([
      {
        level: 'developer',
        decision: 'dec_1',
        shown: { kind: 'call', tool: 'tool.request.pay', arguments: '{"to":"a"}' },
        binding: { deployment: 'shop', key: 'app', behavior: 'tool.request.pay', subject: subjectOf('{"to":"a"}') },
      },
    ])
    expect(asked.written.at(-1)!.toolCalls).toEqual([expect.not.objectContaining({ approval: expect.anything() })])
  })

  it('leaves once when it was approved: an approval is used up', async () => {
    const { decide, asked } = gate()
    asked.approved.add(subjectOf('{}'))
    const decided = await decide(0, [call('{}'), call('{}')])
    expect(decided.map(({ outcome }) => outcome)).toEqual(['permitted', 'ask'])
  })

  it('is not approved by an answer to other arguments', async () => {
    const { decide, asked } = gate()
    asked.approved.add(subjectOf('{"to":"a"}'))
    expect(await decide(0, [call('{"to":"b"}')])).toMatchObject([{ outcome: 'ask' }])
  })

  it('stays where approvals can not be reached', async () => {
    const gone = async () => Promise.reject(new Error('gone'))
    for (const unreachable of [{ stands: gone }, { stands: async () => true, take: gone }]) {
      const { decide, asked } = gate(unreachable)
      const [decided] = await decide(0, [call('{}')])
      expect(decided).toMatchObject({ outcome: 'blocked', sentence: expect.stringContaining('reached') })
      expect(asked.written.at(-1)!.toolCalls).toMatchObject([{ outcome: 'blocked' }])
    }
  })

  it('keeps its approval where it can not be written that it leaves', async () => {
    const { decide, asked, fails } = gate()
    asked.approved.add(subjectOf('{}'))
    fails.writing = true
    await expect(decide(0, [call('{}')])).rejects.toMatchObject({ failure: { code: 'not_recorded' } })
    expect(asked.approved.size).toBe(1)
    fails.writing = false
    expect(await decide(0, [call('{}')])).toMatchObject([{ outcome: 'permitted' }])
    expect(asked.approved.size).toBe(0)
    expect(asked.written.at(-1)!.toolCalls.at(-1)).toMatchObject({ outcome: 'permitted' })
  })

  it('is written as it was decided in the end, where its approval was used up meanwhile', async () => {
    const pending = async () => ({ id: 'apr_9' })
    const { decide, asked } = gate({ stands: async () => true, take: async () => false, pending })
    const decided = await decide(0, [call('{}'), call('{}', 'delete_file')])
    expect(decided).toMatchObject([{ outcome: 'ask', approval: 'apr_9' }, { outcome: 'blocked' }])
    expect(asked.written.at(-1)!.toolCalls).toMatchObject([{ outcome: 'ask' }, { outcome: 'blocked' }])
  })

  it('asks nobody where its answer may not leave', async () => {
    const { decide, asked } = gate()
    asked.approved.add(subjectOf('{}'))
    expect(await decide(0, [{ ...call('{}'), withheld: 'The text may not leave.' }])).toMatchObject([
      { outcome: 'blocked' },
    ])
    expect(asked.approvals).toEqual([])
    expect(asked.approved.size).toBe(1)
  })

  it('asks nobody of what is denied', async () => {
    const { decide, asked } = gate()
    expect(await decide(0, [call('{}', 'delete_file')])).toMatchObject([{ outcome: 'blocked' }])
    expect(asked.approvals).toEqual([])
  })
})
