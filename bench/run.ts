/** `npm run bench`: what Bylaw costs beside its peers and its limits, in one run. */
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureAnalysis } from './analysis.ts'
import { measureConsole } from './console/measure.ts'
import { consoleTargets } from './console/text.ts'
import { measureDecisions } from './decisions.ts'
import { measureGateway } from './gateway/measure.ts'
import { gatewayTargets } from './gateway/text.ts'
import { measureGrowth } from './growth.ts'
import { measureLedger } from './ledger.ts'
import { ledgerTargets } from './ledger-text.ts'
import { measureReading, type ReadingReport } from './reading.ts'
import { type Report, reportText } from './report.ts'
import { syntheticSpec } from './synthetic.ts'
import { analysisTargets, targetsOf } from './targets.ts'
import { measureVariants } from './variants.ts'

const HELP = `npm run bench -- [--only decisions|reading|growth|analysis|ledger|gateway|console] [--rounds N] [--spec FILE] [--json]

  --only    one of the seven measurements
  --rounds  how many interleaved rounds the medians are taken over (7)
  --spec    the document to read; else $BYLAW_MODEL_SPEC, else the Model Spec if it lies beside the
            repository (../shared/data/model-spec/2025-12-18.md), else a synthetic one of the same size
  --json    everything measured as one JSON object
`

const STRETCH = 100
const repository = join(import.meta.dirname, '..')
const beside = join(repository, '../shared/data/model-spec/2025-12-18.md')

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '7' },
      spec: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.rounds)
  const known =
    values.only === undefined ||
    ['decisions', 'reading', 'growth', 'analysis', 'ledger', 'gateway', 'console'].includes(values.only)
  if (values.help || !known || !Number.isInteger(rounds) || rounds < 1) {
    process.stdout.write(HELP)
    process.exitCode = values.help ? 0 : 2
    return
  }
  const wanted = (part: string): boolean => values.only === undefined || values.only === part
  const options = { rounds, stretch: STRETCH }
  const reading = wanted('reading') ? await readingOf(values.spec, rounds) : null
  const decisions = wanted('decisions') ? await measureDecisions(options) : null
  const variants = wanted('decisions') ? await measureVariants(options) : null
  const growth = wanted('growth') ? await measureGrowth(options) : null
  const analysis = wanted('analysis') ? measureAnalysis(rounds) : null
  const ledger = wanted('ledger') ? await measureLedger(rounds) : null
  const gateway = wanted('gateway') ? await measureGateway(rounds) : null
  const console = wanted('console') ? await measureConsole(longSpec(values.spec), rounds) : null
  const report: Report = {
    node: process.version,
    cpu: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
    rounds,
    ...(decisions === null ? {} : { decisions }),
    ...(variants === null ? {} : { variants }),
    ...(reading === null ? {} : { reading }),
    ...(growth === null ? {} : { growth }),
    ...(analysis === null ? {} : { analysis }),
    ...(ledger === null ? {} : { ledger }),
    ...(gateway === null ? {} : { gateway }),
    ...(console === null ? {} : { console }),
    targets: [
      ...targetsOf(decisions, reading),
      ...(analysis === null ? [] : analysisTargets(analysis)),
      ...(ledger === null ? [] : ledgerTargets(ledger)),
      ...(gateway === null ? [] : gatewayTargets(gateway)),
      ...(console === null ? [] : consoleTargets(console)),
    ],
  }
  process.stdout.write(values.json ? `${JSON.stringify(report, null, 2)}\n` : reportText(report))
}

/** The file of the document to read; a synthetic one is written where there is none. */
function longSpec(given: string | undefined): string {
  const file = given ?? (process.env.BYLAW_MODEL_SPEC || (existsSync(beside) ? beside : null))
  if (file !== null) return file
  const written = join(mkdtempSync(join(tmpdir(), 'bylaw-bench-')), 'synthetic.md')
  writeFileSync(written, syntheticSpec())
  return written
}

/** An overlay is read with the document it was written for. */
async function readingOf(given: string | undefined, rounds: number): Promise<ReadingReport> {
  const file = given ?? (process.env.BYLAW_MODEL_SPEC || (existsSync(beside) ? beside : null))
  if (file === null) return measureReading({ spec: null, text: syntheticSpec(), overlay: null }, rounds)
  const overlay = join(repository, 'specs/overlays', `openai-model-spec-${basename(file)}`)
  const text = readFileSync(file, 'utf8')
  return measureReading({ spec: basename(file), text, overlay: existsSync(overlay) ? overlay : null }, rounds)
}

await main()
