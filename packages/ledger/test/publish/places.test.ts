import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { addressSource } from '../../src/publish/address.ts'
import { bucketTarget } from '../../src/publish/bucket.ts'
import { exportLog } from '../../src/publish/export.ts'
import { folderTarget } from '../../src/publish/folder.ts'
import { importLog } from '../../src/publish/import.ts'
import { publish } from '../../src/publish/publish.ts'
import { answerLog } from '../../src/publish/serve.ts'
import { openSqliteLedger } from '../../src/store/sqlite/ledger.ts'
import { verifyLog } from '../../src/verify/log.ts'
import { MemoryStore, MemoryTarget } from './memory.ts'
import { appendRecords, bodiesOf, log, logOf, recordOf, signingBy, temporaryFolder } from './sample.ts'

const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Answering = (
  request: IncomingMessage,
  body: Buffer,
) => Promise<{ status: number; headers?: object; body?: Uint8Array }>

async function serve(answer: Answering): Promise<string> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const { status, headers, body } = await answer(request, Buffer.concat(chunks))
    response.writeHead(status, { ...headers }).end(body)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(resolve)
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function published(size: number): Promise<MemoryTarget> {
  const target = new MemoryTarget()
  await publish(await logOf(size), target, { signing: signingBy() })
  return target
}

describe('a log over HTTP', () => {
  it('is served as tlog-tiles says', async () => {
    const target = await published(300)
    const ask = (path: string, more = {}) => answerLog(target, { path, ...more })
    expect(await ask('checkpoint')).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' },
    })
    expect(await ask('tile/0/000')).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/octet-stream',
        'cache-control': expect.stringMatching(/immutable/),
        'content-length': '8192',
      },
    })
    const zipped = await ask('tile/entries/000', { acceptEncoding: 'br, gzip' })
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(zipped.body)).toEqual(Buffer.from(target.files.get('tile/entries/000')!))
    expect((await ask('tile/entries/000', { acceptEncoding: 'gzip;q=0' })).headers['content-encoding']).toBeUndefined()
    expect(await ask('tile/0/000', { method: 'HEAD' })).toMatchObject({ status: 200, body: new Uint8Array() })
    expect((await ask('checkpoint', { method: 'POST' })).status).toBe(405)
    const none = [
      '',
      'tile/0/001',
      'tile/0/0',
      'tile/00/000',
      'tile/0/../0/000',
      '../checkpoint',
      '/checkpoint',
      'tile/0/000.p/256',
      'tile/0/x000/000',
      'tile/0/%30%30%30',
      'bodies/000',
      'tile/64/000',
    ]
    for (const path of none) expect([path, (await ask(path)).status]).toEqual([path, 404])
  })

  it('is verified at its address, and what is missing or fails there is named', async () => {
    const target = await published(300)
    let broken = ''
    const address = await serve(async ({ url, method, headers }) => {
      const path = url!.slice('/log/'.length)
      if (path === broken) return { status: 503 }
      return answerLog(target, { path, method: method!, acceptEncoding: String(headers['accept-encoding'] ?? '') })
    })
    const source = addressSource(`${address}/log`)
    const options = { vkey: log.vkey, bodies: false }
    expect(await verifyLog(source, options)).toMatchObject({ ok: true, checkpoint: { size: 300 } })
    broken = 'tile/0/000'
    expect((await verifyLog(source, options)).damage).toContainEqual(
      expect.objectContaining({ path: broken, what: expect.stringMatching(/503/) }),
    )
    target.files.delete('tile/entries/001.p/44')
    expect((await verifyLog(source, options)).damage).toContainEqual(
      expect.objectContaining({ path: 'tile/entries/001.p/44', what: expect.stringMatching(/missing/) }),
    )
    expect(await verifyLog(addressSource('http://127.0.0.1:1'), options)).toMatchObject({ ok: false, complete: false })
  })
})

describe('a bucket', () => {
  /** Keeps objects and looks whether requests are signed; it does not check that the signature is right. */
  const double =
    (objects: Map<string, { body: Buffer; headers: IncomingMessage['headers'] }>): Answering =>
    async (request, body) => {
      const { authorization = '', ...headers } = request.headers
      const isSigned =
        /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-test-1\/s3\/aws4_request, SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]+, Signature=[0-9a-f]{64}$/.test(
          authorization,
        )
      if (!isSigned || !headers['x-amz-date'] || !headers['x-amz-content-sha256']) return { status: 403 }
      if (request.method === 'PUT') objects.set(request.url!, { body, headers })
      const found = objects.get(request.url!)
      return found === undefined
        ? { status: 404 }
        : { status: 200, body: request.method === 'GET' ? found.body : Buffer.alloc(0) }
    }
  const env = { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-test-1' }

  it('holds a log that verifies, each object with its type and caching', async () => {
    const objects = new Map<string, { body: Buffer; headers: IncomingMessage['headers'] }>()
    const bucket = bucketTarget(`${await serve(double(objects))}/bucket/log`, { env })
    if (!bucket.ok) throw new Error(bucket.reason)
    expect(await publish(await logOf(300), bucket.target, { signing: signingBy() })).toMatchObject({
      ok: true,
      size: 300,
    })
    expect(await verifyLog(bucket.target, { vkey: log.vkey })).toMatchObject({ ok: true })
    expect(objects.get('/bucket/log/checkpoint')!.headers).toMatchObject({
      'cache-control': 'no-cache',
      'content-type': 'text/plain; charset=utf-8',
    })
    expect(objects.get('/bucket/log/tile/0/000')!.headers['cache-control']).toMatch(/immutable/)
  })

  it('is refused without credentials, over plain HTTP elsewhere, and when it answers with an error', async () => {
    expect(bucketTarget('https://s3.example/bucket', { env: {} })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/AWS_ACCESS_KEY_ID/),
    })
    expect(bucketTarget('http://s3.example/bucket', { env })).toMatchObject({ ok: false })
    const bucket = bucketTarget(await serve(async () => ({ status: 403 })), { env, retries: 0 })
    if (!bucket.ok) throw new Error(bucket.reason)
    expect(await publish(await logOf(3), bucket.target, { signing: signingBy() })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/403/),
    })
  })
})

describe('export and import', () => {
  it('bring a log with its disclosed bodies into another store, byte for byte', async () => {
    const store = await logOf(300)
    await publish(store, new MemoryTarget(), { signing: signingBy() })
    await appendRecords(store, 300, 310)
    const folder = folderTarget(temporaryFolder())
    store.bodies.set(recordOf(9).id, { request: { ...bodiesOf(9).request!, body: { changed: true } } })
    const exported = await exportLog(store, folder, { disclose: (id) => id < recordOf(270).id })
    expect(exported).toEqual({ ok: true, size: 300, disclosed: 89, keptBack: [recordOf(9).id] })
    const place = temporaryFolder()
    const copy = await openSqliteLedger(place)
    closing.push(() => copy.close())
    expect(await importLog(folder, copy, { vkey: log.vkey })).toMatchObject({
      ok: true,
      size: 300,
      report: { disclosed: 89 },
    })
    expect(await copy.body(recordOf(3).id)).toEqual({ state: 'kept', body: bodiesOf(3) })
    expect(await copy.body(recordOf(276).id)).toEqual({ state: 'none' })
    const again = new MemoryTarget()
    await exportLog(copy, again)
    for (const [path, bytes] of again.files) expect(Buffer.from((await folder.read(path))!)).toEqual(Buffer.from(bytes))
  })

  it('goes on with an import that was interrupted, and refuses a damaged log or another store', async () => {
    const target = await published(300)
    expect(await importLog(target, await logOf(260), { vkey: log.vkey })).toMatchObject({ ok: true, size: 300 })
    const other = new MemoryStore()
    await other.append(new TextEncoder().encode('{"id":"other"}'))
    expect(await importLog(target, other, { vkey: log.vkey })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/another entry/),
    })
    const damaged = Uint8Array.from(target.files.get('tile/entries/000')!)
    damaged[1000]! ^= 1
    target.files.set('tile/entries/000', damaged)
    const empty = new MemoryStore()
    expect(await importLog(target, empty, { vkey: log.vkey })).toMatchObject({
      ok: false,
      reason: expect.stringMatching(/^nothing was imported: `tile\/entries\/000`/),
    })
    expect(empty.rows).toEqual([])
  })
})
