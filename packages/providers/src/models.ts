import { z } from 'zod'
import type { Raw } from './exchange/prompt.ts'
import { upstreamFailure } from './failure.ts'

const list = z.looseObject({ data: z.array(z.looseObject({ id: z.string() })) })

/**
 * A list of models in OpenAI's shape; Anthropic's is turned into it.
 * @throws UpstreamError `upstream_protocol`
 */
export function readModels(json: unknown): Raw {
  const read = list.safeParse(json)
  if (!read.success) {
    throw upstreamFailure('the upstream sent a list of models that is none', 'upstream_protocol', read.error)
  }
  const { object, data } = read.data
  if (object === 'list') return json as Raw
  return { object: 'list', data: data.map((model) => ({ ...described(model), ...model, object: 'model' })) }
}

function described({ created_at }: Raw): Raw {
  const created = typeof created_at === 'string' ? Math.floor(Date.parse(created_at) / 1000) : 0
  return { created: Number.isNaN(created) ? 0 : created, owned_by: 'upstream' }
}
