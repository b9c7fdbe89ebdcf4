/** What is measured: the limit, the peer and Bylaw, before the same upstream. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Server, start } from './processes.ts'

const here = import.meta.dirname
const repository = join(here, '../..')

export interface Candidate {
  readonly name: string
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>
  readonly server: Server
}

/** As the image of the gateway sets it, for every server alike. */
const lean = { NODE_OPTIONS: '--max-semi-space-size=16' }

export async function passThrough(upstream: string): Promise<Candidate> {
  return { name: 'pass-through', headers: {}, server: await start(join(here, 'pass-through.ts'), [upstream], lean) }
}

/** Installed into a folder of its own when it is first asked for. */
export async function portkey(upstream: string): Promise<Candidate> {
  const peers = join(here, 'peers')
  const file = join(peers, 'node_modules/@portkey-ai/gateway/build/start-server.js')
  if (!existsSync(file)) execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: peers, stdio: 'ignore' })
  const port = await freePort()
  const server = await start(file, [`--port=${port}`, '--headless'], { ...lean, NODE_ENV: 'production' })
  const headers = {
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${upstream}/v1`,
    authorization: 'Bearer upstream',
  }
  return { name: 'Portkey', headers, server: { ...server, origin: `http://127.0.0.1:${port}` } }
}

/** How Bylaw is set up: guided under a small spec, the same with detectors that hold answers back, or under the reference spec. */
export type Setup = 'guide' | 'enforce' | 'reference'

/** Bylaw as it is published, with a durable record of every request and every tool call authorised. */
export async function bylaw(upstream: string, setup: Setup, command: string): Promise<Candidate> {
  const folder = mkdtempSync(join(tmpdir(), 'bylaw-bench-gateway-'))
  writeFileSync(join(folder, 'bylaw.yaml'), configOf(upstream, setup))
  const server = await start(command, ['serve', '--config', join(folder, 'bylaw.yaml')], lean)
  const stop = async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { name: names[setup], headers: {}, server: { ...server, stop } }
}

const names: Readonly<Record<Setup, string>> = {
  guide: 'Bylaw, guide',
  enforce: 'Bylaw, enforce',
  reference: 'Bylaw, 28 KB of guide',
}

const chapters = [
  '01-purpose-and-command',
  '02-lines-and-protections',
  '03-defaults-and-judgement',
  '04-young-people',
  '05-truth-and-style',
  '06-agents',
  '07-oversight',
]

function configOf(upstream: string, setup: Setup): string {
  const reference = chapters.map((name) => join(repository, `specs/reference/${name}.md`))
  const operator = join(repository, 'specs/examples/pharmacy.md')
  const detectors = `
    behaviors:
      personal-information: {check: enforce, judges: [{judge: personal, exhibits: share}]}
      credentials: {check: enforce, judges: [{judge: secrets, exhibits: show}]}`
  return `listen: 127.0.0.1:0
specs: ${JSON.stringify(setup === 'reference' ? reference : [join(here, 'spec.md')])}
${setup === 'enforce' ? 'judges: {secrets: {detector: secrets}, personal: {detector: personal-data}}' : ''}
deployments:
  shop:
    layers: [${setup === 'reference' ? `{developer: ${JSON.stringify(operator)}}` : ''}]
    upstreams: [{format: openai-chat, url: "${upstream}/v1", key: upstream}]${setup === 'enforce' ? detectors : ''}
`
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as { port: number }
  await new Promise((done) => probe.close(done))
  return port
}
