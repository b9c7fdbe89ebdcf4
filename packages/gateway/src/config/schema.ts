import { z } from 'zod'
import { adminKey, key, operator } from './access.ts'
import { deployment } from './deployments.ts'
import { judge } from './judges.ts'
import { libraryStack } from './library.ts'
import { dangling } from './names.ts'

const name = z.string().regex(/^[a-z0-9][a-z0-9_-]*$/)

const ledger = z.strictObject({
  origin: z
    .string()
    .regex(/^[^\s+]+$/u, { error: 'the name of the log, without spaces and plus, such as example.com/bylaw' })
    .optional()
    .describe(
      'name of the log, kept for good; unless given, `localhost/bylaw-` and eight random hex digits, chosen when its key is made',
    ),
  public: z
    .boolean()
    .default(false)
    .describe(
      'whether anybody may read the log under /log/; else who has the scope `log`. It holds no content, but says which models, tools and values there were',
    ),
  adopt: z
    .boolean()
    .default(false)
    .describe(
      'whether a replica with an empty folder takes the word of the database for what was signed: where folders do not outlive replicas. A database that was put back to an older state is noticed then by witnesses and readers only',
    ),
  interval: z
    .int()
    .min(1)
    .max(86_400)
    .default(10)
    .describe('seconds after which what is new in the log is signed at the latest'),
})

const telemetry = z.strictObject({
  metrics: z
    .boolean()
    .default(true)
    .describe('Prometheus metrics at /metrics, to clients on this machine and admin keys'),
  traces: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('an OTLP/HTTP address that OpenTelemetry spans are sent to'),
  content: z.boolean().default(false).describe('whether spans carry messages and answers'),
})

/** `bylaw.yaml`, as a person writes it. */
export const configFile = z
  .strictObject({
    listen: z
      .string()
      .regex(/^(\[[0-9a-fA-F:]+\]|[^:]+):\d{1,5}$/, { error: '`host:port`, such as 127.0.0.1:4141' })
      .default('127.0.0.1:4141'),
    specs: z.array(z.string()).min(1).describe('root files, in order'),
    operators: z.record(name, operator).default({}),
    judges: z.record(name, judge).default({}),
    deployments: z
      .record(name, deployment)
      .refine((all) => Object.keys(all).length > 0, { error: 'at least one deployment' }),
    library: z
      .record(name, libraryStack)
      .default({})
      .describe('stacks to read, compare and try, by name; nothing is served under them'),
    keys: z.array(key).default([]).describe('none: clients on this machine only, first deployment'),
    admin: z
      .strictObject({ keys: z.array(adminKey).default([]) })
      .prefault({})
      .describe('who may use the admin API; without keys clients on this machine'),
    watch: z
      .boolean()
      .default(true)
      .describe('whether changed files are taken up while serving; one that is refused changes nothing'),
    store: z
      .string()
      .default('.bylaw')
      .describe('folder of the ledger and its keys; the ledger is in PostgreSQL where BYLAW_DATABASE_URL is set'),
    ledger: ledger.prefault({}),
    telemetry: telemetry.prefault({}),
  })
  .check(({ value, issues }) => {
    for (const { path, message } of dangling(value))
      issues.push({ code: 'custom', input: value, path: [...path], message })
  })

export type ConfigFile = z.output<typeof configFile>
export type { DeploymentConfig } from './deployments.ts'
export type { UpstreamConfig } from './upstreams.ts'

/** The JSON Schema of `bylaw.yaml`, for editors. */
export const configSchema = z.toJSONSchema(configFile, { io: 'input' })
