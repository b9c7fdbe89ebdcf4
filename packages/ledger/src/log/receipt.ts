import { isBytes } from '@noble/hashes/utils.js'
import { type Answer, answering, quoted, refuse } from './answer.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { isHash } from './bytes.ts'
import { type Checkpoint, verifyCheckpoint } from './checkpoint.ts'
import { parseDecimal } from './decimal.ts'
import { leafHash } from './hash.ts'
import { faultOf } from './note.ts'
import { LONGEST_PROOF, verifyInclusion } from './verify.ts'

/** That an entry is in a log, to be verified offline (C2SP tlog-proof). */
export interface Receipt {
  /** Anything that goes with the receipt. Nothing vouches for it. */
  readonly extra: Uint8Array | null
  readonly index: number
  /** From the leaf's sibling up. */
  readonly proof: readonly Uint8Array[]
  /** A signed checkpoint, as its log wrote it. */
  readonly checkpoint: string
}

const HEAD = 'c2sp.org/tlog-proof@v1'

export function printReceipt({ extra, index, proof, checkpoint }: Receipt): string {
  const head = extra === null ? [HEAD] : [HEAD, `extra ${encodeBase64(extra)}`]
  return [...head, `index ${index}`, ...proof.map(encodeBase64), '', checkpoint].join('\n')
}

/** Reads a receipt, without verifying anything. What follows the first blank line is the checkpoint. */
export function parseReceipt(text: string): Answer<Receipt> {
  const fault = faultOf(text)
  if (fault !== null) return refuse(fault)
  const end = text.indexOf('\n\n')
  const [head, ...lines] = text.slice(0, Math.max(end, 0)).split('\n')
  if (head !== HEAD)
    return refuse(`a receipt begins with the line \`${HEAD}\` and has a blank line before its checkpoint`)
  const extra = parseExtra(lines[0])
  if (!extra.ok) return extra
  const [index, ...hashes] = extra.extra === null ? lines : lines.slice(1)
  if (!index?.startsWith('index ')) return refuse('a receipt names the index of its entry: `index 0`')
  const read = parseDecimal(index.slice('index '.length), 'the index')
  if (!read.ok) return read
  const proof = parseProof(hashes)
  if (!proof.ok) return proof
  return { ok: true, extra: extra.extra, index: read.value, proof: proof.proof, checkpoint: text.slice(end + 2) }
}

function parseExtra(line = ''): Answer<Pick<Receipt, 'extra'>> {
  if (!line.startsWith('extra ')) return { ok: true, extra: null }
  const extra = decodeBase64(line.slice('extra '.length))
  return extra === null ? refuse(`${quoted(line)} is not in base64`) : { ok: true, extra }
}

/** Reads a proof of one hash in base64 a line. */
export function parseProof(lines: readonly string[]): Answer<{ readonly proof: readonly Uint8Array[] }> {
  if (lines.length > LONGEST_PROOF) return refuse(`a proof has at most ${LONGEST_PROOF} hashes`)
  const proof: Uint8Array[] = []
  for (const line of lines) {
    const hash = decodeBase64(line)
    if (!isHash(hash)) return refuse(`${quoted(line)} is not a hash in base64`)
    proof.push(hash)
  }
  return { ok: true, proof }
}

/**
 * Verifies that an entry (`leaf`: its bytes, not their hash) is in the log of the key, under the checkpoint of the
 * receipt. Never throws, whatever it is given.
 */
export function verifyReceipt(text: string, leaf: Uint8Array, vkey: string): Answer<Receipt & Checkpoint> {
  return answering(() => {
    const receipt = parseReceipt(text)
    if (!receipt.ok) return receipt
    const checkpoint = verifyCheckpoint(receipt.checkpoint, vkey)
    if (!checkpoint.ok) return checkpoint
    if (!isBytes(leaf)) return refuse('the entry must be given as bytes')
    const { origin, size, root, extensions } = checkpoint
    const included = verifyInclusion({
      index: receipt.index,
      size,
      leafHash: leafHash(leaf),
      root,
      proof: receipt.proof,
    })
    return included.ok ? { ...receipt, origin, size, root, extensions } : included
  })
}
