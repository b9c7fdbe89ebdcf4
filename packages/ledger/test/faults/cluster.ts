import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const DEBIAN = '/usr/lib/postgresql'

/** A PostgreSQL of one's own, made by the machine's tools, that can be stopped and started. */
export class Cluster {
  readonly url: string
  readonly #folder: string
  readonly #tools: string
  readonly #port: number

  private constructor(folder: string, tools: string, port: number) {
    this.#folder = folder
    this.#tools = tools
    this.#port = port
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`
  }

  /** Null where the machine has no tools for it. */
  static async make(): Promise<Cluster | null> {
    const tools = toolsFolder()
    if (tools === null) return null
    const folder = mkdtempSync(join(tmpdir(), 'bylaw-cluster-'))
    const cluster = new Cluster(folder, tools, await freePort())
    if (process.getuid?.() === 0) {
      const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, 'postgres'])))
      chownSync(folder, uid!, gid!)
    }
    chmodSync(folder, 0o700)
    cluster.#run('initdb', '-U', 'postgres', '-A', 'trust', '-D', join(folder, 'data'))
    cluster.start()
    return cluster
  }

  start(): void {
    const options = `-p ${this.#port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''`
    this.#control('start', '-w', '-l', join(this.#folder, 'log'), '-o', options)
  }

  /** `immediate` is a crash: nothing is written out, connections are cut. */
  restart(): void {
    this.#control('stop', '-m', 'immediate')
    this.start()
  }

  remove(): void {
    this.#control('stop', '-m', 'immediate')
    rmSync(this.#folder, { recursive: true })
  }

  #control(...args: readonly string[]): void {
    this.#run('pg_ctl', '-D', join(this.#folder, 'data'), ...args)
  }

  /** The server refuses to run as root. */
  #run(tool: string, ...args: readonly string[]): void {
    const command = [join(this.#tools, tool), ...args]
    if (process.getuid?.() === 0) command.unshift('runuser', '-u', 'postgres', '--')
    execFileSync(command[0]!, command.slice(1), { stdio: ['ignore', 'ignore', 'inherit'], cwd: this.#folder })
  }
}

function toolsFolder(): string | null {
  const told = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim()
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : []
  const folders = [told, ...debian.reverse()].filter((folder) => folder !== undefined && folder !== '')
  return folders.find((folder) => existsSync(join(folder!, 'initdb'))) ?? null
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}
