/**
 * Two replicas of the gateway on one PostgreSQL, loaded through a client that goes to the other one where one fails; one of
 * them is killed in the middle and started again. Afterwards every answer that was acknowledged can be explained
 * and has its receipt, whichever replica is asked, and a budget that both share was never exceeded. Prints the figures and exits 1 where
 * something was not kept. `npm run soak -- [requests]`, 4000 unless given. Needs PostgreSQL at BYLAW_DATABASE_URL or on this
 * machine; the upstream is a script, no model.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { generateKey } from '@bylaw/ledger'
import pg from 'pg'

const requests = Number(process.argv[2] ?? 4000)
const LANES = 16
const BUDGET = Math.floor(requests / 4)
const root = resolve(import.meta.dirname, '..')
const server = process.env.BYLAW_DATABASE_URL || 'postgres://postgres@127.0.0.1:5432/postgres'
const secret = 'sk-soak-one'
const limited = 'sk-soak-limited'

interface Replica {
  readonly url: string
  readonly process: ChildProcess
}

/** What replicas share that have no folder in common. */
const keys = {
  BYLAW_MASTER_KEY: randomBytes(32).toString('hex'),
  BYLAW_USER_KEY: randomBytes(32).toString('hex'),
  BYLAW_LOG_KEY: generateKey('localhost/soak').privateKey,
}
const database = `bylaw_soak_${randomBytes(4).toString('hex')}`
const folder = mkdtempSync(join(tmpdir(), 'bylaw-soak-'))
const address = new URL(server)
address.pathname = `/${database}`
try {
  await onServer(`CREATE DATABASE ${database}`)
} catch (error) {
  console.log(`soak: skipped, PostgreSQL at ${new URL(server).host} can't be used: ${(error as Error).message}`)
  process.exit()
}
const upstream = scriptedUpstream()
await new Promise<void>((done) => upstream.listen(0, '127.0.0.1', done))
const running = new Set<ChildProcess>()
try {
  await soak()
} finally {
  for (const each of running) each.kill('SIGKILL')
  upstream.closeAllConnections()
  upstream.close()
  await delay(200)
  await onServer(`DROP DATABASE ${database} WITH (FORCE)`)
  rmSync(folder, { recursive: true, force: true })
}

async function soak(): Promise<void> {
  const replicas = [await replica('one'), await replica('two')]
  const acknowledged = new Map<string, string>()
  const within: number[] = []
  let retried = 0
  let left = requests
  let killed = false
  const ask = async (key: string, start: number): Promise<Response> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await complete(replicas[(start + attempt) % replicas.length]!.url, key)
      } catch (error) {
        if (attempt === 20) throw error
        retried++
        await delay(50)
      }
    }
  }
  const lane = async (number: number) => {
    while (left-- > 0) {
      const budgeted = left % 3 === 0
      const answer = await ask(budgeted ? limited : secret, number)
      const text = await answer.text().catch(() => null)
      if (text === null) continue
      if (answer.status === 200) acknowledged.set(answer.headers.get('bylaw-decision')!, budgeted ? limited : secret)
      if (budgeted) within.push(answer.status)
      if (!killed && left < requests / 2) {
        killed = true
        replicas[0]!.process.kill('SIGKILL')
        await delay(300)
        replicas[0] = await replica('one')
      }
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)))
  await report(replicas, acknowledged, within, retried)
  for (const each of replicas) await stopped(each)
}

async function report(
  replicas: readonly Replica[],
  acknowledged: ReadonlyMap<string, string>,
  within: readonly number[],
  retried: number,
): Promise<void> {
  const missing: string[] = []
  let turn = 0
  for (const [id, key] of acknowledged) {
    const { url } = replicas[turn++ % replicas.length]!
    for (const what of ['', '/receipt']) {
      const answer = await fetch(`${url}/v1/decisions/${id}${what}`, { headers: { authorization: `Bearer ${key}` } })
      if (!answer.ok) missing.push(`${id}${what}: ${answer.status}`)
      await answer.arrayBuffer()
    }
  }
  const served = within.filter((status) => status === 200).length
  console.log(
    `${requests} requests over two replicas, one killed in the middle: ${acknowledged.size} acknowledged, ${retried} tried again`,
  )
  console.log(
    `records missing: ${missing.length}; a shared budget of ${BUDGET} requests served ${served} of ${within.length} asked`,
  )
  for (const each of missing.slice(0, 10)) console.log(`  ${each}`)
  if (missing.length > 0 || served > BUDGET) process.exitCode = 1
}

async function replica(name: string): Promise<Replica> {
  const config = join(folder, `${name}.yaml`)
  writeFileSync(config, configOf(name))
  const child = spawn(process.execPath, [join(root, 'packages/cli/bin/bylaw.js'), 'serve', '--config', config], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...keys, BYLAW_DATABASE_URL: address.href },
  })
  running.add(child)
  let text = ''
  for await (const piece of child.stdout!) {
    text += piece
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0]
    if (url) return { url, process: child }
  }
  throw new Error(`the replica ended before it served: ${text}`)
}

function configOf(name: string): string {
  const sha256 = (key: string) => createHash('sha256').update(key).digest('hex')
  const url = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}/v1`
  const own = `layers: [{developer: ${join(root, 'specs/examples/pharmacy.md')}}], upstreams: [{format: openai-chat, url: "${url}"}]`
  return `listen: 127.0.0.1:0
specs: [${join(root, 'specs/reference/01-purpose-and-command.md')}, ${join(root, 'specs/reference/02-lines-and-protections.md')}, ${join(root, 'specs/reference/03-defaults-and-judgement.md')}, ${join(root, 'specs/reference/04-young-people.md')}, ${join(root, 'specs/reference/05-truth-and-style.md')}, ${join(root, 'specs/reference/06-agents.md')}, ${join(root, 'specs/reference/07-oversight.md')}]
deployments:
  open: {${own}}
  limited: {${own}, limits: {deployment: [{requests: ${BUDGET}, per: day}]}}
keys:
  - {name: one, sha256: ${sha256(secret)}, deployment: open}
  - {name: limited, sha256: ${sha256(limited)}, deployment: limited}
store: ${join(folder, name)}
ledger: {adopt: true, interval: 1}
`
}

function complete(url: string, key: string): Promise<Response> {
  const body = JSON.stringify({
    model: 'scripted',
    messages: [{ role: 'user', content: 'Which plaster is waterproof?' }],
  })
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` }
  return fetch(`${url}/v1/chat/completions`, { method: 'POST', headers, body })
}

async function stopped({ process: child }: Replica): Promise<void> {
  const gone = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await gone
  running.delete(child)
}

function scriptedUpstream() {
  const message = { role: 'assistant', content: 'The blue ones.' }
  const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }]
  const body = JSON.stringify({ id: 'c', object: 'chat.completion', created: 1, model: 'scripted', choices })
  return createServer((request, response) => {
    request.resume().on('end', () => response.setHeader('content-type', 'application/json').end(body))
  })
}

async function onServer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  await client.query(sql)
  await client.end()
}
