import type { Insertable } from 'kysely'
import { z } from 'zod'
import { Refusal } from '../refusal.ts'
import type { Tables } from '../store/tables.ts'
import { type Office, requireEverything, requireOperator } from './office.ts'
import { type AdminRoute, name, route, time } from './route.ts'

const operator = z.object({
  id: z.string(),
  title: z.string().describe('who they are'),
  accepted: z.object({ policy: z.string(), at: z.string() }).nullable().describe('the usage policy they accepted last'),
  configured: z.boolean().describe('whether bylaw.yaml names them'),
})
const params = z.object({ id: name })

function shown({ config, registry }: Office, id: string): z.input<typeof operator> {
  const found = registry.operator(id)
  if (found === null) throw new Refusal(404, 'operator_not_found', 'no operator of yours has this id', 'id')
  return { ...found, configured: Object.hasOwn(config.operators, id) }
}

async function idsOf({ config, state }: Office): Promise<readonly string[]> {
  const rows = await state.db.selectFrom('operators').select('id').execute()
  return [...new Set([...Object.keys(config.operators), ...rows.map(({ id }) => id)])].toSorted()
}

async function keep({ state, registry }: Office, row: Insertable<Tables['operators']>): Promise<void> {
  const { id, ...rest } = row
  await state.db
    .insertInto('operators')
    .values(row)
    .onConflict((on) => on.column('id').doUpdateSet(rest))
    .execute()
  await registry.refresh()
}

const list = route({
  method: 'get',
  path: '/admin/v1/operators',
  name: 'operators.list',
  summary: 'Every operator, and which usage policy they accepted',
  answer: z.object({ data: z.array(operator) }),
  async handle({ office, administrator }) {
    await office.registry.refresh()
    const ids = (await idsOf(office)).filter((id) => administrator.operator === null || administrator.operator === id)
    return { answer: { data: ids.map((id) => shown(office, id)) } }
  },
})

const put = route({
  method: 'put',
  path: '/admin/v1/operators/{id}',
  name: 'operators.put',
  summary: 'Registers an operator, or changes who they are',
  params,
  body: z.strictObject({ title: z.string().min(1).max(256), contact: z.string().max(256).optional() }),
  answer: operator,
  changes: true,
  async handle({ office, administrator, params: { id }, body: { title, contact } }) {
    requireEverything(administrator)
    if (Object.hasOwn(office.config.operators, id)) {
      throw new Refusal(409, 'configured', 'who this operator is stands in bylaw.yaml', 'id')
    }
    const before = await office.state.db.selectFrom('operators').selectAll().where('id', '=', id).executeTakeFirst()
    const { accepted_policy = null, accepted_at = null } = before ?? {}
    await keep(office, { id, title, contact: contact ?? null, accepted_policy, accepted_at })
    return { answer: shown(office, id), done: `the operator \`${id}\` was registered` }
  },
})

const accept = route({
  method: 'post',
  path: '/admin/v1/operators/{id}/acceptances',
  name: 'operators.accept',
  summary: 'Notes that an operator accepted a usage policy',
  params,
  body: z.strictObject({ policy: z.string().min(1).max(256), at: time.optional() }),
  answer: operator,
  changes: true,
  async handle({ office, administrator, params: { id }, body: { policy, at } }) {
    requireOperator(administrator, id)
    const { title, accepted } = shown(office, id)
    const accepted_at = new Date(at ?? Date.now()).toISOString()
    if (Date.parse(accepted_at) > Date.now())
      throw new Refusal(400, 'in_the_future', 'nobody accepted anything then yet', 'at')
    if (accepted !== null && Date.parse(accepted.at) >= Date.parse(accepted_at)) {
      throw new Refusal(409, 'accepted_later', 'the operator has accepted a usage policy since', 'at')
    }
    const row = await office.state.db.selectFrom('operators').select('contact').where('id', '=', id).executeTakeFirst()
    await keep(office, { id, title, contact: row?.contact ?? null, accepted_policy: policy, accepted_at })
    return { answer: shown(office, id), done: `the operator \`${id}\` accepted \`${policy}\`` }
  },
})

const remove = route({
  method: 'delete',
  path: '/admin/v1/operators/{id}',
  name: 'operators.delete',
  summary: 'Takes an operator off the register',
  params,
  answer: z.object({ deleted: z.boolean() }),
  changes: true,
  async handle({ office, administrator, params: { id } }) {
    requireEverything(administrator)
    if (Object.hasOwn(office.config.operators, id)) {
      throw new Refusal(409, 'configured', 'this operator stands in bylaw.yaml', 'id')
    }
    const { numDeletedRows } = await office.state.db.deleteFrom('operators').where('id', '=', id).executeTakeFirst()
    await office.registry.refresh()
    return { answer: { deleted: numDeletedRows > 0n }, done: `the operator \`${id}\` was taken off the register` }
  },
})

export const operatorRoutes: readonly AdminRoute[] = [list, put, accept, remove]
