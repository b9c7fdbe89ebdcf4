import type { FreeOptions } from '@bylaw/core'
import type { Opened } from '../engine/opened.ts'

/** Only what is mounted is said. */
export const MOUNTED = 'mounted'

/** Whose words are taken to be anything, as the address says it: empty, `mounted`, or the level below which they are. */
export function freeOptions(words: string): FreeOptions {
  if (words === '') return {}
  return words === MOUNTED ? { mountedOnly: true } : { below: words }
}

/** The levels whose words are taken to be anything. */
export function freeLevels({ levels, layers }: Pick<Opened, 'levels' | 'layers'>, words: string): readonly string[] {
  const chain = [...new Set(levels)]
  if (words === MOUNTED) return []
  if (words === '') return chain.slice(1).filter((level) => layers.every((layer) => layer.level !== level))
  return chain.slice(chain.indexOf(words) + 1)
}

/** The same as options of the command line. */
export function freeFlags(words: string): readonly string[] {
  if (words === '') return []
  return words === MOUNTED ? ['--mounted-only'] : ['--below', words]
}

/** `system, user and agent` */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`
