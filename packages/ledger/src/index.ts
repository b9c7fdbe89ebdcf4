/**
 * Was this decision recorded, and has nothing that was recorded been changed or taken away since?
 *
 *     record ──encodeLeaf──▶ entry ──leafHash──▶ tree ──▶ checkpoint, signed by the log, cosigned by witnesses
 *                                                 └─────▶ proofs, tiles, receipts
 *
 * Pure functions, no I/O, no clock, nothing of Node: an outsider verifies in a browser with the log's public key alone.
 * Hashing is RFC 6962's; the texts are C2SP's signed notes, checkpoints, tiles, proofs and cosignatures, so that tools
 * that we did not write verify them too. A verifier answers `{ok: true, …}` or `{ok: false, reason}` and never throws.
 *
 *     const answer = verifyReceipt(receipt, leaf, vkey)
 *     if (answer.ok) console.log(`entry ${answer.index} of ${answer.origin}`)
 */
export type { Answer, Refused } from './log/answer.ts'
export { decodeBase64, encodeBase64 } from './log/base64.ts'
export type { Checkpoint } from './log/checkpoint.ts'
export { parseCheckpoint, printCheckpoint, signCheckpoint, verifyCheckpoint } from './log/checkpoint.ts'
export type { Cosigned } from './log/cosignature.ts'
export { cosign, verifyCosigned } from './log/cosignature.ts'
export type { Hashing, Sha256 } from './log/hash.ts'
export { EMPTY_ROOT, hashingWith, leafHash, nodeHash } from './log/hash.ts'
export type { VerifierKey } from './log/key.ts'
export { parseVerifierKey, printVerifierKey } from './log/key.ts'
export type { Note, NoteSignature, Verified } from './log/note.ts'
export { parseNote, parseSignature, printNote, printSignature, signNote, verifyNote } from './log/note.ts'
export type { NodeReader } from './log/proof.ts'
export { consistencyProof, inclusionProof } from './log/proof.ts'
export type { NodeId, NodeListener } from './log/range.ts'
export { CompactRange, perfectSubtrees } from './log/range.ts'
export type { Receipt } from './log/receipt.ts'
export { parseProof, parseReceipt, printReceipt, verifyReceipt } from './log/receipt.ts'
export { COSIGNATURE, ED25519 } from './log/scheme.ts'
export type { KeyPair, Signer } from './log/signer.ts'
export { generateKey, readSigner } from './log/signer.ts'
export type { Tile, TileReader } from './log/tiles.ts'
export {
  decodeEntries,
  encodeEntries,
  encodeTile,
  entriesPath,
  nodesOfTiles,
  parseTilePath,
  TILE_WIDTH,
  tilePath,
  tilesOf,
} from './log/tiles.ts'
export type { ConsistencyClaim, InclusionClaim } from './log/verify.ts'
export { verifyConsistency, verifyInclusion } from './log/verify.ts'
export type { Json } from './records/canonical.ts'
export { canonicalJson } from './records/canonical.ts'
export type { Body, Digests, Disclosure } from './records/commitment.ts'
export { commit, disclose, newSalt, verifyBody, verifyDisclosure } from './records/commitment.ts'
export { encodeLeaf, parseLeaf } from './records/leaf.ts'
export type { Abridged, LedgerRecord } from './records/record.ts'
export { abridge } from './records/record.ts'
