import type { Diagnostic } from '../document/diagnostic.ts'
import { canonicalLevel, defaultChain } from '../document/levels.ts'
import type { Document } from '../document/types.ts'
import { problem } from './problem.ts'
import type { Rank } from './types.ts'

/** A document and the level it is mounted at. */
export interface Mount {
  readonly level: string
  readonly document: Document
}

/** Ranks are counted in bits: no chain anyone commands by comes near this. */
const MAX_LEVELS = 24

/**
 * The chain that the root files state (all the same one), else the default. What the top is called, the mounts say: a file
 * below it that states a chain with itself on top is refused like any other one there.
 */
export function chainOf(mounts: readonly Mount[], report: (diagnostic: Diagnostic) => void): readonly string[] {
  const top = topOf(mounts)
  let chain: readonly string[] | null = null
  for (const { level, document } of mounts) {
    const stated = document.header.chain
    if (stated === null) continue
    const names = stated.map((each) => canonicalLevel(each.name))
    if (canonicalLevel(level) !== top || names[0] !== top) {
      report(
        problem(
          document.file,
          stated[0]!,
          'chain-below-root',
          `the chain of command is stated in root files only; this one is read at \`${level}\``,
        ),
      )
    } else if (names.length > MAX_LEVELS) {
      report(
        problem(
          document.file,
          stated[MAX_LEVELS]!,
          'chain-too-long',
          `a chain of command has at most ${MAX_LEVELS} levels`,
        ),
      )
    } else if (chain !== null && chain.join() !== names.join()) {
      report(problem(document.file, stated[0]!, 'chain-conflict', 'another root file states another chain of command'))
    } else chain = names
  }
  return chain ?? defaultChain
}

/** Root, where anything is mounted there; else where the first file is, since root files come first. */
function topOf(mounts: readonly Mount[]): string | null {
  const levels = mounts.map(({ level }) => canonicalLevel(level))
  return levels.includes('root') ? 'root' : (levels[0] ?? null)
}

/** Whether an error in a layer at this rank refuses the whole policy: root, system and developer; not those below. */
export function refuses(rank: Rank, chain: readonly string[]): boolean {
  const developer = chain.indexOf('developer')
  if (developer >= 0) return rank <= developer
  const user = chain.indexOf('user')
  return user >= 0 ? rank < user : rank === 0
}
