import { createServer, type IncomingMessage, type Server } from 'node:http'
import { ADD_CHECKPOINT } from './protocol.ts'
import type { WitnessAnswer } from './witness.ts'

/** The longest request that is read, in bytes. */
const LONGEST = 256 * 1024

/** Serves a witness at `POST /add-checkpoint`. The caller listens and closes. */
export function witnessServer(witness: (body: string) => WitnessAnswer): Server {
  const server = createServer(async (request, response) => {
    const { status, type, body } = await answerTo(request, witness)
    const closing = status === 413 ? { connection: 'close' } : {}
    response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...closing })
    response.end(body)
  })
  server.requestTimeout = 30_000
  return server
}

async function answerTo(request: IncomingMessage, witness: (body: string) => WitnessAnswer): Promise<WitnessAnswer> {
  if (request.url !== `/${ADD_CHECKPOINT}`) return plain(404, `only /${ADD_CHECKPOINT} is served here`)
  if (request.method !== 'POST') return plain(405, 'only POST is answered')
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > LONGEST) return plain(413, `a request has at most ${LONGEST} bytes`)
      chunks.push(chunk)
    }
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks))
    return witness(text)
  } catch {
    return plain(400, 'the request is not a whole text in UTF-8')
  }
}

const plain = (status: number, reason: string): WitnessAnswer => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${reason}\n`,
})
