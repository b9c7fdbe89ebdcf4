/**
 * Starts the product as a user does (`npm start`) on a free port, asks for one chat completion, reads its decision, and
 * verifies its receipt.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { verifyReceipt } from '@bylaw/ledger'

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'bylaw-smoke-'))
const config = join(folder, 'bylaw.yaml')
const packaged = readFileSync(join(root, 'specs/bylaw.yaml'), 'utf8')
const absolute = packaged
  .replace(/^listen:.*$/m, 'listen: 127.0.0.1:0')
  .replace(/(?<=[\s[{:])\.\//g, `${join(root, 'specs')}/`)
writeFileSync(config, absolute)

const started = performance.now()
const server = spawn('npm', ['start', '--silent', '--', '--config', config], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
  detached: true,
})
try {
  const url = await addressOf(server.stdout)
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'rehearsal', messages: [{ role: 'user', content: 'Is Santa Claus real?' }] }),
  })
  const body = await answer.json()
  if (!answer.ok) throw new Error(`the first completion failed: ${JSON.stringify(body)}`)
  const id = answer.headers.get('bylaw-decision')
  const decision = await fetch(`${url}/v1/decisions/${id}`)
  if (!decision.ok) throw new Error(`no decision ${id}: ${decision.status}`)
  const read = async (path: string) => new Uint8Array(await (await fetch(url + path)).arrayBuffer())
  const text = async (path: string) => new TextDecoder().decode(await read(path))
  const receipt = await text(`/v1/decisions/${id}/receipt`)
  const leaf = await read(`/v1/decisions/${id}/leaf`)
  const verified = verifyReceipt(receipt, leaf, (await text('/log/vkey')).trim())
  if (!verified.ok) throw new Error(`the receipt of ${id} does not verify: ${verified.reason}`)
  console.log(`npm start: first decision served after ${((performance.now() - started) / 1000).toFixed(1)} s`)
} finally {
  if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM')
  rmSync(folder, { recursive: true, force: true })
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  let seen = ''
  const late = setTimeout(() => output.emit('error', new Error(`no address within 20 s; printed: ${seen}`)), 20_000)
  for await (const chunk of output) {
    seen += chunk
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(seen)?.[0]
    if (url !== undefined) {
      clearTimeout(late)
      return url
    }
  }
  throw new Error(`npm start ended early; printed: ${seen}`)
}
