/** The thread that writes a ledger's file: whoever serves requests never waits for a disk. */
import { parentPort, workerData } from 'node:worker_threads'
import { failing } from './failing.ts'
import { type Reply, type Request, unpack, type WriterData } from './messages.ts'
import { SqliteWriter } from './writer.ts'

const { file, key } = workerData as WriterData
let writer: SqliteWriter | null = null

parentPort!.on('message', (request: Request) => {
  parentPort!.postMessage(answer(request))
  if (request.ask === 'close') parentPort!.close()
})

function answer(request: Request): Reply {
  try {
    return { ok: true, value: done(request) }
  } catch (error) {
    const { code, message } = failing(error)
    return { ok: false, code, message }
  }
}

function done(request: Request): unknown {
  if (request.ask === 'close') return writer?.close()
  writer ??= new SqliteWriter(file, key)
  if (request.ask === 'append') return writer.append(unpack(request.rows), request.time)
  if (request.ask === 'forget') return writer.forget(request.id, request.time)
  return writer.keepCheckpoint(request.checkpoint)
}
