import { type DecisionChange, diff } from '@bylaw/core'
import type { Compared } from '../changes.ts'
import { WrongUse } from '../failure.ts'
import { markdownDiff } from '../markdown/diff.ts'
import { note, print, printJson } from '../output.ts'
import { openEngine } from '../stack.ts'
import { drawnDiff } from '../tables/diff.ts'
import { type Pair, type VersionOptions, type Versions, versionsOf } from '../versions.ts'

interface DiffOptions extends VersionOptions {
  readonly where?: string
  readonly failOn?: 'looser' | 'tighter'
  readonly strict?: boolean
  readonly format?: 'text' | 'json' | 'markdown'
  readonly json?: boolean
}

/** `bylaw diff`: 1 where something is decided otherwise, or with `--fail-on` where something got looser, or tighter. */
export async function diffVerb(files: readonly string[], options: DiffOptions): Promise<number> {
  const versions = await versionsOf(files, options)
  const all = versions.pairs.map((pair) => comparedOf(pair, options.where))
  const format = options.json ? 'json' : (options.format ?? 'text')
  if (format === 'json') printJson(plain(all, versions))
  else if (format === 'markdown') print(markdownDiff(all, versions))
  else {
    print(drawnDiff(all))
    for (const name of versions.added) note(`the deployment ${name} is new: there is nothing to compare it with`)
    for (const name of versions.removed) note(`the deployment ${name} is gone`)
  }
  return exitOf(all, options)
}

function comparedOf({ deployment, older, newer }: Pair, where: string | undefined): Compared {
  const found = diff(openEngine(older), openEngine(newer), where)
  if ('error' in found) throw new WrongUse(`--where ${where}: ${found.error}`)
  return { deployment, found }
}

function exitOf(all: readonly Compared[], { failOn, strict }: DiffOptions): number {
  if (failOn === undefined) return all.every(({ found }) => found.same) ? 0 : 1
  const counts = ({ direction }: Pick<DecisionChange, 'direction'>): boolean =>
    direction === failOn || direction === 'changed'
  const failed = all.some(({ found }) => [...found.changes, ...found.reach].some(counts))
  return failed || (strict && all.some(({ found }) => found.left.length > 0)) ? 1 : 0
}

/** One comparison as it is; several as one, where everything names its deployment. */
function plain(all: readonly Compared[], { added, removed }: Versions): object {
  const [{ deployment, found }] = all as [Compared]
  if (deployment === null) return found
  const each = <T extends object>(pick: (compared: Compared) => readonly T[]): object[] =>
    all.flatMap((compared) => pick(compared).map((one) => ({ ...one, deployment: compared.deployment })))
  return {
    textOnly: all.every((compared) => compared.found.textOnly),
    same: all.every((compared) => compared.found.same),
    changes: each((compared) => compared.found.changes),
    reach: each((compared) => compared.found.reach),
    added: each((compared) => [compared.found.added]),
    removed: each((compared) => [compared.found.removed]),
    left: each((compared) => compared.found.left),
    deployments: { compared: all.map((compared) => compared.deployment), added, removed },
  }
}
