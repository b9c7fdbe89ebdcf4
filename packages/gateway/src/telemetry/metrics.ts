import type { LedgerStore } from '@bylaw/ledger/node'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** Upper bounds of buckets, in seconds: from an answer of the house alone to a long one of a model. */
const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

/**
 * Everything that is counted. No label is anything that a request may choose: no user, no key, no model and no name of a
 * tool, only what the configuration, the policy and the code name.
 */
export function newMetrics() {
  const registry = new Registry()
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Counter({ name: `bylaw_${name}_total`, help, labelNames, registers })
  const histogram = <Label extends string>(name: string, help: string, labelNames: readonly Label[]) =>
    new Histogram({ name: `bylaw_${name}_seconds`, help, labelNames, buckets: seconds, registers })
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name: `bylaw_${name}`, help, labelNames, registers })
  ofTheProcess(registry)
  return {
    registry,
    open: gauge('requests_open', 'Requests under way.'),
    requests: counter('requests', 'Requests that ended.', ['endpoint', 'deployment', 'status']),
    duration: histogram('request', 'From the head of a request to the last byte of its answer.', [
      'endpoint',
      'deployment',
    ]),
    firstToken: histogram('first_token', 'From the head of a request to the first piece of an answer that leaves.', [
      'deployment',
    ]),
    decisions: counter('decisions', 'Records that ended, by how they did.', ['deployment', 'state']),
    tokens: counter('tokens', 'Tokens, as upstreams count them.', ['deployment', 'kind']),
    checks: counter('checks', 'Checks of what was said.', ['deployment', 'behavior', 'mode', 'outcome']),
    tools: counter('tool_calls', 'Tool calls of answers, by the declaration that covers them.', [
      'deployment',
      'behavior',
      'outcome',
    ]),
    noticed: counter('noticed', 'What was noticed in requests and answers.', ['deployment', 'kind']),
    judgements: counter('judgements', 'Judgements, by what came of them.', ['judge', 'state']),
    judging: histogram('judge', 'Until a judge has judged.', ['judge']),
    attempts: counter('upstream_attempts', 'Attempts to reach an upstream, by its place in the configuration.', [
      'deployment',
      'upstream',
      'outcome',
    ]),
    answering: histogram('upstream', 'Until an upstream began to answer, or failed.', ['deployment', 'upstream']),
    leftAlone: gauge('upstream_left_alone', '1 while an upstream is left alone, since it kept failing.', [
      'deployment',
      'upstream',
    ]),
  }
}

export type Metrics = ReturnType<typeof newMetrics>

/** Looks at the ledger whenever metrics are read; what can't be told is not a number. */
export function watchLedger(registry: Registry, store: Pick<LedgerStore, 'head' | 'checkpoint'>): void {
  const sizes = async () => {
    try {
      const [head, signed] = await Promise.all([store.head(), store.checkpoint()])
      return { appended: head.size, signed: signed?.size ?? 0 }
    } catch {
      return { appended: Number.NaN, signed: Number.NaN }
    }
  }
  new Gauge({
    name: 'bylaw_ledger_entries',
    help: 'Entries of the log: all that were appended, and those that a checkpoint covers.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const { appended, signed } = await sizes()
      this.set({ state: 'appended' }, appended)
      this.set({ state: 'signed' }, signed)
    },
  })
}

/** What Prometheus calls these everywhere. */
function ofTheProcess(registry: Registry): void {
  const started = Date.now() / 1000 - process.uptime()
  const figures: readonly [string, string, () => number][] = [
    ['process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss()],
    ['process_start_time_seconds', 'When the process was started, in seconds since 1970.', () => started],
  ]
  for (const [name, help, read] of figures) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  }
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'CPU time of the process.',
    registers: [registry],
    collect() {
      const { user, system } = process.cpuUsage()
      this.reset()
      this.inc((user + system) / 1e6)
    },
  })
}
