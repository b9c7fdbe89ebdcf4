import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { House } from '../../src/choke.ts'
import type { OpenState } from '../../src/store/open.ts'
import { readiness } from '../../src/telemetry/health.ts'
import { kinds, type Place } from '../store/states.ts'
import { deploymentWith } from './observing.ts'

const [sqlite] = kinds as [(typeof kinds)[number]]
const shop = { ...deploymentWith(), service: {} as never }

interface Broken {
  readonly deployments?: readonly unknown[]
  readonly logged?: () => Promise<null>
  readonly sign?: () => Promise<unknown>
}

/** Whether a gateway is ready: its state is a real one, the rest is told by the test. */
describe('readiness', () => {
  let place: Place
  let state: OpenState
  let told: string[]

  beforeEach(async () => {
    place = await sqlite.place()
    state = await place.open()
    told = []
  })

  afterEach(async () => {
    await state.close()
    await place.remove()
  })

  const house = ({ deployments = [shop], logged, sign }: Broken = {}) =>
    ({
      mounting: { deployments: () => deployments },
      state,
      records: { logged: logged ?? (async () => null) },
      log: { sign: sign ?? (async () => ({ ok: true, size: 1, note: '' })) },
      logger: pino({ base: null, timestamp: false }, { write: (line: string) => told.push(line) }),
    }) as unknown as House

  const asked = async (of: House) => {
    const { status, body } = await readiness(of)
    const { checks } = JSON.parse(String(body)) as { checks: { check: string; deployment?: string; ok: boolean }[] }
    return { status, failing: checks.filter(({ ok }) => !ok).map(({ check, deployment }) => deployment ?? check) }
  }

  it('is there where everything is', async () => {
    expect(await asked(house())).toEqual({ status: 200, failing: [] })
    expect(told).toEqual([])
  })

  it('says which deployment has no policy in force', async () => {
    const refused = { ...shop, name: 'other', service: null }
    expect(await asked(house({ deployments: [shop, refused] }))).toEqual({ status: 503, failing: ['other'] })
  })

  it('says that the state can not be reached', async () => {
    await state.close()
    expect(await asked(house())).toEqual({ status: 503, failing: ['state'] })
    state = await place.open()
  })

  it('says that the ledger can not be reached, and only to the log why', async () => {
    const logged = async () => Promise.reject(new Error('no disk at /var/lib/x'))
    const { body } = await readiness(house({ logged }))
    expect(JSON.parse(String(body))).toMatchObject({ status: 'not-ready' })
    expect(String(body)).not.toContain('/var/lib/x')
    expect(told.join()).toContain('"check":"ledger","reason":"no disk at /var/lib/x"')
  })

  it('says that the log must not be signed', async () => {
    const sign = async () => ({ ok: false, reason: 'the log is shorter than what was signed' })
    expect(await asked(house({ sign }))).toEqual({ status: 503, failing: ['signing'] })
  })

  it('asks nobody twice for many who ask at once', async () => {
    let times = 0
    const sign = async () => {
      times++
      return { ok: true, size: 1, note: '' }
    }
    const one = house({ sign })
    await Promise.all([readiness(one), readiness(one), readiness(one)])
    expect(times).toBe(1)
  })
})
