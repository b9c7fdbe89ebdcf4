import { formats } from '@bylaw/providers'
import type { Route } from '../choke.ts'
import { models } from '../endpoints/models.ts'
import { checkEndpoint } from './check-endpoint.ts'
import { generates } from './endpoint.ts'
import { passes } from './passing.ts'

/** What is asked of models under policy, in every format that is served. */
export const routes: readonly Route[] = [
  ...Object.values(formats).map(
    (format): Route => ({ method: 'POST', path: format.path, endpoint: generates(format), scope: 'generate' }),
  ),
  { method: 'POST', path: '/v1/embeddings', endpoint: passes('embeddings'), scope: 'generate' },
  { method: 'POST', path: '/v1/moderations', endpoint: passes('moderations'), scope: 'generate' },
  { method: 'GET', path: '/v1/models', endpoint: models, scope: 'generate' },
  { method: 'POST', path: '/v1/check', endpoint: checkEndpoint, scope: 'check' },
]
