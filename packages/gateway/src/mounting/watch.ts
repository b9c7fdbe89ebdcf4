import { type FSWatcher, watch } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Config } from '../config/load.ts'
import { mountsOf } from './files.ts'

/** How long nothing may happen until a change is looked at, in milliseconds: editors save in several steps. */
const quiet = 100

/**
 * Watches the folders of all mounted files: a file that is saved under another name and then renamed stays watched. A folder
 * that can't be watched is left out.
 * @returns what ends it
 */
export function watchFolders(
  config: Pick<Config, 'specs' | 'deployments' | 'folder'>,
  changed: () => void,
): () => void {
  const files = Object.keys(config.deployments).flatMap((name) => mountsOf(config, name).map(({ file }) => file))
  const folders = new Set(files.map((file) => dirname(resolve(config.folder, file))))
  let timer: NodeJS.Timeout | null = null
  const soon = () => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(changed, quiet).unref()
  }
  const watchers = [...folders].flatMap((folder) => watcherOf(folder, soon) ?? [])
  return () => {
    if (timer !== null) clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
}

function watcherOf(folder: string, changed: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, { persistent: false }, changed)
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    return null
  }
}
