import { BlockList, isIP } from 'node:net'
import type { Raw } from '@bylaw/providers'

/**
 * Why an upstream is not to fetch from an address; null where it may. Names are not resolved here: one that leads to a
 * private address is the upstream's to refuse.
 * @param allowed `data`: nothing but data addresses; `public`: hosts of the public network, and ids of uploaded files, too
 */
export function whyNotFetched(address: string, allowed: 'data' | 'public'): string | null {
  if (/^data:/i.test(address)) return null
  if (allowed === 'data') return 'images and files have to be sent as data addresses here'
  if (/^[\w.-]+$/.test(address)) return null
  if (!URL.canParse(address)) return 'an image or file has an address that can not be read'
  const { protocol, hostname } = new URL(address)
  if (protocol !== 'http:' && protocol !== 'https:') return 'images and files are fetched by http and https only'
  return isPrivate(hostname) ? 'an image or file has an address that is not on the public network' : null
}

const privateNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/

function isPrivate(hostname: string): boolean {
  const host = hostname
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^\[|\]$/g, '')
  const family = isIP(host)
  if (family !== 0) return notPublic.check(host, family === 4 ? 'ipv4' : 'ipv6')
  return !host.includes('.') || privateNames.test(host)
}

/** IANA's special-purpose registries. */
const notPublic = new BlockList()
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(network, bits, 'ipv4')
}
for (const [network, bits] of [
  ['::', 96],
  ['64:ff9b::', 32],
  ['100::', 64],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  notPublic.addSubnet(network, bits, 'ipv6')
}

/** Every text in what came over the wire that is an address to fetch from, as far as that can be told from its beginning. */
export function addressesIn(raw: Raw | undefined): readonly string[] {
  const found: string[] = []
  const left: unknown[] = [raw]
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next === 'string' && /^\s*[a-z][a-z0-9+.-]*:\/\//i.test(next.slice(0, 64))) found.push(next)
    else if (typeof next === 'object' && next !== null) for (const each of Object.values(next)) left.push(each)
  }
  return found
}

/** Fields of a message or of a part that the house reads, and those that hold words, names and arguments: nobody fetches those. */
const understood: ReadonlySet<string> = new Set([
  ...['type', 'role', 'name', 'id', 'status', 'title', 'call_id', 'tool_call_id', 'tool_use_id', 'signature', 'model'],
  ...['content', 'text', 'refusal', 'reasoning', 'reasoning_content', 'thinking', 'summary', 'instructions', 'prompt'],
  ...['tool_calls', 'function_call', 'function', 'custom', 'arguments', 'input', 'output', 'annotations', 'citations'],
])

/** Every address in the fields of a message or of a part that nobody here understands; what `text` holds in them is words. */
export function addressesBeside(raw: Raw | undefined): readonly string[] {
  if (raw === undefined) return []
  const found: string[] = []
  const left: unknown[] = []
  for (const [field, value] of Object.entries(raw)) if (!understood.has(field)) left.push(value)
  while (left.length > 0) {
    const next = left.pop()
    if (typeof next === 'string') {
      if (isAddress(next)) found.push(next)
    } else if (typeof next === 'object' && next !== null) {
      for (const [field, value] of Object.entries(next)) if (field !== 'text') left.push(value)
    }
  }
  return found
}

/** Whether a reader of addresses takes a text for one, as lenient as they are; words with a colon after the first are none. */
function isAddress(text: string): boolean {
  const plain = text.replace(/^[^!-\uffff]+/, '').replaceAll(/[\t\n\r]/g, '')
  if (!/^[a-z][a-z0-9+.-]*:/i.test(plain.slice(0, 64))) return false
  if (/^(?:https?|wss?|ftp|file):/i.test(plain) || /^[^:]*:[\\/]{2}/.test(plain)) return true
  return !/\s/.test(plain) && URL.canParse(plain)
}
