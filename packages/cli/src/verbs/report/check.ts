import { isDeepStrictEqual } from 'node:util'
import {
  type Answer,
  decodeBase64,
  type LedgerRecord,
  parseLeaf,
  verifyCosigned,
  verifyDisclosure,
  verifyReceipt,
} from '@bylaw/ledger'
import { decidedIn } from './decided.ts'
import type { Disclosed, Report } from './format.ts'
import { isNamed } from './layers.ts'

/** One thing that was looked at. */
export interface Looked {
  readonly what: string
  readonly ok: boolean
  /** Why not; null where it is so. */
  readonly reason: string | null
}

export interface Trusted {
  readonly vkey: string
  readonly witnesses: readonly string[]
  readonly quorum: number
}

/** Everything about a report that can be verified, offline. */
export function checkReport(report: Report, { vkey, witnesses, quorum }: Trusted): readonly Looked[] {
  const leaf = decodeBase64(report.leaf) ?? new Uint8Array()
  const receipt = verifyReceipt(report.receipt, leaf, vkey)
  const parsed = parseLeaf(leaf)
  const looked = [
    receipt.ok
      ? yes(`the leaf is entry ${receipt.index} of ${receipt.size} in ${receipt.origin}, which signed that`)
      : no('the leaf is in the log', receipt.reason),
  ]
  if (witnesses.length > 0) {
    const checkpoint = receipt.ok ? receipt.checkpoint : ''
    looked.push(seen(verifyCosigned(checkpoint, vkey, witnesses, quorum)))
  }
  if (!parsed.ok) return [...looked, no('the leaf is a record', parsed.reason)]
  const { record } = parsed
  const isRecord = isDeepStrictEqual(record, report.record)
  looked.push(told('the record is what the leaf says', isRecord, '`record` and `leaf` differ'))
  for (const layer of report.layers) {
    const what = `${layer.file} is a layer of the policy that decided, at ${layer.level}`
    looked.push(told(what, isNamed(record, layer), 'the record names no layer with this text'))
  }
  const isDecided = isDeepStrictEqual(decidedIn(record, report.layers), report.decided)
  looked.push(told('what decided is what the record and its layers say', isDecided, '`decided` says something else'))
  return [...looked, ...report.disclosed.map((each) => shown(each, record))]
}

function seen(cosigned: Answer<{ readonly cosigned: readonly { readonly name: string }[] }>): Looked {
  if (!cosigned.ok) return no('witnesses saw the checkpoint', cosigned.reason)
  return yes(`the checkpoint was seen by ${cosigned.cosigned.map(({ name }) => name).join(', ')}`)
}

function shown({ body, ...disclosure }: Disclosed, { bodies }: LedgerRecord): Looked {
  const named = Array.isArray(bodies) ? (bodies as Extract<LedgerRecord['bodies'], readonly unknown[]>) : []
  const digest = named.find(({ name }) => name === body)?.digest
  const what = `${body}.${disclosure.name} is what was recorded`
  if (digest === undefined) return no(what, `the record has no body \`${body}\``)
  const verified = verifyDisclosure(disclosure, digest)
  return verified.ok ? yes(what) : no(what, verified.reason)
}

const yes = (what: string): Looked => ({ what, ok: true, reason: null })
const no = (what: string, reason: string): Looked => ({ what, ok: false, reason })
const told = (what: string, ok: boolean, reason: string): Looked => (ok ? yes(what) : no(what, reason))
