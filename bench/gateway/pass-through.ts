/** The limit: a plain Node server that hands every request on with undici and every byte back. Prints its port. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'
import { Pool } from 'undici'

const pool = new Pool(process.argv[2]!, { connections: 2048 })

const server = createServer(async (request, response) => {
  const pieces: Buffer[] = []
  for await (const piece of request) pieces.push(piece as Buffer)
  const headers = { 'content-type': 'application/json', authorization: 'Bearer upstream' }
  const path = request.url!
  const answer = await pool.request({ method: 'POST', path, headers, body: Buffer.concat(pieces) })
  response.writeHead(answer.statusCode, { 'content-type': String(answer.headers['content-type']) })
  pipeline(answer.body, response, () => {})
})

server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', 4096, () => console.log((server.address() as AddressInfo).port))
