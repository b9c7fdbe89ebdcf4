import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { DecisionRecord } from '../record.ts'

/** The file in which version 0.1.0 kept open records and policies. */
const earlierFile = 'decisions.sqlite'

/** What every record has since. */
const sinceThen: Pick<DecisionRecord, 'operator' | 'conversation' | 'noticed' | 'instructions'> = {
  operator: null,
  conversation: null,
  noticed: [],
  instructions: null,
}

/** What a replica is called that is gone: whoever serves takes over what it left open. */
const gone = 'rep_0'

/**
 * Takes over what version 0.1.0 left in a folder: policies, so that decisions of then stay explained, and open records,
 * which were cut off. Then the file of then is removed; where that is cut off, all of it is done again.
 * @throws whatever SQLite and the file system throw
 */
export function takeOverEarlier(folder: string, database: DatabaseSync): void {
  const file = join(folder, earlierFile)
  if (!existsSync(file)) return
  database.prepare('ATTACH DATABASE ? AS earlier').run(file)
  const has = (table: string) =>
    database.prepare("SELECT 1 FROM earlier.sqlite_master WHERE type = 'table' AND name = ?").get(table) !== undefined
  if (has('policies')) database.exec('INSERT OR IGNORE INTO policies SELECT digest, layers FROM earlier.policies')
  if (has('decisions')) takeOverRecords(database)
  database.exec('DETACH DATABASE earlier')
  for (const ending of ['', '-wal', '-shm']) rmSync(`${file}${ending}`, { force: true })
}

function takeOverRecords(database: DatabaseSync): void {
  const put = database.prepare(
    'INSERT OR IGNORE INTO open_decisions (id, replica, created, record) VALUES (?, ?, ?, ?)',
  )
  for (const { id, created, record } of database.prepare('SELECT id, created, record FROM earlier.decisions').all()) {
    const whole = { ...sinceThen, ...JSON.parse(String(record)) }
    put.run(id!, gone, created!, JSON.stringify(whole))
  }
}
