import type { Judge, NamedJudge } from '@bylaw/judge'
import { describe, expect, it } from 'vitest'
import { incoming } from '../who/incoming.ts'
import { answer, check, deploymentWith, ended, linesOf, telemetryWith, toolCall } from './observing.ts'

const shop = deploymentWith()

describe('metrics', () => {
  it('count a request once, by endpoint, deployment and status, and what is under way', async () => {
    const telemetry = await telemetryWith()
    const observed = telemetry.begun('chat.completions', incoming({}))
    telemetry.begun('responses', incoming({}))
    expect(await linesOf(telemetry, 'bylaw_requests')).toEqual(['bylaw_requests_open 2'])
    observed.ended(200, shop, ended())
    observed.ended(200, shop, ended())
    expect(await linesOf(telemetry, 'bylaw_requests', 'bylaw_request_seconds_count', 'bylaw_decisions')).toEqual([
      'bylaw_requests_open 1',
      'bylaw_requests_total{endpoint="chat.completions",deployment="shop",status="200"} 1',
      'bylaw_request_seconds_count{endpoint="chat.completions",deployment="shop"} 1',
      'bylaw_decisions_total{deployment="shop",state="complete"} 1',
    ])
  })

  it('count a request whose caller is not known under no deployment', async () => {
    const telemetry = await telemetryWith()
    telemetry.begun('unknown_url', incoming({})).ended(401, null, null)
    expect(await linesOf(telemetry, 'bylaw_requests_total', 'bylaw_decisions')).toEqual([
      'bylaw_requests_total{endpoint="unknown_url",deployment="none",status="401"} 1',
    ])
  })

  it('count tokens by their last total, and the first piece of an answer', async () => {
    const telemetry = await telemetryWith()
    const observed = telemetry.begun('chat.completions', incoming({}))
    for (const event of answer) observed.see({ events: [event], wire: null })
    observed.ended(200, shop, ended())
    expect(await linesOf(telemetry, 'bylaw_tokens', 'bylaw_first_token_seconds_count')).toEqual([
      'bylaw_first_token_seconds_count{deployment="shop"} 1',
      'bylaw_tokens_total{deployment="shop",kind="input"} 11',
      'bylaw_tokens_total{deployment="shop",kind="output"} 5',
    ])
  })

  it('count checks, tool calls and what was noticed out of the record', async () => {
    const telemetry = await telemetryWith()
    const checks = [
      check({}),
      check({ outcome: 'blocked' }),
      check({ behavior: null, mode: 'observe', outcome: 'not-run' }),
    ]
    const toolCalls = [toolCall('tool.request.pay', { outcome: 'blocked' })]
    const noticed = [{ kind: 'lost', about: 'a', why: 'b' }] as const
    telemetry.begun('chat.completions', incoming({})).ended(200, shop, ended({ checks, toolCalls, noticed }))
    expect(await linesOf(telemetry, 'bylaw_checks', 'bylaw_tool', 'bylaw_noticed')).toEqual([
      'bylaw_checks_total{deployment="shop",behavior="drug-information",mode="enforce",outcome="permitted"} 1',
      'bylaw_checks_total{deployment="shop",behavior="drug-information",mode="enforce",outcome="blocked"} 1',
      'bylaw_checks_total{deployment="shop",behavior="all",mode="observe",outcome="not-run"} 1',
      'bylaw_tool_calls_total{deployment="shop",behavior="tool.*",outcome="blocked"} 1',
      'bylaw_noticed_total{deployment="shop",kind="lost"} 1',
    ])
  })

  it('have no more series however many tools, behaviors, users, keys and models requests name', async () => {
    const telemetry = await telemetryWith()
    const counts = async () => (await telemetry.metrics!()).text.split('\n').length
    const request = (some: string) => {
      const principal = { key: some, level: 'user', user: some }
      const checks = [check({ behavior: some })]
      const toolCalls = [toolCall(`tool.request.${some}`), toolCall(some)]
      const own = { principal, checks, toolCalls, model: some, conversation: some }
      telemetry.begun('chat.completions', incoming({ 'bylaw-user': some })).ended(200, shop, ended(own))
    }
    request('first')
    const before = await counts()
    for (let time = 0; time < 50; time++) request(`other-${time}`)
    expect(await counts()).toBe(before)
    expect((await telemetry.metrics!()).text).not.toMatch(/other-|first"/)
  })

  it('tell of attempts to reach upstreams, and which is left alone', async () => {
    const telemetry = await telemetryWith()
    const attempted = telemetry.attempted('shop')
    attempted({ upstream: 0, outcome: 'failed', milliseconds: 3, leftAlone: true })
    attempted({ upstream: 0, outcome: 'left-alone', milliseconds: null, leftAlone: true })
    attempted({ upstream: 1, outcome: 'answered', milliseconds: 3, leftAlone: false })
    expect(
      await linesOf(telemetry, 'bylaw_upstream_attempts', 'bylaw_upstream_left', 'bylaw_upstream_seconds_count'),
    ).toEqual([
      'bylaw_upstream_attempts_total{deployment="shop",upstream="0",outcome="failed"} 1',
      'bylaw_upstream_attempts_total{deployment="shop",upstream="0",outcome="left-alone"} 1',
      'bylaw_upstream_attempts_total{deployment="shop",upstream="1",outcome="answered"} 1',
      'bylaw_upstream_seconds_count{deployment="shop",upstream="0"} 1',
      'bylaw_upstream_seconds_count{deployment="shop",upstream="1"} 1',
      'bylaw_upstream_left_alone{deployment="shop",upstream="0"} 1',
      'bylaw_upstream_left_alone{deployment="shop",upstream="1"} 0',
    ])
  })

  it('tell how much of the log is signed, and no number where that can not be told', async () => {
    const telemetry = await telemetryWith()
    const checkpoint = { size: 40, root: new Uint8Array(32), note: '', time: 0 }
    const head = { size: 42, root: new Uint8Array(32), time: 0, peaks: new Uint8Array(0) }
    let reachable = true
    telemetry.ledger({
      head: async () => (reachable ? head : Promise.reject(new Error('gone'))),
      checkpoint: async () => checkpoint,
    })
    const read = () => linesOf(telemetry, 'bylaw_ledger')
    expect(await read()).toEqual([
      'bylaw_ledger_entries{state="appended"} 42',
      'bylaw_ledger_entries{state="signed"} 40',
    ])
    reachable = false
    expect(await read()).toEqual([
      'bylaw_ledger_entries{state="appended"} Nan',
      'bylaw_ledger_entries{state="signed"} Nan',
    ])
  })

  it('tell of the process', async () => {
    const telemetry = await telemetryWith()
    const lines = await linesOf(telemetry, 'process_')
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      'process_resident_memory_bytes',
      'process_start_time_seconds',
      'process_cpu_seconds_total',
    ])
    expect(lines.every((line) => Number(line.split(' ')[1]) > 0)).toBe(true)
  })

  it('are none where they are not configured', async () => {
    const telemetry = await telemetryWith({ metrics: false })
    expect(telemetry.metrics).toBeNull()
    const observed = telemetry.begun('chat.completions', incoming({}))
    expect(telemetry.begun('messages', incoming({}))).toBe(observed)
    const judges = new Map<string, NamedJudge>()
    expect(telemetry.judges(judges)).toBe(judges)
  })
})

describe('the metrics of judges', () => {
  const detector = (find: () => Promise<{ state: 'read'; found: [] }>): NamedJudge => ({
    kind: 'detector',
    detector: { name: 'leaks', version: '1', find },
  })
  const judge: Judge = {
    name: 'reader',
    version: '1',
    kind: 'model',
    judge: async ({ behaviors }) =>
      behaviors.map(({ id }, index) => ({
        behavior: id,
        state: index === 0 ? 'read' : 'timeout',
        engaged: null,
        exhibited: null,
        spans: [],
        why: '',
        by: '',
      })),
  }
  const behaviors = ['a', 'b'].map(
    (id) => ({ id, kind: 'scale', title: null, values: [], describe: new Map(), prose: null }) as const,
  )

  it('count what came of their judgements, which stay as they are', async () => {
    const telemetry = await telemetryWith()
    const judges = telemetry.judges(
      new Map<string, NamedJudge>([
        ['reader', { kind: 'model', model: null as never, judge }],
        ['leaks', detector(async () => ({ state: 'read', found: [] }))],
        ['broken', detector(async () => Promise.reject(new Error('no')))],
      ]),
    )
    const asked = { behaviors, before: [], text: '', side: 'answer' } as const
    const reader = judges.get('reader')
    const { signal } = new AbortController()
    if (reader?.kind === 'model')
      expect(await reader.judge.judge(asked, signal)).toEqual(await judge.judge(asked, signal))
    for (const name of ['leaks', 'broken']) {
      const found = judges.get(name)
      if (found?.kind === 'detector') await found.detector.find('').catch(() => {})
    }
    expect(await linesOf(telemetry, 'bylaw_judge_seconds_count', 'bylaw_judgements')).toEqual([
      'bylaw_judgements_total{judge="reader",state="read"} 1',
      'bylaw_judgements_total{judge="reader",state="timeout"} 1',
      'bylaw_judgements_total{judge="leaks",state="read"} 1',
      'bylaw_judgements_total{judge="broken",state="error"} 1',
      'bylaw_judge_seconds_count{judge="reader"} 1',
      'bylaw_judge_seconds_count{judge="leaks"} 1',
      'bylaw_judge_seconds_count{judge="broken"} 1',
    ])
  })
})
