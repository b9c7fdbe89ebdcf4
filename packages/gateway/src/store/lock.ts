import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * One gateway at a time serves with a folder: a second one would take what the first has open for cut off. The lock goes
 * with the process, however that ends.
 * @returns what unlocks it, which may be called again
 * @throws where another process holds it
 */
export function lockFolder(folder: string): () => void {
  const lock = new DatabaseSync(join(folder, 'serving.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (cause) {
    lock.close()
    throw new Error(
      `another gateway serves with the store \`${folder}\`: stop it, or give this one another \`store\``,
      {
        cause,
      },
    )
  }
  return () => {
    if (lock.isOpen) lock.close()
  }
}
