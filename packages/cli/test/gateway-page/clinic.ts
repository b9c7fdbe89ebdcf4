import { execFile } from 'node:child_process'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { type Gateway, loadConfig, startGateway } from '@bylaw/gateway'
import { Folder, launcher } from '../command.ts'
import { pageModel } from './model.ts'

/** Where the page says that things are. */
const shown = { gateway: 'http://127.0.0.1:4141', model: 'http://127.0.0.1:11434' }

/** The clinic of the pages, served before a scripted model, and a shell in its folder. */
export interface Clinic {
  /** What commands say; variables that they export stay. */
  run(commands: string): Promise<Ran>
  close(): Promise<void>
}

export async function openClinic(docs: string): Promise<Clinic> {
  const folder = new Folder()
  const model = await pageModel()
  cpSync(join(docs, 'gateway'), folder.path, { recursive: true })
  const file = join(folder.path, 'bylaw.yaml')
  const written = readFileSync(file, 'utf8').replaceAll(shown.model, model.origin)
  writeFileSync(file, written.replace('127.0.0.1:4141', '127.0.0.1:0'))
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const jwk = { ...publicKey.export({ format: 'jwk' }), alg: 'EdDSA', kid: 'page' }
  writeFileSync(join(folder.path, 'users.jwks.json'), JSON.stringify({ keys: [jwk] }))
  const gateway = await serve(file)
  const env = { ...environment(), TOKEN: tokenOf(privateKey) }
  let exported = ''
  return {
    async run(commands) {
      const ran = await shell(`${exported}${placed(commands, gateway)}`, folder.path, env)
      exported += (commands.match(/^export .*\n/gm) ?? []).map((line) => placed(line, gateway)).join('')
      return { ...ran, out: ran.out.replaceAll(gateway.url, shown.gateway) }
    },
    async close() {
      await gateway.close()
      model.close()
      folder.remove()
    },
  }
}

async function serve(file: string): Promise<Gateway> {
  const { config, problems } = loadConfig(file, { UPSTREAM_KEY: 'upstream-secret' })
  if (config === null) throw new Error(JSON.stringify(problems))
  return startGateway(config, { log: 'silent', grace: 200 })
}

/** A token of the sign-in: ann, who is an adult. */
function tokenOf(key: KeyObject): string {
  const part = (json: object) => Buffer.from(JSON.stringify(json)).toString('base64url')
  const claims = { iss: 'https://id.northside.example', aud: 'assistant', sub: 'ann', age_group: 'adult' }
  const exp = Math.floor(Date.now() / 1000) + 3600
  const signed = `${part({ alg: 'EdDSA', kid: 'page' })}.${part({ ...claims, exp })}`
  return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`
}

/** Commands of the page as they are here. */
const placed = (commands: string, { url }: Gateway): string =>
  commands.replaceAll(shown.gateway, url).replaceAll('npx bylaw', `'${process.execPath}' '${launcher}'`)

export interface Ran {
  readonly code: number
  readonly out: string
}

/** Without blocking: the gateway serves in this process. */
function shell(script: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', script], { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : 1, out: stdout + stderr })
    })
  })
}

const environment = () => ({
  ...process.env,
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  BYLAW_DATABASE_URL: '',
})
