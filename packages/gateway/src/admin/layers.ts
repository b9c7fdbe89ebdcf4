import { z } from 'zod'
import type { NotMounted } from '../mounting/mounting.ts'
import { VersionClash } from '../mounting/versions.ts'
import { Refusal } from '../refusal.ts'
import { written } from './deployments.ts'
import { requireDeployment } from './office.ts'
import { Refused } from './refused.ts'
import { type AdminRoute, name, route } from './route.ts'

const layer = z.object({
  name: z.string(),
  version: z.int(),
  level: z.string(),
  digest: z.string(),
  made_by: z.string(),
  created: z.string(),
  active: z.boolean(),
})
const params = z.object({ name, layer: name })
const level = z
  .string()
  .regex(/^[a-z][a-z0-9_-]*$/)
  .refine((text) => !['root', 'platform', 'system', 'none'].includes(text), {
    error: 'nothing that comes over the wire speaks as root or system: mount a file',
  })
  .default('developer')

function mounted<T extends { readonly ok: true }>(answer: T | NotMounted): T {
  if (answer.ok) return answer as T
  const message = 'the policy with this layer is refused: nothing was changed'
  throw new Refused(new Refusal(422, 'layer_refused', message, 'text'), answer.diagnostics.map(written))
}

const list = route({
  method: 'get',
  path: '/admin/v1/deployments/{name}/layers',
  name: 'layers.list',
  summary: 'The layers that were mounted here, in all their versions',
  params: z.object({ name }),
  answer: z.object({ data: z.array(layer) }),
  async handle({ office, administrator, params: { name: deployment } }) {
    requireDeployment(office, administrator, deployment)
    return { answer: { data: [...(await office.mounting.versions.list(deployment))] } }
  },
})

const read = route({
  method: 'get',
  path: '/admin/v1/deployments/{name}/layers/{layer}/versions/{version}',
  name: 'layers.read',
  summary: 'One version of a layer, with its text',
  params: params.extend({ version: z.coerce.number<string>().int().min(1).max(2_147_483_647) }),
  answer: layer.extend({ text: z.string() }),
  async handle({ office, administrator, params: asked }) {
    requireDeployment(office, administrator, asked.name)
    const row = await office.mounting.versions.read(asked.name, asked.layer, asked.version)
    if (row === null) throw new Refusal(404, 'version_not_found', 'there is no such version', 'version')
    const { deployment: _, active, ...rest } = row
    return { answer: { ...rest, active: active === 1 } }
  },
})

const put = route({
  method: 'put',
  path: '/admin/v1/deployments/{name}/layers/{layer}',
  name: 'layers.put',
  summary: 'Mounts a new version of a layer, if the policy with it is good',
  params,
  body: z.strictObject({ level, text: z.string().max(2_000_000) }),
  answer: z.object({ version: z.int(), policy: z.string() }),
  changes: true,
  async handle({ office, administrator, params: { name: deployment, layer: id }, body }) {
    requireDeployment(office, administrator, deployment)
    const spoken = body.level === 'operator' ? 'developer' : body.level
    const made = await office.mounting
      .mountLayer(deployment, { name: id, level: spoken, text: body.text }, administrator.key ?? 'local')
      .catch((error: unknown) => {
        if (!(error instanceof VersionClash)) throw error
        throw new Refusal(409, 'changed_meanwhile', 'somebody else mounted a version meanwhile: try again')
      })
    const { version } = mounted(made)
    const policy = office.mounting.deployment(deployment)!.mounted.policy!.digest
    return { answer: { version, policy }, done: `version ${version} of the layer \`${id}\` was mounted`, deployment }
  },
})

const activate = route({
  method: 'post',
  path: '/admin/v1/deployments/{name}/layers/{layer}/activate',
  name: 'layers.activate',
  summary: 'Goes back to an older version of a layer, or with null to none',
  params,
  body: z.strictObject({ version: z.int().min(1).max(2_147_483_647).nullable() }),
  answer: z.object({ version: z.int().nullable(), policy: z.string() }),
  changes: true,
  async handle({ office, administrator, params: { name: deployment, layer: id }, body: { version } }) {
    requireDeployment(office, administrator, deployment)
    const answer = await office.mounting.activateLayer(deployment, id, version)
    if (answer === null) throw new Refusal(404, 'version_not_found', 'there is no such version', 'version')
    mounted(answer)
    const policy = office.mounting.deployment(deployment)!.mounted.policy!.digest
    const done = `${version === null ? 'no version' : `version ${version}`} of the layer \`${id}\` is active`
    return { answer: { version, policy }, done, deployment }
  },
})

export const layerRoutes: readonly AdminRoute[] = [list, read, put, activate]
