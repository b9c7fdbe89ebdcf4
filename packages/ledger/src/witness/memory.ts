import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { exists, findKeyFile, type HeldKey } from '../keys/key-file.ts'
import { type Answer, refuse } from '../log/answer.ts'
import { COSIGNATURE } from '../log/scheme.ts'
import { sentence } from '../publish/bounded.ts'
import { syncFolder } from '../store/sync-folder.ts'
import type { Seen } from './judge.ts'

/** What a witness remembers of a log. */
export interface Remembered extends Seen {
  /** When it was cosigned, in seconds since 1970. */
  readonly time: number
  /** The checkpoint as its log signed it: the evidence, where the log forks. */
  readonly note: string
}

/** The memory of a witness: durable before it is answered out of, and one process's at a time. */
export interface Memory {
  seen(origin: string): Remembered | null
  /** Durable when it returns. Throws where it may not be. */
  remember(origin: string, seen: Remembered): void
  close(): void
}

/** A witness's key and memory, which belong together. */
export interface WitnessFolder {
  readonly held: HeldKey
  readonly memory: Memory
}

/**
 * Opens the folder of a witness, made with a new key of this name where there is none. A key whose memory was lost is
 * refused: it could cosign the other side of a fork. So is a folder that another process has open. A memory restored
 * from an older copy can't be noticed: don't back it up, retire the key.
 */
export function openWitnessFolder(folder: string, name: string): Answer<WitnessFolder> {
  const [file, keyFile] = [join(folder, 'witness.sqlite'), join(folder, 'witness.key')]
  if (exists(keyFile) && !exists(file))
    return refuse(`the witness in \`${folder}\` has lost its memory: retire its key and begin in another folder`)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const memory = openMemory(file)
    syncFolder(folder)
    const held = findKeyFile(keyFile, name, COSIGNATURE)
    if (held.ok && held.key.type === COSIGNATURE) return { ok: true, held, memory }
    memory.close()
    return held.ok ? refuse(`the key in \`${keyFile}\` makes no cosignatures`) : held
  } catch (error) {
    return refuse(`the witness in \`${folder}\` can't be opened, or is open elsewhere: ${sentence(error)}`)
  }
}

/** `EXTRA`: a commit is on the disk, and so is the end of its journal. `EXCLUSIVE`: the file stays locked. */
const durable = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = DELETE;
  PRAGMA synchronous = EXTRA;
  BEGIN EXCLUSIVE;
  CREATE TABLE IF NOT EXISTS seen
    (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, time INTEGER NOT NULL, note TEXT NOT NULL);
  COMMIT;
`

function openMemory(file: string): Memory {
  const database = new DatabaseSync(file, { timeout: 1000 })
  try {
    database.exec(durable)
  } catch (error) {
    database.close()
    throw error
  }
  const find = database.prepare('SELECT size, root, time, note FROM seen WHERE origin = ?')
  const keep = database.prepare(
    `INSERT INTO seen VALUES (?, ?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE
     SET size = excluded.size, root = excluded.root, time = excluded.time, note = excluded.note`,
  )
  return {
    seen: (origin) => (find.get(origin) as Remembered | undefined) ?? null,
    remember: (origin, { size, root, time, note }) => void keep.run(origin, size, root, time, note),
    close: () => database.close(),
  }
}
