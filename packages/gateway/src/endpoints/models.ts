import type { Raw } from '@bylaw/providers'
import { type Endpoint, json } from '../choke.ts'
import { serviceOf } from '../deployment.ts'

/** `GET /v1/models`: those of the upstream. */
export const models: Endpoint = {
  name: 'models',
  async serve({ deployment, principal, incoming, recording }) {
    const list = await serviceOf(deployment, principal.level).provider.models(incoming.signal)
    await recording.close('complete')
    return json(incoming.header('anthropic-version') === null ? list : asAnthropics(list))
  },
}

/** The same list as Anthropic's clients read it, who all say their version. */
function asAnthropics({ data }: Raw): Raw {
  const models = (data as readonly Raw[]).map(({ id, created, ...more }) => ({
    ...more,
    type: 'model',
    id,
    display_name: more.display_name ?? id,
    created_at: more.created_at ?? new Date(Number(created ?? 0) * 1000).toISOString(),
  }))
  return { data: models, has_more: false, first_id: models[0]?.id ?? null, last_id: models.at(-1)?.id ?? null }
}
