import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parseCheckpoint, parseLeaf, parseNote, verifyConsistency } from '@bylaw/ledger'
import { openSqliteLedger, proveConsistency } from '@bylaw/ledger/node'
import { afterEach, expect, it } from 'vitest'
import {
  ask,
  completion,
  configBefore,
  explanation,
  folderWith,
  rehearsing,
  sends,
  serve,
  upstreamWith,
} from './house.ts'

let child: ChildProcess | null = null
afterEach(() => child?.kill('SIGKILL'))

async function serveApart(folder: string): Promise<string> {
  const script = new URL('./serving.ts', import.meta.url).pathname
  child = spawn(process.execPath, [script, join(folder, 'bylaw.yaml')], {
    env: { ...process.env, UPSTREAM_KEY: 'sk-upstream' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(child.stdout!.setEncoding('utf8'), 'data')
  return String(line).trim()
}

async function kill(): Promise<void> {
  const ended = once(child!, 'exit')
  child!.kill('SIGKILL')
  await ended
}

/** Every third request is never answered, and is still under way when the gateway is killed. */
async function stallingUpstream() {
  let asked = 0
  const answer = sends('json', JSON.stringify(completion({ content: 'ok' })))
  return upstreamWith((message, response) => {
    if (asked++ % 3 !== 2) answer(message, response)
  })
}

const checkpointIn = (note: string) => {
  const parsed = parseNote(note)
  const checkpoint = parsed.ok ? parseCheckpoint(parsed.text) : parsed
  if (!checkpoint.ok) throw new Error(checkpoint.reason)
  return checkpoint
}

it('killed under load, no acknowledged record is lost, none is there twice, and the open ones are cut off', async () => {
  const { url: upstream, seen } = await stallingUpstream()
  const folder = folderWith(configBefore(upstream))
  const acknowledged = new Set<string>()
  const started: Promise<unknown>[] = []
  let before = checkpointIn(await (await fetch(`${await serveApart(folder)}/log/checkpoint`)).text())
  await kill()
  for (let round = 0; round < 3; round++) {
    const url = await serveApart(folder)
    const asked = seen.length
    const request = async () => {
      const answer = await fetch(`${url}/v1/chat/completions`, { method: 'POST', body: JSON.stringify(ask) })
      if (!answer.ok) return
      await answer.text()
      acknowledged.add(answer.headers.get('bylaw-decision')!)
    }
    for (let lane = 0; lane < 30; lane++) started.push(request().catch(() => {}))
    await expect.poll(() => seen.length - asked, { timeout: 20_000 }).toBe(30)
    await expect.poll(() => acknowledged.size, { timeout: 20_000 }).toBeGreaterThan(round * 20)
    const any = [...acknowledged].at(-1)!
    const receipt = await (await fetch(`${url}/v1/decisions/${any}/receipt`)).text()
    expect(receipt).toMatch(/^c2sp\.org\/tlog-proof@v1\n/)
    const latest = checkpointIn(await (await fetch(`${url}/log/checkpoint`)).text())
    await kill()
    await Promise.all(started)
    expect(latest.size).toBeGreaterThan(before.size)
    before = latest
  }

  const gateway = await serve(folder)
  const now = checkpointIn(await (await fetch(`${gateway.url}/log/checkpoint`)).text())
  const ledger = await openSqliteLedger(join(folder, '.bylaw'))
  const entries = await ledger.entries(0, 1000)
  const leaves = entries.map(({ entry }) => {
    const leaf = parseLeaf(entry)
    if (!leaf.ok) throw new Error(leaf.reason)
    return leaf.record
  })
  const proof = await proveConsistency(ledger, before.size, now.size)
  expect(
    verifyConsistency({ size1: before.size, size2: now.size, root1: before.root, root2: now.root, proof }),
  ).toMatchObject({ ok: true })
  await ledger.close()

  expect(leaves).toHaveLength(90)
  expect(now.size).toBe(90)
  expect(new Set(leaves.map(({ id }) => id)).size).toBe(90)
  const complete = new Set(leaves.filter(({ outcome }) => outcome === 'complete').map(({ id }) => id))
  expect([...acknowledged].filter((id) => !complete.has(id))).toEqual([])
  const cutOff = leaves.filter(({ outcome }) => outcome === 'cut-off')
  expect(cutOff.length).toBeGreaterThanOrEqual(30)
  expect(complete.size + cutOff.length).toBe(90)
  expect(cutOff[0]).toMatchObject({
    deployment: 'shop',
    model: 'small-1',
    specs: [{ level: 'root' }, { level: 'developer' }],
  })
  const read = await explanation(gateway, cutOff[0]!.id)
  expect(read.json).toMatchObject({ state: 'cut-off', model: 'small-1' })
})

it('what was kept before there was a ledger goes into the log as it ended', async () => {
  const folder = folderWith(rehearsing)
  const first = await serve(folder)
  const policy = first.deployments[0]!.policy
  await first.close()
  const call = {
    choice: 0,
    behavior: 'tool.request.x',
    argumentsHash: 'a'.repeat(64),
    value: 'deny',
    outcome: 'blocked',
  }
  const older = {
    id: 'dec_older',
    state: 'complete',
    created: '2030-01-01T00:00:00.000Z',
    finished: '2030-01-01T00:00:01.000Z',
    endpoint: 'chat.completions',
    deployment: 'shop',
    principal: { key: null, level: 'developer', user: null },
    policy,
    facts: [],
    model: 'm',
    streamed: false,
    guided: true,
    toolCalls: [{ ...call, sentence: 'No.', asks: null, trace: [] }],
    checks: [],
    error: null,
  }
  const database = new DatabaseSync(join(folder, '.bylaw', 'decisions.sqlite'))
  database.exec(
    'CREATE TABLE decisions (id TEXT PRIMARY KEY, created TEXT NOT NULL, state TEXT NOT NULL, record TEXT NOT NULL)',
  )
  const row = database.prepare('INSERT INTO decisions (id, created, state, record) VALUES (?, ?, ?, ?)')
  row.run(older.id, older.created, older.state, JSON.stringify(older))
  database.close()
  const gateway = await serve(folder)
  const read = await explanation(gateway, 'dec_older')
  expect(read.json).toMatchObject({ state: 'complete', finished: older.finished, ledger: { index: 0 } })
  const entry = new Uint8Array(await (await fetch(`${gateway.url}/v1/decisions/dec_older/leaf`)).arrayBuffer())
  expect(parseLeaf(entry)).toMatchObject({
    ok: true,
    record: { tools: [{ value: 'deny', by: null, arguments: null }] },
  })
})
