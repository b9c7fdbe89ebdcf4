import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { gatewayBefore } from '../house.ts'
import { asking } from './asked.ts'
import { type Deployed, type Estate, estate, served } from './estate.ts'
import { posted } from './outcome.ts'

const kinds: readonly Deployed[] = ['chat', 'responses', 'messages']

const codings = [
  'gzip',
  'deflate',
  'br',
  'zstd',
  'compress',
  'x-gzip',
  'GZIP',
  'identity, gzip',
  'gzip, identity',
  'gzip, gzip',
  '',
]

describe('a request that is compressed', () => {
  let home: Estate
  beforeAll(async () => {
    home = await estate()
  })
  afterAll(() => home.close())

  const paths = [
    ...kinds.map((kind) => served[kind].path),
    '/v1/check',
    '/v1/embeddings',
    '/v1/flags',
    '/access/v1/evaluation',
  ]

  it.each(codings)('is not unpacked: `%s`', async (coding) => {
    const asked = home.seen.length
    const bomb = gzipSync(Buffer.alloc(1024 * 1024))
    for (const path of paths) {
      const outcome = await posted(home.gateway, 'chat', bomb, { path, headers: [['content-encoding', coding]] })
      expect(outcome.status, path).toBe(415)
    }
    expect(home.seen.length).toBe(asked)
  })

  it('under another name is bytes that are no JSON', async () => {
    for (const kind of kinds) expect((await posted(home.gateway, kind, gzipSync('{}'))).status).toBe(400)
  })

  it('is no larger than a body may be, whatever it says of its length', async () => {
    const chunk = 'x'.repeat(1024 * 1024)
    const chunks = `${chunk.length.toString(16)}\r\n${chunk}\r\n`.repeat(21)
    const headers = [['transfer-encoding', 'chunked']] as const
    expect((await posted(home.gateway, 'chat', `${chunks}0\r\n\r\n`, { headers })).status).toBe(413)
  })
})

let stop: (() => void) | null = null
afterEach(() => {
  stop?.()
  stop = null
})

/** A gateway before a scripted upstream on loopback that answers so. */
async function before(answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stop = () => {
    server.closeAllConnections()
    server.close()
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return gatewayBefore(url, '    breaker: {failures: 100}\n')
}

describe('an answer of the upstream', () => {
  const plain = JSON.stringify({
    choices: [{ index: 0, message: { content: 'x'.repeat(100_000) }, finish_reason: 'stop' }],
  })
  const packed = {
    gzip: gzipSync(plain),
    deflate: deflateSync(plain),
    br: brotliCompressSync(plain),
    zstd: Buffer.from(plain),
  }

  it.each(Object.keys(packed) as (keyof typeof packed)[])(
    'that is compressed is none, and nothing unpacks it: %s',
    async (coding) => {
      const gateway = await before((message, response) => {
        message.resume()
        response.setHeader('content-encoding', coding).setHeader('content-type', 'application/json').end(packed[coding])
      })
      for (const stream of [false, true]) {
        const outcome = await posted(gateway, 'chat', asking.chat('x', { stream }), { key: 'any' })
        expect(outcome).toMatchObject({ status: 502, state: 'failed' })
        expect(JSON.parse(outcome.text).error.code).toBe('upstream_protocol')
      }
      const models = await fetch(`${gateway.url}/v1/models`)
      expect(models.status).toBe(502)
      const embeddings = await posted(
        gateway,
        'chat',
        { model: 'm', input: 'x' },
        { path: '/v1/embeddings', key: 'any' },
      )
      expect(embeddings.status).toBe(502)
    },
  )

  it('that has no end is cut off', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'x')
    let written = 0
    const gateway = await before((message, response) => {
      message.resume()
      response.setHeader('content-type', 'application/json')
      const more = () => {
        while (!response.destroyed && response.write(piece)) written++
      }
      response.on('drain', more)
      more()
    })
    const outcome = await posted(gateway, 'chat', asking.chat('x'), { key: 'any' })
    expect(outcome).toMatchObject({ status: 502, state: 'failed' })
    expect(JSON.parse(outcome.text).error.message).toContain('too long')
    expect(written).toBeLessThan(512)
  })

  it('with an event that has no end is cut off', async () => {
    const piece = Buffer.alloc(1024 * 1024, 'x')
    const gateway = await before((message, response) => {
      message.resume()
      response.setHeader('content-type', 'text/event-stream').write('data: ')
      const more = () => {
        while (!response.destroyed && response.write(piece));
      }
      response.on('drain', more)
      more()
    })
    const outcome = await posted(gateway, 'chat', asking.chat('x', { stream: true }), { key: 'any' })
    expect(outcome.state).toBe('failed')
    expect(outcome.text).toContain('too long')
  })

  it('that leads elsewhere is not followed', async () => {
    let asked = 0
    const gateway = await before((message, response) => {
      asked++
      message.resume()
      response.writeHead([301, 302, 307, 308][asked % 4]!, { location: 'http://169.254.169.254/latest/' }).end()
    })
    for (let round = 1; round <= 4; round++) {
      const outcome = await posted(gateway, 'chat', asking.chat('x'), { key: 'any' })
      expect(outcome).toMatchObject({ status: 502, state: 'failed' })
      expect(outcome.text).not.toContain('169.254')
    }
    expect((await fetch(`${gateway.url}/v1/models`)).status).toBe(502)
  })
})
