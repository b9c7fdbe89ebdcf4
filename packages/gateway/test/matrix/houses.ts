import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Gateway, loadConfig, startGateway } from '../../src/index.ts'
import { sha256 } from '../house.ts'
import { operator, spec } from '../stack.ts'
import { type Cell, type Checking, checkings, type Endpoint, endpoints, formatOf, type Trouble } from './cells.ts'
import { marks } from './script.ts'

const judges = ['reads', 'fails', 'silent'] as const
type JudgeName = (typeof judges)[number]

/** What of the store of a house can't be written. */
export type Broken = 'nothing' | 'at first' | 'midway' | 'at the end'

/** A file of the store, and a trigger in it that makes writing fail: as a full disk would. */
const faults: Readonly<Record<Exclude<Broken, 'nothing'>, readonly [file: string, when: string]>> = {
  'at first': ['state.sqlite', 'BEFORE INSERT ON open_decisions'],
  midway: ['state.sqlite', 'BEFORE UPDATE OF record ON open_decisions'],
  'at the end': ['ledger.sqlite', 'BEFORE INSERT ON entries'],
}

/** A gateway with a deployment for each upstream and each way to check, before a scripted upstream. */
export interface House {
  readonly gateway: Gateway
  /**
   * Ends it. A store that could not be written can be then, and a gateway has begun and ended what was left.
   * @returns the folder of the store
   */
  end(): Promise<string>
  /** Removes what is left of it, once it has ended. */
  remove(): void
}

/** A folder in memory where there is one: thousands of records are written, and none has to outlive the machine. */
const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export async function startHouse(upstream: string, broken: Broken): Promise<House> {
  const folder = mkdtempSync(join(memory, 'bylaw-matrix-'))
  writeFileSync(join(folder, 'spec.md'), spec)
  writeFileSync(join(folder, 'shop.md'), operator)
  if (broken !== 'nothing') {
    const [file, when] = faults[broken]
    await passing(folder)
    change(folder, file, `CREATE TRIGGER broken ${when} BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`)
  }
  const gateway = await serve(folder, configOf(upstream))
  return {
    gateway,
    async end() {
      await gateway.close()
      if (broken !== 'nothing') {
        change(folder, faults[broken][0], 'DROP TRIGGER broken')
        await passing(folder)
      }
      return join(folder, '.bylaw')
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Begins to serve and ends: makes what is not there, and ends what was left open. */
async function passing(folder: string): Promise<void> {
  const gateway = await serve(folder, { listen: '127.0.0.1:0', specs: ['spec.md'], deployments: { any: {} } })
  await gateway.close()
}

function change(folder: string, file: string, statement: string): void {
  const database = new DatabaseSync(join(folder, '.bylaw', file))
  database.exec(statement)
  database.close()
}

async function serve(folder: string, bylaw: object): Promise<Gateway> {
  const file = join(folder, 'bylaw.yaml')
  writeFileSync(file, JSON.stringify(bylaw))
  const { config, problems } = loadConfig(file, {})
  if (config === null) throw new Error(JSON.stringify(problems))
  return startGateway(config, { log: 'silent', grace: 1000 })
}

/** The house that a cell is served in. */
export function brokenIn({ trouble }: Cell): Broken {
  if (trouble === 'store fails at first') return 'at first'
  if (trouble === 'store fails midway') return 'midway'
  return trouble === 'store fails at the end' ? 'at the end' : 'nothing'
}

/** The deployment that a cell is asked of: for each upstream, way to check and judge there is one. */
export const deploymentOf = ({ called, check, trouble }: Cell): string =>
  [called, check, check === 'none' ? 'reads' : judgeIn(trouble)].join('-')

export const keyOf = (cell: Cell): string => `key-${deploymentOf(cell)}`

function judgeIn(trouble: Trouble): JudgeName {
  if (trouble === 'judge fails') return 'fails'
  return trouble === 'judge times out' ? 'silent' : 'reads'
}

function configOf(upstream: string): object {
  const all = endpoints.flatMap((called) =>
    checkings.flatMap((check) =>
      judges
        .filter((judge) => check !== 'none' || judge === 'reads')
        .map((judge) => [`${called}-${check}-${judge}`, deploymentWith(upstream, called, check, judge)] as const),
    ),
  )
  return {
    listen: '127.0.0.1:0',
    specs: ['spec.md'],
    watch: false,
    judges: {
      reads: { detector: 'words', words: [marks.forbidden] },
      fails: { format: 'openai-chat', url: `${upstream}/failing/v1`, model: 'judge' },
      silent: { format: 'openai-chat', url: `${upstream}/silent/v1`, model: 'judge', timeout: 0.02 },
    },
    deployments: Object.fromEntries(all),
    keys: all.map(([deployment]) => ({ name: deployment, sha256: sha256(`key-${deployment}`), deployment })),
  }
}

function deploymentWith(upstream: string, called: Endpoint, check: Checking, judge: JudgeName): object {
  const enforced = check === 'hold' || check === 'window' || check === 'after'
  return {
    layers: [{ developer: 'shop.md' }],
    upstreams: [{ format: formatOf[called], url: `${upstream}/v1`, key: 'sk-upstream', retries: 0 }],
    breaker: { failures: 1_000_000 },
    check: enforced ? 'enforce' : 'observe',
    ...(enforced && { stream: check }),
    window: { characters: 64, overlap: 24 },
    behaviors: check === 'none' ? {} : { 'drug-information': { judges: [judge] } },
  }
}
