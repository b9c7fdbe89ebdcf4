import { createHmac, randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILE = 'user.key'
const VARIABLE = 'BYLAW_USER_KEY'

/** Names of users that only who has the secret can trace back: one user is one pseudonym, here and nowhere else. */
export class Pseudonyms {
  readonly #secret: Buffer

  /** @param secret 32 bytes */
  constructor(secret: Buffer) {
    this.#secret = secret
  }

  /**
   * Under the secret of `BYLAW_USER_KEY` (64 hex digits), else of the file `user.key` (0600) in the folder, which is made
   * where there is none.
   * @throws where what is there is no secret, and whatever the file system throws
   */
  static in(folder: string): Pseudonyms {
    const file = join(folder, FILE)
    const given = process.env[VARIABLE]
    return new Pseudonyms(given === undefined ? parsed(foundOrMade(file), file) : parsed(given, VARIABLE))
  }

  of(user: string): string {
    const digest = createHmac('sha256', this.#secret).update('bylaw user v1\n').update(user).digest('hex')
    return `usr_${digest.slice(0, 32)}`
  }
}

function parsed(text: string, where: string): Buffer {
  if (/^[0-9a-f]{64}\n?$/i.test(text)) return Buffer.from(text.trim(), 'hex')
  throw new Error(`\`${where}\` holds no secret: 64 hex digits are expected`)
}

/** Written whole under another name first, so that nobody reads half of it; of two that make one, one wins. */
function foundOrMade(file: string): string {
  const found = read(file)
  if (found !== null) return found
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  try {
    writeFileSync(draft, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx', flush: true })
    linkSync(draft, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
  return readFileSync(file, 'utf8')
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
