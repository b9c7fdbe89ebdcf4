import type { Readable, Writable } from 'node:stream'
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node'
import { Server } from './server.ts'
import type { Workspace } from './workspace.ts'

/**
 * Speaks the Language Server Protocol until the editor is done.
 * @returns the exit code: 0 after a proper shutdown, 1 where the editor went away without one
 */
export function serveEditor(input: Readable, output: Writable, workspace: Workspace): Promise<number> {
  const connection = createConnection(new StreamMessageReader(input), new StreamMessageWriter(output))
  new Server(connection, workspace)
  let asked = false
  connection.onShutdown(() => {
    asked = true
  })
  return new Promise((done) => {
    connection.onExit(() => done(asked ? 0 : 1))
    input.on('end', () => done(asked ? 0 : 1))
    connection.listen()
  })
}
