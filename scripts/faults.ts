/**
 * The ledger's fault runs, long: writers killed with SIGKILL under load, connections cut, the server crashed. Prints the
 * figures of each and exits 1 where anything promised was not kept. `npm run faults -- [kills]`, 200 unless given.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { openPostgresLedger, openSqliteLedger } from '../packages/ledger/src/node.ts'
import { Cluster } from '../packages/ledger/test/faults/cluster.ts'
import { cutConnections } from '../packages/ledger/test/faults/cut.ts'
import { type Figures, killRun } from '../packages/ledger/test/faults/kills.ts'
import {
  dropSchema,
  freshSchema,
  postgres,
  postgresUrl,
  temporaryFolder,
} from '../packages/ledger/test/store/stores.ts'

const kills = Number(process.argv[2] ?? 200)
const RESTART_EVERY = 10

const progress = (done: number) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done}/${kills}`)
}

function print(name: string, figures: Figures): void {
  if (process.stderr.isTTY) process.stderr.write('\r')
  const { acknowledged, size, checkpoints, rejected, faults } = figures
  console.log(
    `${name}: ${figures.kills} kills, ${acknowledged} acknowledged, ${size} in the log, ${rejected} refused, ` +
      `${checkpoints} checkpoints: ${faults.length === 0 ? 'nothing lost, nothing twice, all consistent' : 'NOT KEPT'}`,
  )
  for (const fault of faults.slice(0, 20)) console.log(`  ${fault}`)
  if (faults.length > 0) process.exitCode = 1
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = temporaryFolder()
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

await inFolder(async (folder) => {
  const where = join(folder, 'ledger')
  const open = () => openSqliteLedger(where)
  const run = { kind: 'SQLite', where, highWater: `${where}.high-water`, kills, writers: 1, open, progress } as const
  print('SQLite, killed', await killRun(run))
})

async function onPostgres(name: string, url: string, disturb: (schema: string, kill: number) => Promise<unknown>) {
  await inFolder(async (folder) => {
    const schema = freshSchema()
    let kill = 0
    const run = {
      kind: 'PostgreSQL',
      where: schema,
      url,
      highWater: join(folder, 'high-water'),
      kills,
      writers: 2,
    } as const
    const open = () => openPostgresLedger(url, { schema })
    print(name, await killRun({ ...run, open, progress, disturb: () => disturb(schema, kill++) }))
    if (url === postgresUrl) await dropSchema(schema)
  })
}

if (postgres.absent !== null) console.log(`PostgreSQL: skipped, ${postgres.absent}`)
else {
  await onPostgres('PostgreSQL, two writers killed', postgresUrl, async () => {})
  await onPostgres('PostgreSQL, connections cut too', postgresUrl, cutConnections)
}

const cluster = await Cluster.make()
if (cluster === null) console.log('PostgreSQL, server crashed: skipped, initdb and pg_ctl are not installed')
else {
  try {
    const restart = async (_: string, kill: number) => kill % RESTART_EVERY === 0 && cluster.restart()
    await onPostgres('PostgreSQL, server crashed too', cluster.url, restart)
  } finally {
    cluster.remove()
  }
}
