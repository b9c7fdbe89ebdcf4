import { type Endpoint, json } from '../choke.ts'
import { serviceOf } from '../deployment.ts'

/** `GET /v1/models`: those of the upstream. */
export const models: Endpoint = {
  name: 'models',
  async serve({ deployment, principal, incoming, recording }) {
    const list = await serviceOf(deployment, principal.level).provider.models(incoming.signal)
    await recording.close('complete')
    return json(list)
  },
}
