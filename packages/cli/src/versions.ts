import { CONFIG, configFile, configIn, isFolder, stackOf } from './deployments.ts'
import { WrongUse } from './failure.ts'
import type { StackOptions } from './stack.ts'

/** What is compared: two files of one layer, two folders, or the stack with another one of its layers. */
export interface VersionOptions extends StackOptions {
  readonly level?: string
  readonly deployment?: string
  readonly oldSpec?: readonly string[]
  readonly oldLayer?: readonly string[]
}

/** Two versions of one stack. */
export interface Pair {
  /** Named where the two are folders. */
  readonly deployment: string | null
  readonly older: StackOptions
  readonly newer: StackOptions
}

export interface Versions {
  readonly pairs: readonly Pair[]
  /** Deployments that only one of two folders has. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

/**
 * The stacks to compare, each as it was and as it is.
 * @throws WrongUse where that is not what was given
 */
export async function versionsOf(files: readonly string[], options: VersionOptions): Promise<Versions> {
  const [older, newer] = files
  if (older === undefined || newer === undefined || files.length > 2) {
    if (files.length === 0) return alone(otherLayers(options))
    throw new WrongUse('diff: give two files or two folders, the older one first')
  }
  const folders = [older, newer].filter(isFolder)
  if (folders.length === 2) return deploymentsOf(older, newer, options)
  if (folders.length === 1) throw new WrongUse(`diff: ${folders[0]} is a folder and the other is a file`)
  if (options.deployment !== undefined) throw new WrongUse('--deployment: only two folders have deployments')
  return alone({ deployment: null, older: withFile(older, options), newer: withFile(newer, options) })
}

const alone = (pair: Pair): Versions => ({ pairs: [pair], added: [], removed: [] })

function otherLayers({ spec = [], layer = [], mandate = [], oldSpec, oldLayer }: VersionOptions): Pair {
  if (oldSpec === undefined && oldLayer === undefined)
    throw new WrongUse('diff: give two files or folders, or --old-spec or --old-layer beside --spec and --layer')
  const older = { spec: oldSpec ?? spec, layer: oldLayer ?? layer, mandate }
  return { deployment: null, older, newer: { spec, layer, mandate } }
}

function withFile(file: string, { spec = [], layer = [], mandate = [], level = 'root' }: VersionOptions): StackOptions {
  return level === 'root' || level === 'platform'
    ? { spec: [file, ...spec], layer, mandate }
    : { spec, layer: [...layer, `${level}=${file}`], mandate }
}

async function deploymentsOf(older: string, newer: string, options: VersionOptions): Promise<Versions> {
  const { spec, layer, mandate, oldSpec, oldLayer, level, deployment } = options
  if ([spec, layer, mandate, oldSpec, oldLayer, level].some((each) => each !== undefined))
    throw new WrongUse(`diff: two folders say all layers in their ${CONFIG}, so leave --spec, --layer and the like out`)
  const [before, after] = [await configIn(older), await configIn(newer)]
  const [had, has] = [Object.keys(before.deployments), Object.keys(after.deployments)]
  if (deployment !== undefined && !(had.includes(deployment) && has.includes(deployment))) {
    const where = had.includes(deployment) ? newer : older
    throw new WrongUse(`--deployment ${deployment}: ${configFile(where)} has no such deployment`)
  }
  const names = deployment === undefined ? has.filter((name) => had.includes(name)) : [deployment]
  if (names.length === 0) throw new WrongUse(`diff: ${older} and ${newer} have no deployment of the same name`)
  const pairs = names.map((name) => ({
    deployment: name,
    older: stackOf(before, older, name),
    newer: stackOf(after, newer, name),
  }))
  if (deployment !== undefined) return { pairs, added: [], removed: [] }
  const added = has.filter((name) => !had.includes(name))
  return { pairs, added, removed: had.filter((name) => !has.includes(name)) }
}
