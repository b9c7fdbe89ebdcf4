import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isLogPath } from './paths.ts'
import { LONGEST_FILE, type Target } from './target.ts'

/**
 * A folder, laid out so that any static host can serve it. A file is there whole or not at all: it is written under
 * another name, made durable, then renamed.
 */
export function folderTarget(folder: string): Target {
  return {
    read: (path) => (isLogPath(path) ? readWhole(join(folder, path)) : Promise.resolve(null)),
    async write(path, bytes) {
      if (!isLogPath(path)) throw new RangeError(`\`${path}\` is no path of a log`)
      await writeWhole(join(folder, path), bytes)
    },
  }
}

async function readWhole(file: string): Promise<Uint8Array | null> {
  try {
    if ((await stat(file)).size > LONGEST_FILE) throw new RangeError(`\`${file}\` is longer than any file of a log`)
    return await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return null
    throw error
  }
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const parent = dirname(file)
  const made = await mkdir(parent, { recursive: true })
  const draft = `${file}.${randomBytes(8).toString('hex')}.draft`
  try {
    await writeDurably(draft, bytes)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await sync(parent)
  if (made !== undefined) await syncUpwards(dirname(parent), dirname(made))
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx')
  try {
    await handle.writeFile(bytes)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** The names of folders that were made are durable when every folder above them is. */
async function syncUpwards(from: string, to: string): Promise<void> {
  for (let at = from; at !== to && at !== dirname(at); at = dirname(at)) await sync(at)
  await sync(to)
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
