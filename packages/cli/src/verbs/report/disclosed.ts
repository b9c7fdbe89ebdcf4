import { type Answer, disclose, type LedgerRecord } from '@bylaw/ledger'
import { type LedgerStore, verifyBodies } from '@bylaw/ledger/node'
import type { Disclosed } from './format.ts'

/** The fields asked for, each `body.field`, or `body` for all of them; refused where one can't be shown. */
export async function disclosedOf(
  ledger: LedgerStore,
  record: LedgerRecord,
  fields: readonly string[],
): Promise<Answer<{ readonly disclosed: readonly Disclosed[] }>> {
  if (fields.length === 0) return { ok: true, disclosed: [] }
  const kept = await ledger.body(record.id)
  if (kept.state !== 'kept') return { ok: false, reason: `nothing can be disclosed: ${why(kept)}` }
  const verified = verifyBodies(record, kept.body)
  if (!verified.ok) return verified
  const disclosed: Disclosed[] = []
  for (const field of fields) {
    const [name, ...rest] = field.split('.')
    const salted = verified.bodies[name!]
    if (salted === undefined) return { ok: false, reason: `--disclose ${field}: the record has no body \`${name}\`` }
    const salt = Buffer.from(salted.salt, 'hex')
    const names = rest.length === 0 ? Object.keys(salted.body) : [rest.join('.')]
    for (const each of names) {
      const shown = disclose(salted.body, salt, each)
      if (shown === null) return { ok: false, reason: `--disclose ${field}: the body has ${known(salted.body)}` }
      disclosed.push({ body: name!, ...shown })
    }
  }
  return { ok: true, disclosed }
}

const known = (body: object): string => Object.keys(body).join(', ')

function why(body: { readonly state: string; readonly reason?: string }): string {
  if (body.state === 'forgotten') return 'its bodies were forgotten'
  return body.reason ?? 'the record has no bodies'
}
