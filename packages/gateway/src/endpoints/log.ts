import { answerLog } from '@bylaw/ledger/node'
import type { Answer, Endpoint, House } from '../choke.ts'
import type { Incoming } from '../incoming.ts'

const prefix = '/log/'

export const isLogPath = (path: string): boolean => path.startsWith(prefix)

/**
 * `GET /log/…`: the log's checkpoint and tiles as C2SP tlog-tiles says, and its public key, to a key with the scope `log`, which no
 * key has unless it is said: they hold no content, but say of every tenant which models, tools and values there were.
 */
export const log: Endpoint = {
  name: 'log',
  async serve({ house, incoming }) {
    const { headers, ...answer } = await logAnswer(house, incoming)
    const caching = headers['cache-control']?.replace('public', 'private')
    return { ...answer, headers: { ...headers, ...(caching && { 'cache-control': caching }) } }
  },
}

/** The same, to anybody. */
export async function logAnswer({ log }: House, { method, path, header }: Incoming): Promise<Answer> {
  const file = path.slice(prefix.length)
  if (file === 'vkey' && (method === 'GET' || method === 'HEAD')) {
    return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${log.vkey}\n` }
  }
  return answerLog(log.source, { path: file, method, acceptEncoding: header('accept-encoding') ?? '' })
}
