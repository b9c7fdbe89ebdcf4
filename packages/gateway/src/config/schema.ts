import { z } from 'zod'

const formats = ['openai-chat', 'rehearsal'] as const
const laterFormats = ['openai-responses', 'anthropic-messages']

const upstream = z
  .strictObject({
    format: z.enum(formats, {
      error: ({ input }) =>
        laterFormats.includes(String(input))
          ? `\`${input}\` is not supported yet; so far \`openai-chat\` and \`rehearsal\` are`
          : 'the format is `openai-chat` or `rehearsal`',
    }),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('base address, such as http://127.0.0.1:11434/v1'),
    key: z
      .string()
      .optional()
      .describe('sent as a bearer token; a name in braces after a dollar sign is taken from the environment'),
  })
  .refine(({ format, url }) => format !== 'openai-chat' || url !== undefined, {
    path: ['url'],
    message: 'an `openai-chat` upstream needs a `url`',
  })
  .refine(({ format, url, key }) => format !== 'rehearsal' || (url === undefined && key === undefined), {
    message: 'a `rehearsal` has no `url` and no `key`',
  })

const layer = z.record(z.string(), z.string()).refine((entry) => Object.keys(entry).length === 1, {
  message: 'a layer is one pair, `level: file`',
})

const check = z.enum(['observe', 'enforce'])

const deployment = z.strictObject({
  layers: z.array(layer).default([]).describe('`level: file` pairs, in order'),
  upstreams: z
    .array(upstream)
    .length(1, { error: 'one upstream for each deployment; several are not supported yet' })
    .default([{ format: 'rehearsal' }]),
  guide: z.boolean().default(true).describe('compose the policy into the instructions'),
  check: check
    .default('observe')
    .describe(
      'what a check of the text does, and whether an invariant that is not proved refuses the policy; tool calls are always authorised',
    ),
  behaviors: z.record(z.string(), z.strictObject({ check })).default({}).describe('`check` where a behavior differs'),
  deliberate: z.literal(false, { error: '`deliberate` is not supported yet' }).default(false),
})

const levelOfKey = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/, { error: 'a level of the chain, such as `developer`' })
  .refine((level) => !['root', 'platform', 'system', 'none'].includes(level), {
    error: 'no key speaks as root or system: what they say is mounted, not sent',
  })

const key = z.strictObject({
  name: z.string().min(1),
  sha256: z.string().regex(/^[0-9a-fA-F]{64}$/, { error: 'the SHA-256 of the key, as 64 hex digits' }),
  deployment: z.string(),
  level: levelOfKey.default('developer'),
})

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
      'whether anybody may read the log under /log/; else whoever may call. It holds no content, but says which models, tools and values there were',
    ),
  interval: z
    .int()
    .min(1)
    .max(86_400)
    .default(10)
    .describe('seconds after which what is new in the log is signed at the latest'),
})

/** `bylaw.yaml`, as a person writes it. */
export const configFile = z
  .strictObject({
    listen: z
      .string()
      .regex(/^(\[[0-9a-fA-F:]+\]|[^:]+):\d{1,5}$/, { error: '`host:port`, such as 127.0.0.1:4141' })
      .default('127.0.0.1:4141'),
    specs: z.array(z.string()).min(1).describe('root files, in order'),
    deployments: z
      .record(z.string().regex(/^[a-z0-9][a-z0-9_-]*$/), deployment)
      .refine((all) => Object.keys(all).length > 0, { error: 'at least one deployment' }),
    keys: z.array(key).default([]).describe('none: clients on this machine only, first deployment'),
    store: z
      .string()
      .default('.bylaw')
      .describe('folder of the ledger and its keys; the ledger is in PostgreSQL where BYLAW_DATABASE_URL is set'),
    ledger: ledger.prefault({}),
  })
  .check(({ value, issues }) => {
    const names = new Set<string>()
    for (const [index, { name, deployment }] of value.keys.entries()) {
      if (names.has(name)) {
        issues.push({
          code: 'custom',
          input: name,
          path: ['keys', index, 'name'],
          message: 'another key has this name',
        })
      }
      names.add(name)
      if (Object.hasOwn(value.deployments, deployment)) continue
      const message = 'no deployment has this name'
      issues.push({ code: 'custom', input: deployment, path: ['keys', index, 'deployment'], message })
    }
  })

export type ConfigFile = z.output<typeof configFile>
export type DeploymentConfig = ConfigFile['deployments'][string]
export type UpstreamConfig = DeploymentConfig['upstreams'][number]
export type KeyConfig = ConfigFile['keys'][number]

/** The JSON Schema of `bylaw.yaml`, for editors. */
export const configSchema = z.toJSONSchema(configFile, { io: 'input' })
