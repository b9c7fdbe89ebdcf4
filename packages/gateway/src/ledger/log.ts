import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Answer, parseNote, printReceipt, signNote, verifyCheckpoint } from '@bylaw/ledger'
import {
  adopt,
  findKeyFile,
  type HeldKey,
  HighWater,
  isRotating,
  type LedgerStore,
  proveInclusion,
  readHeld,
  readKeyFile,
  type Source,
  signHead,
  storeSource,
} from '@bylaw/ledger/node'

/** A checkpoint that may be shown. */
interface Shown {
  readonly size: number
  /** The signed note, whole. */
  readonly note: string
}

export interface LogOptions {
  /** Where the log's key is kept, and beside it the mark of what was signed. */
  readonly folder: string
  /** The log's name; that of its key, or a name of its own, unless given. */
  readonly origin: string | undefined
  /** Whether a folder without a mark of what was signed takes the ledger's own word for it. */
  readonly adopt: boolean
}

/** Holds the log's private key where replicas have no folder that they share. */
const VARIABLE = 'BYLAW_LOG_KEY'

/** The file of the log's key in the store's folder. */
const keyFile = 'log.key'

/** The log as outsiders see it: signed, so far as that may be done, and proved. */
export class Log {
  readonly #ledger: LedgerStore
  readonly #file: string
  readonly #highWater: HighWater
  #key: HeldKey
  #shown: Shown | null = null
  #signing: Promise<Answer<Shown>> | null = null
  #timer: NodeJS.Timeout | null = null

  private constructor(ledger: LedgerStore, { folder }: LogOptions, key: HeldKey) {
    this.#ledger = ledger
    this.#file = join(folder, keyFile)
    this.#highWater = HighWater.beside(folder)
    this.#key = key
  }

  /**
   * The log of a ledger, under the key of the environment, else under the one in the folder, which is made where there is
   * none.
   * @throws where the key can't be read or made, or is that of another origin
   */
  static async open(ledger: LedgerStore, options: LogOptions): Promise<Log> {
    const key = findKey(join(options.folder, keyFile), options.origin)
    if (!key.ok) throw new Error(`the log can't be signed: ${key.reason}`)
    const log = new Log(ledger, options, key)
    if (options.adopt && (await log.#highWater.latest()) === null) await adopt(ledger, log.#highWater)
    return log
  }

  /** The public key: what outsiders verify with. */
  get vkey(): string {
    return this.#key.vkey
  }

  /** The files of the log, as far as it is signed. */
  get source(): Source {
    return storeSource(this.#ledger, async () => this.#shown)
  }

  /** Signs every so often what is new; `report` hears why something is not signed. */
  signEvery(seconds: number, report: (reason: string) => void): void {
    this.#timer = setInterval(async () => {
      const signed = await this.sign()
      if (!signed.ok) report(signed.reason)
    }, seconds * 1000).unref()
  }

  /** Signs the log as it stands, or says why it must not. Never rejects. */
  sign(): Promise<Answer<Shown>> {
    this.#signing ??= this.#sign()
      .catch((error: Error) => ({ ok: false, reason: error.message }) as const)
      .finally(() => {
        this.#signing = null
      })
    return this.#signing
  }

  /** That an entry is in the log, which the receipt carries, under a checkpoint that covers it: one signed for it, if need be. */
  async receipt(index: number, entry: Uint8Array): Promise<Answer<{ readonly receipt: string }>> {
    const checkpoint = await this.#covering(index)
    if (!checkpoint.ok) return checkpoint
    const { size, note } = checkpoint
    const proof = await proveInclusion(this.#ledger, index, size)
    return { ok: true, receipt: printReceipt({ extra: entry, index, proof, checkpoint: note }) }
  }

  /** Signs what is new, and signs no more. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.sign()
  }

  /** What is being signed when it is asked for may have begun before the entry was there: then it is signed once more. */
  async #covering(index: number): Promise<Answer<Shown>> {
    if (this.#shown !== null && this.#shown.size > index) return { ok: true, ...this.#shown }
    const signed = await this.sign()
    return !signed.ok || signed.size > index ? signed : this.sign()
  }

  async #sign(): Promise<Answer<Shown>> {
    if (isRotating(this.#file)) return { ok: false, reason: "the log's key is being changed" }
    const key = keyOfEnvironment() ?? readKeyFile(this.#file)
    if (!key.ok) return key
    const signed = await signHead(this.#ledger, { signer: key.signer, highWater: this.#highWater })
    if (!signed.ok) return signed
    const { size, note } = signed.checkpoint
    this.#key = key
    this.#shown = { size, note: signedBy(key, note) }
    return { ok: true, ...this.#shown }
  }
}

/** A checkpoint that an earlier key signed gets the signature of the present one: the text stays the same. */
function signedBy({ signer, vkey }: HeldKey, note: string): string {
  if (verifyCheckpoint(note, vkey).ok) return note
  const parsed = parseNote(note)
  return parsed.ok ? signNote(parsed.text, [signer]) : note
}

function keyOfEnvironment(): Answer<HeldKey> | null {
  const text = process.env[VARIABLE]
  return text === undefined || text === '' ? null : readHeld(text.trim())
}

function findKey(file: string, origin: string | undefined): Answer<HeldKey> {
  const given = keyOfEnvironment()
  if (given !== null) {
    if (!given.ok || origin === undefined || given.key.name === origin) return given
    return { ok: false, reason: `the key in \`${VARIABLE}\` is that of \`${given.key.name}\`, not of \`${origin}\`` }
  }
  if (origin !== undefined) return findKeyFile(file, origin)
  if (existsSync(file)) return readKeyFile(file)
  return findKeyFile(file, `localhost/bylaw-${randomBytes(4).toString('hex')}`)
}
