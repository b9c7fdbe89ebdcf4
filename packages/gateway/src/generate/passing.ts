import { isObject, type Passthrough, type Raw, readBody } from '@bylaw/providers'
import type { Answer, Endpoint } from '../choke.ts'
import { serviceOf } from '../deployment.ts'
import type { CheckRecord } from '../record.ts'
import { Refusal } from '../refusal.ts'
import { addressesIn } from './addresses.ts'
import { assertedFacts } from './facts.ts'
import { guardAddresses } from './guards.ts'
import { refuseMandate } from './situation.ts'

/** What is said of a request that no model answers in words. */
const unjudged: CheckRecord = {
  what: 'request',
  mode: 'observe',
  behavior: null,
  outcome: 'not-run',
  why: 'it was passed through: nothing of it is answered in words',
}

/**
 * Passes a request through to the upstream, under policy all the same: its caller is identified, it counts against their
 * limits, what it makes the upstream fetch is guarded, and it is recorded before it is sent.
 */
export function passes(what: Passthrough): Endpoint {
  return {
    name: what,
    async serve(passage): Promise<Answer> {
      const { house, deployment, principal, incoming, recording } = passage
      const { policy, provider } = serviceOf(deployment, principal.level)
      refuseMandate(passage)
      const facts = [...assertedFacts(incoming, principal.level, policy), ...principal.claims]
      const text = await incoming.text()
      const body = bodyOf(text)
      if (deployment.config.media !== 'any') guardAddresses(fetched(body.input), deployment.config.media)
      const estimate = Math.ceil(text.length / 4)
      const reservation = await house.limits.reserve(principal, deployment.config.limits, estimate)
      try {
        const model = typeof body.model === 'string' ? body.model : null
        await recording.write({ facts, model, checks: [unjudged] })
        const answer = await provider.pass(what, body, incoming.signal)
        await reservation.settle(estimate)
        await recording.close('complete')
        return { status: 200, headers: { 'content-type': 'application/json' }, body: answer }
      } catch (error) {
        await reservation.release()
        throw error
      }
    },
  }
}

/** @throws Refusal 400 */
export function bodyOf(text: string): Raw {
  const read = readBody(text)
  if ('body' in read) return read.body
  const { status, code, message, param } = read.failure
  throw new Refusal(status, code ?? 'invalid_request', message, param)
}

/** Addresses in the parts of an input; a text that is an address is a text. */
function fetched(input: unknown): readonly string[] {
  const parts = Array.isArray(input) ? input : [input]
  return parts.flatMap((part) => (isObject(part) ? addressesIn(part) : []))
}
