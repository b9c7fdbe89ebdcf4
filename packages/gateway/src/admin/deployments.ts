import { z } from 'zod'
import type { MountState } from '../mounting/mounting.ts'
import { deploymentsOf, requireDeployment, requireEverything } from './office.ts'
import { type AdminRoute, diagnostic, name, route } from './route.ts'

const deployment = z.object({
  name: z.string(),
  operator: z.string().nullable(),
  policy: z
    .string()
    .nullable()
    .describe('digest of the policy in force; null where there is none, and nothing is served'),
  since: z.string(),
  check: z.string(),
  layers: z.array(
    z.object({
      level: z.string(),
      file: z.string(),
      title: z.string().nullable(),
      version: z.string().nullable(),
      digest: z.string(),
    }),
  ),
  diagnostics: z.array(diagnostic).describe('what was found in what is in force, or refuses it'),
  refused: z
    .object({ at: z.string(), diagnostics: z.array(diagnostic) })
    .nullable()
    .describe('a change that was refused: the policy before it is still in force'),
})

type Shown = z.input<typeof deployment>

function shown({ deployment: { name: id, config, mounted }, since, refused }: MountState): Shown {
  const { policy } = mounted
  return {
    name: id,
    operator: config.operator ?? null,
    policy: policy?.digest ?? null,
    since,
    check: config.check,
    layers: (policy?.layers ?? []).map(({ rank, digest, document }) => ({
      level: policy!.levels[rank]!,
      file: document.file,
      title: document.header.title,
      version: document.header.version,
      digest,
    })),
    diagnostics: mounted.diagnostics.map(written),
    refused: refused && { at: refused.at, diagnostics: refused.diagnostics.map(written) },
  }
}

/** A diagnostic as it is served. */
export const written = ({ severity, code, message, file, line, column }: z.input<typeof diagnostic>) => ({
  severity,
  code,
  message,
  file,
  line,
  column,
})

const list = route({
  method: 'get',
  path: '/admin/v1/deployments',
  name: 'deployments.list',
  summary: 'Every deployment: its policy, and what was found in it',
  answer: z.object({ data: z.array(deployment) }),
  async handle({ office, administrator }) {
    const own = deploymentsOf(office, administrator)
    const states = office.mounting.states().filter((state) => own.includes(state.deployment.name))
    return { answer: { data: states.map(shown) } }
  },
})

const read = route({
  method: 'get',
  path: '/admin/v1/deployments/{name}',
  name: 'deployments.read',
  summary: 'One deployment',
  params: z.object({ name }),
  answer: deployment,
  async handle({ office, administrator, params }) {
    requireDeployment(office, administrator, params.name)
    return { answer: shown(office.mounting.state(params.name)!) }
  },
})

const replicas = route({
  method: 'get',
  path: '/admin/v1/replicas',
  name: 'replicas.list',
  summary: 'The gateways that serve with this state, and when each was last seen',
  answer: z.object({ data: z.array(z.object({ id: z.string(), seen: z.string(), self: z.boolean() })) }),
  async handle({ office: { state }, administrator }) {
    requireEverything(administrator)
    const all = await state.replicas.list()
    return { answer: { data: all.map(({ id, seen }) => ({ id, seen, self: id === state.replicas.id })) } }
  },
})

export const deploymentRoutes: readonly AdminRoute[] = [list, read, replicas]
