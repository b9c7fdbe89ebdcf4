import { bytesToHex } from '@noble/hashes/utils.js'
import { KeyChain } from '../keys/chain.ts'
import { quoted } from '../log/answer.ts'
import { type Checkpoint, parseCheckpoint } from '../log/checkpoint.ts'
import { type Cosigned, verifyCosigned } from '../log/cosignature.ts'
import { parseVerifierKey, printVerifierKey, type VerifierKey } from '../log/key.ts'
import { parseNote } from '../log/note.ts'
import { decodeEntries, entriesPath, TILE_WIDTH } from '../log/tiles.ts'
import { sentence } from '../publish/bounded.ts'
import { CHECKPOINT, type Source } from '../publish/target.ts'
import type { Progress } from '../publish/write.ts'
import { native } from '../store/hashing.ts'
import { CanonicalScanner } from './canonical.ts'
import { type BundleChecker, checkerFor } from './checkers.ts'
import { type Damage, Findings } from './damage.ts'
import { LeafPass } from './pass.ts'
import { readFiles } from './reading.ts'
import { type RecordCheck, RecordChecker } from './records.ts'

export interface VerifyOptions {
  /** The log's first public key that is trusted: later ones are followed through the log. */
  readonly vkey: string
  /** Public keys of witnesses. */
  readonly witnesses?: readonly string[]
  /** How many of them must have cosigned: all unless given. */
  readonly quorum?: number
  /** `canonical` unless given. */
  readonly records?: RecordCheck
  /** Whether disclosed bodies are held against their digests: yes unless given. */
  readonly bodies?: boolean
  /** The most damaged places that are listed before the verification gives up: 1,000 unless given. */
  readonly most?: number
  /** In leaves. */
  readonly progress?: Progress
}

/** What a whole log looks like. */
export interface LogReport {
  /** Whether all is as it should be: everything was read, and nothing is damaged. */
  readonly ok: boolean
  /** The first thing that is wrong, in a sentence; null where all is well. */
  readonly reason: string | null
  /** Null where there is no checkpoint that can be read. */
  readonly checkpoint: Checkpoint | null
  /** The public key that signs now: that given, or what the log's records of keys lead to. */
  readonly vkey: string | null
  /** How many times the key was changed. */
  readonly rotations: number
  readonly cosigned: readonly Cosigned[]
  /** Signatures under the checkpoint that nobody vouches for: `name+id` of keys that were not given. */
  readonly unverified: readonly string[]
  /** Records of which bodies were disclosed, and are the right ones. */
  readonly disclosed: number
  /** Whether every leaf was read. */
  readonly complete: boolean
  /** What is wrong with the checkpoint first, then in the order of the log. */
  readonly damage: readonly Damage[]
  /** How many damaged places were found, also those not listed. */
  readonly damaged: number
}

/** How many are listed where it isn't known yet that the checkpoint is genuine: a made-up size leads nowhere. */
const MOST_UNSURE = 16

/**
 * Verifies a whole log in one pass: every entry, tile and disclosed body against the signed root, the signatures, the
 * records, the changes of the key, and that no id comes twice. What is damaged is located. Memory does not grow with the
 * log, but for 24 to 48 bytes of each record's id. Never rejects.
 *
 * Where entries and tiles agree with each other and not with the signed root, the log was rewritten as a whole, and no
 * place can be named.
 */
export async function verifyLog(source: Source, options: VerifyOptions): Promise<LogReport> {
  const key = parseVerifierKey(options.vkey)
  if (!key.ok) return refused(key.reason)
  const opened = await open(source)
  if (typeof opened === 'string') return refused(opened)
  const chain = new KeyChain(key)
  const most = chain.verify(opened.note).ok ? (options.most ?? 1000) : MOST_UNSURE
  const found = new Findings(most)
  const records = new RecordChecker(options.records ?? 'canonical', chain, found)
  const pass = new LeafPass(source, native, records, found, most)
  const checker = checkerFor(opened.checkpoint.size, records.check, records.ids.seed)
  const complete = await run(source, pass, opened.checkpoint.size, checker, options)
  await checker.close()
  const reached = complete && (await pass.end(opened.checkpoint.root))
  await confirmTwice(source, opened.checkpoint.size, records, found)
  const signed = signatures(opened, chain, key, options)
  const damage = [...signed.damage, ...found.list]
  if (complete && !reached && damage.length === 0) damage.push(rewritten)
  const damaged = Math.max(found.count + signed.damage.length, damage.length)
  return {
    ok: reached && damaged === 0,
    reason:
      damage[0] === undefined
        ? complete
          ? null
          : 'not every leaf was read'
        : `${quoted(damage[0].path)}: ${damage[0].what}`,
    checkpoint: opened.checkpoint,
    vkey: printVerifierKey(chain.current),
    rotations: chain.keys.length - 1,
    cosigned: signed.cosigned,
    unverified: signed.unverified,
    disclosed: records.disclosed,
    complete,
    damage,
    damaged,
  }
}

const rewritten: Damage = {
  path: CHECKPOINT,
  offset: null,
  index: null,
  what: 'the signed root is that of another tree: entries and tiles agree with each other, so the log was rewritten as a whole',
}

const refused = (reason: string): LogReport => ({
  ok: false,
  reason,
  checkpoint: null,
  vkey: null,
  rotations: 0,
  cosigned: [],
  unverified: [],
  disclosed: 0,
  complete: false,
  damage: [{ path: CHECKPOINT, offset: null, index: null, what: reason }],
  damaged: 1,
})

interface Opened {
  readonly note: string
  readonly checkpoint: Checkpoint
}

async function open(source: Source): Promise<Opened | string> {
  try {
    const bytes = await source.read(CHECKPOINT)
    if (bytes === null) return 'there is no checkpoint'
    const note = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const parsed = parseNote(note)
    if (!parsed.ok) return parsed.reason
    const checkpoint = parseCheckpoint(parsed.text)
    return checkpoint.ok ? { note, checkpoint } : checkpoint.reason
  } catch (error) {
    return `the checkpoint can't be read: ${sentence(error)}`
  }
}

async function run(source: Source, pass: LeafPass, size: number, checker: BundleChecker, options: VerifyOptions) {
  const { bodies = true, progress } = options
  for await (const files of readFiles(source, size, bodies, checker)) {
    if (!(await pass.take(files)) || pass.isFull) return false
    progress?.(files.index * TILE_WIDTH + files.width, size)
  }
  return true
}

function signatures({ note, checkpoint }: Opened, chain: KeyChain, first: VerifierKey, options: VerifyOptions) {
  const { witnesses = [], quorum = witnesses.length } = options
  const parsed = parseNote(note)
  const known = [...chain.keys.map(printVerifierKey), ...witnesses].map((vkey) => /^[^+]+\+[0-9a-f]{8}/.exec(vkey)?.[0])
  const lines = parsed.ok ? parsed.signatures.map(({ name, keyId }) => `${name}+${bytesToHex(keyId)}`) : []
  const unverified = lines.filter((line) => !known.includes(line))
  const whats: string[] = []
  if (checkpoint.origin !== first.name) whats.push(`the origin ${quoted(checkpoint.origin)} is not the log of the key`)
  const own = chain.verify(note)
  if (!own.ok) whats.push(own.reason)
  const cosigned = verifyCosigned(note, printVerifierKey(chain.current), witnesses, quorum)
  if (!cosigned.ok && whats.length === 0) whats.push(cosigned.reason)
  const damage = whats.map((what): Damage => ({ path: CHECKPOINT, offset: null, index: null, what }))
  return { damage, unverified, cosigned: cosigned.ok ? cosigned.cosigned : [] }
}

/** Ids that look alike are read once more: only the same id is the same. */
async function confirmTwice(source: Source, size: number, { ids }: RecordChecker, findings: Findings): Promise<void> {
  for (const { first, second } of ids.suspects) {
    const id = await idAt(source, size, second)
    if (id === null || (await idAt(source, size, first)) !== id) continue
    const path = entriesPath(...placeOf(second, size))
    findings.add({ path, offset: null, index: second, what: `the id ${quoted(id)} is that of leaf ${first} already` })
  }
}

async function idAt(source: Source, size: number, index: number): Promise<string | null> {
  const bytes = await source.read(entriesPath(...placeOf(index, size))).catch(() => null)
  const entry = bytes === null ? undefined : decodeEntries(bytes)?.[index % TILE_WIDTH]
  return entry === undefined ? null : new CanonicalScanner().idOf(entry)
}

function placeOf(index: number, size: number): readonly [index: number, width: number] {
  const bundle = Math.floor(index / TILE_WIDTH)
  return [bundle, Math.min(TILE_WIDTH, size - bundle * TILE_WIDTH)]
}
