import { expect, test } from 'vitest'
import type { Passage } from '../../src/choke.ts'
import { decisionRoutes } from '../../src/endpoints/decisions.ts'
import { Refusal } from '../../src/refusal.ts'

const id = `dec_${'1'.repeat(32)}`
const acme = { id: 'acme', accepted: null }
const found = { id, deployment: 'shop', operator: acme, principal: { key: 'app', level: 'developer', user: null } }

const places = {
  'that is open': { open: async () => found, kept: async () => null, logged: async () => null },
  'in the log': {
    open: async () => null,
    kept: async () => ({ leaf: found, record: null, index: 0, state: 'forgotten' }),
    logged: async () => ({ leaf: found, index: 0, entry: new TextEncoder().encode('{}') }),
  },
}

/** What a reader is told: 404 is nothing at all, anything else that there is something. */
async function told(route: number, records: object, who: object): Promise<number> {
  const path = `/v1/decisions/${id}${['', '/receipt', '/leaf'][route]}`
  const passage = {
    house: { records, log: { receipt: async () => ({ ok: true, receipt: '' }) } },
    deployment: { name: 'shop' },
    principal: { deployment: 'shop', operator: acme, key: 'app', level: 'developer', ...who },
    incoming: { path },
  } as unknown as Passage
  try {
    return (await decisionRoutes[route]!.endpoint.serve(passage)).status
  } catch (error) {
    return error instanceof Refusal ? error.failure.status : 0
  }
}

const strangers: readonly [string, object][] = [
  ['another operator', { operator: { id: 'other' } }],
  ['no operator', { operator: null }],
  ['another key', { key: 'twin' }],
  ['another deployment', { deployment: 'clinic' }],
]

for (const [place, records] of Object.entries(places)) {
  test.each(strangers)(`a decision ${place} is not there for %s`, async (_, who) => {
    expect([await told(0, records, who), await told(1, records, who), await told(2, records, who)]).toEqual([
      404, 404, 404,
    ])
  })

  test(`a decision ${place} is there for its own key`, async () => {
    expect([await told(0, records, {}), await told(1, records, {}), await told(2, records, {})]).not.toContain(404)
  })
}
