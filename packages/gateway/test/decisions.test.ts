import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { commit } from '@bylaw/ledger'
import { describe, expect, it } from 'vitest'
import {
  ask,
  completion,
  configBefore,
  explanation,
  folderWith,
  functionCall,
  gatewayBefore,
  post,
  rehearsing,
  sends,
  serve,
  sse,
  upstreamWith,
} from './house.ts'

describe('a decision', () => {
  it('is explained in full', async () => {
    const calls = [functionCall('a', 'read_file', '{"path":"secret-path"}'), functionCall('b', 'delete_file', '{}')]
    const { url } = await upstreamWith(sends('json', JSON.stringify(completion({ tool_calls: calls }, 'tool_calls'))))
    const gateway = await gatewayBefore(url)
    const facts = [
      { name: 'user.age_group', value: 'adult', by: 'developer' },
      { name: 'user.hat', value: true, by: 'user' },
    ]
    const { headers } = await post(gateway, JSON.stringify(ask), {
      'bylaw-facts': JSON.stringify(facts),
      'bylaw-user': 'u-1',
    })
    const id = headers.get('bylaw-decision')
    const read = await explanation(gateway, id)
    expect(read.headers.get('bylaw-decision')).toBe(id)
    expect(read.headers.get('bylaw-policy')).toBe(gateway.deployments[0]!.policy)
    expect(read.json).toMatchObject({
      object: 'bylaw.decision',
      id,
      state: 'complete',
      deployment: 'shop',
      model: 'small-1',
      guided: true,
      principal: { key: null, level: 'developer', user: 'u-1' },
      policy: {
        digest: gateway.deployments[0]!.policy,
        layers: [
          { level: 'root', title: 'A spec for tests', version: '2.1', file: 'spec.md' },
          { level: 'developer', title: 'A shop', version: null, file: 'shop.md' },
        ],
      },
      discarded: [facts[1]],
      checks: [{ what: 'text', mode: 'observe', outcome: 'not-run', why: 'no judge of text is configured' }],
      error: null,
    })
    expect(read.json.facts).toEqual([
      ...facts,
      { name: 'context.untrusted', value: false, by: 'system' },
      { name: 'context.turn', value: 1, by: 'system' },
      { name: 'context.modality', value: 'text', by: 'system' },
      { name: 'agent.depth', value: 0, by: 'system' },
    ])
    const drugs = read.json.behaviors.find((each: { behavior: string }) => each.behavior === 'drug-information')
    expect(drugs).toMatchObject({
      value: 'detailed',
      configured: true,
      decidedBy: { level: 'developer', source: 'shop.md:11' },
    })
    expect(drugs.sentence).toContain('set by a developer (shop.md:11)')
    expect(read.json.toolCalls).toMatchObject([
      {
        behavior: 'tool.request.read_file',
        value: 'allow',
        outcome: 'permitted',
        by: { statement: 'set', level: 'developer', source: 'shop.md:11' },
        declared: false,
      },
      { behavior: 'tool.request.delete_file', value: 'deny', outcome: 'blocked' },
    ])
    const { salt, digest } = read.json.toolCalls[0].arguments
    expect(commit({ arguments: '{"path":"secret-path"}' }, Buffer.from(salt, 'hex'))).toBe(digest)
    expect(read.json.ledger).toEqual({ index: 0 })
    expect(read.json.toolCalls[1].trace.length).toBeGreaterThan(0)
    expect(JSON.stringify(read.json)).not.toMatch(/secret-path|too many pills/)
  })

  it('is explained under its own policy after a restart with another', async () => {
    const folder = folderWith(rehearsing)
    const first = await serve(folder)
    const { headers } = await post(first, JSON.stringify(ask))
    const id = headers.get('bylaw-decision')
    const before = await explanation(first, id)
    await first.close()
    writeFileSync(join(folder, 'shop.md'), '# Nothing is said here\n')
    const second = await serve(folder)
    expect(second.deployments[0]!.policy).not.toBe(first.deployments[0]!.policy)
    const after = await explanation(second, id)
    expect(after.json).toEqual(before.json)
    expect(after.headers.get('bylaw-policy')).toBe(first.deployments[0]!.policy)
  })

  it('is there, open, before the model is asked, and complete when a stream says [DONE]', async () => {
    const folder = folderWith('')
    const states: unknown[] = []
    const stateOf = async () => {
      const database = new DatabaseSync(join(folder, '.bylaw', 'state.sqlite'), { readOnly: true })
      const open = database.prepare('SELECT record FROM open_decisions').all()
      database.close()
      const ledger = new DatabaseSync(join(folder, '.bylaw', 'ledger.sqlite'), { readOnly: true })
      const entries = ledger.prepare('SELECT entry FROM entries').all()
      ledger.close()
      states.push(
        entries.length === 0
          ? JSON.parse(String(open[0]?.record)).state
          : JSON.parse(String(Buffer.from(entries[0]!.entry as Uint8Array))).outcome,
      )
    }
    const { url } = await upstreamWith(async (_, response) => {
      await stateOf()
      const body = sse([[{ index: 0, delta: {}, finish_reason: 'stop' }]])
      response.setHeader('content-type', 'text/event-stream').end(body)
    })
    writeFileSync(join(folder, 'bylaw.yaml'), configBefore(url))
    const gateway = await serve(folder)
    const body = JSON.stringify({ ...ask, stream: true })
    const answer = await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', body })
    let text = ''
    for await (const piece of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += piece
      if (text.includes('[DONE]')) break
    }
    await stateOf()
    expect(states).toEqual(['open', 'complete'])
  })
})

it('of another deployment is not shown, though its caller had no key either', async () => {
  const folder = folderWith(rehearsing)
  const first = await serve(folder)
  const { headers } = await post(first, JSON.stringify(ask))
  await first.close()
  writeFileSync(join(folder, 'bylaw.yaml'), rehearsing.replace('shop:', 'desk:'))
  const second = await serve(folder)
  expect((await explanation(second, headers.get('bylaw-decision'))).status).toBe(404)
})

describe('what can not be recorded is not answered', () => {
  /** Appends fail until it is closed. */
  const refusing = (folder: string) => {
    const other = new DatabaseSync(join(folder, '.bylaw', 'ledger.sqlite'))
    other.exec("CREATE TRIGGER refusing BEFORE INSERT ON entries BEGIN SELECT raise(ABORT, 'refused'); END")
    return other
  }
  const locked = (folder: string) => {
    const other = new DatabaseSync(join(folder, '.bylaw', 'state.sqlite'))
    other.exec('BEGIN IMMEDIATE')
    return other
  }

  it('no model is called', async () => {
    const { url, seen } = await upstreamWith(sends('json', JSON.stringify(completion({ content: 'x' }))))
    const folder = folderWith(configBefore(url))
    const gateway = await serve(folder)
    const other = locked(folder)
    const answer = await post(gateway, JSON.stringify(ask))
    other.close()
    expect(answer).toMatchObject({ status: 503, json: { error: { code: 'not_recorded' } } })
    expect(seen).toEqual([])
  })

  it('an allowed call does not leave', async () => {
    const folder = folderWith('')
    let other: DatabaseSync | undefined
    const { url } = await upstreamWith((_, response) => {
      other = locked(folder)
      const call = { index: 0, ...functionCall('c', 'read_file', '{"path":"a"}') }
      const body = sse([[{ index: 0, delta: { tool_calls: [call] }, finish_reason: 'tool_calls' }]])
      response.setHeader('content-type', 'text/event-stream').end(body)
    })
    writeFileSync(join(folder, 'bylaw.yaml'), configBefore(url))
    const gateway = await serve(folder)
    const body = JSON.stringify({ ...ask, stream: true })
    const text = await (await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', body })).text()
    other?.close()
    expect(text).toContain('not_recorded')
    expect(text).not.toContain('read_file')
  })

  it('a stream does not end as if all were well', async () => {
    const folder = folderWith('')
    let other: DatabaseSync | undefined
    const { url } = await upstreamWith((_, response) => {
      other = refusing(folder)
      const body = sse([[{ index: 0, delta: { content: 'x' }, finish_reason: 'stop' }]])
      response.setHeader('content-type', 'text/event-stream').end(body)
    })
    writeFileSync(join(folder, 'bylaw.yaml'), configBefore(url))
    const gateway = await serve(folder)
    const body = JSON.stringify({ ...ask, stream: true })
    const text = await (await fetch(`${gateway.url}/v1/chat/completions`, { method: 'POST', body })).text()
    other?.close()
    const [error, done, ...rest] = text.trim().split('\n\n')
    expect(error).toContain('not_recorded')
    expect([done, ...rest]).toEqual(['data: [DONE]'])
  })

  it('an answer does not leave, and its record is found cut off', async () => {
    const { url } = await upstreamWith(sends('json', JSON.stringify(completion({ content: 'x' }))))
    const folder = folderWith(configBefore(url))
    const gateway = await serve(folder)
    const other = refusing(folder)
    const answer = await post(gateway, JSON.stringify(ask))
    expect(answer).toMatchObject({ status: 503, json: { error: { code: 'not_recorded' } } })
    const id = answer.headers.get('bylaw-decision')
    expect((await explanation(gateway, id)).json).toMatchObject({ state: 'open', ledger: null })
    other.exec('DROP TRIGGER refusing')
    other.close()
    await gateway.close()
    const again = await serve(folder)
    expect((await explanation(again, id)).json).toMatchObject({ state: 'cut-off', ledger: { index: 0 } })
  })
})
