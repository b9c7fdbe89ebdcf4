import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { Refusal } from '../../src/refusal.ts'
import { createService, type Service } from '../../src/server.ts'

const logged: object[] = []
let service: Service

/** A service on loopback whose deployments can't be looked up. */
async function addressWith(failure: unknown): Promise<string> {
  const deployment = () => {
    throw failure
  }
  const logger = { error: (what: object) => void logged.push(what), debug() {}, isLevelEnabled: () => false }
  service = createService({ mounting: { deployment }, logger } as never, { page: () => '' } as never)
  await new Promise<void>((resolve) => service.server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(service.server.address() as AddressInfo).port}/about/shop`
}

afterEach(() => {
  logged.length = 0
  service.server.closeAllConnections()
  service.server.close()
})

describe('a page that anybody may read', () => {
  it.each([new Error('secret of the database'), 'secret of the database'])(
    'is 503 where it fails: %s',
    async (failure) => {
      const answer = await fetch(await addressWith(failure))
      expect(answer.status).toBe(503)
      const text = await answer.text()
      expect(JSON.parse(text).error).toMatchObject({ code: 'unavailable', type: 'api_error', param: null })
      expect(text).not.toContain('secret')
      expect(logged).toHaveLength(1)
    },
  )

  it('says why where it is refused, and when to come again', async () => {
    const answer = await fetch(await addressWith(new Refusal(429, 'too_many', 'later', null, 7)))
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7'])
    expect(JSON.parse(await answer.text()).error).toMatchObject({ code: 'too_many', message: 'later' })
    expect(logged).toEqual([])
  })
})
