import type { Incoming } from '../incoming.ts'

const loopbackAddress = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/
const loopbackName = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i

/** Said by whoever hands a request on from somewhere else. */
const handedOn = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'via',
  'true-client-ip',
  'cf-connecting-ip',
]

/**
 * Whether a request comes from this machine and was meant for it: a name that was rebound to this address, a web page
 * of another origin and a proxy before the gateway are not.
 */
export function isLocal(incoming: Pick<Incoming, 'address' | 'header' | 'headers'>): boolean {
  const origin = incoming.header('origin')
  return (
    loopbackAddress.test(incoming.address ?? '') &&
    loopbackName.test(incoming.header('host') ?? '') &&
    incoming.headers('host').length === 1 &&
    (origin === null || loopbackName.test(origin.replace(/^https?:\/\//, ''))) &&
    incoming.header('sec-fetch-site') !== 'cross-site' &&
    handedOn.every((name) => incoming.header(name) === null)
  )
}
