import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { key as configuredKey, scopes } from '../config/access.ts'
import { Refusal } from '../refusal.ts'
import type { Tables } from '../store/tables.ts'
import { hashOf } from '../who/known-keys.ts'
import { usualScopes } from '../who/scopes.ts'
import type { Administrator } from './callers.ts'
import { deploymentsOf, type Office, requireDeployment } from './office.ts'
import { type AdminRoute, name, route, time } from './route.ts'

const key = z.object({
  name: z.string(),
  deployment: z.string(),
  level: z.string(),
  scopes: z.array(z.string()),
  created: z.string(),
  expires: z.string().nullable(),
  revoked: z.string().nullable(),
  previous_until: z.string().nullable().describe('until when the secret before this one is taken'),
})
const withSecret = key.extend({ secret: z.string().describe('the key itself: it is shown here and never again') })
const params = z.object({ name })

type Row = Tables['api_keys']

const shown = ({ sha256, previous_sha256, scopes: allowed, ...row }: Row): z.input<typeof key> => ({
  ...row,
  scopes: JSON.parse(allowed) as string[],
})

/** 256 random bits, and a name by which scanners for leaked secrets find it. */
const newSecret = (): string => `bylaw_${randomBytes(32).toString('base64url')}`
const digestOf = (secret: string): string => hashOf(secret).toString('hex')

/** @throws Refusal 404, also where the key is somebody else's */
async function rowOf(
  { office, administrator }: { office: Office; administrator: Administrator },
  id: string,
): Promise<Row> {
  const row = await office.state.db.selectFrom('api_keys').selectAll().where('name', '=', id).executeTakeFirst()
  const own =
    row !== undefined &&
    (administrator.operator === null || deploymentsOf(office, administrator).includes(row.deployment))
  if (own) return row
  throw new Refusal(404, 'key_not_found', 'no key of yours has this name; keys of bylaw.yaml are changed there', 'name')
}

const list = route({
  method: 'get',
  path: '/admin/v1/keys',
  name: 'keys.list',
  summary: 'The keys that were made here, without their secrets',
  answer: z.object({ data: z.array(key) }),
  async handle({ office, administrator }) {
    const rows = await office.state.db.selectFrom('api_keys').selectAll().orderBy('name').execute()
    const own = deploymentsOf(office, administrator)
    return {
      answer: {
        data: rows.filter(({ deployment }) => administrator.operator === null || own.includes(deployment)).map(shown),
      },
    }
  },
})

const create = route({
  method: 'post',
  path: '/admin/v1/keys',
  name: 'keys.create',
  summary: 'Makes a key for a deployment',
  body: z.strictObject({
    name,
    deployment: name,
    level: configuredKey.shape.level,
    scopes: z.array(z.enum(scopes)).min(1).optional(),
    expires: time.optional(),
  }),
  answer: withSecret,
  status: 201,
  changes: true,
  async handle({ office, administrator, body }) {
    requireDeployment(office, administrator, body.deployment)
    const allowed = body.scopes ?? [...usualScopes(Object.keys(office.config.deployments).length, body.level)]
    if (administrator.operator !== null && allowed.includes('log')) {
      throw new Refusal(
        403,
        'operator_only',
        'the log tells of other operators too: such a key is not yours to make',
        'scopes',
      )
    }
    const secret = newSecret()
    const row: Row = {
      name: body.name,
      sha256: digestOf(secret),
      previous_sha256: null,
      previous_until: null,
      deployment: body.deployment,
      level: body.level === 'operator' ? 'developer' : body.level,
      scopes: JSON.stringify(allowed),
      created: new Date().toISOString(),
      expires: body.expires === undefined ? null : new Date(body.expires).toISOString(),
      revoked: null,
    }
    await insert(office, row)
    await office.registry.refresh()
    const done = `the key \`${body.name}\` was made`
    return { answer: { ...shown(row), secret }, done, deployment: body.deployment }
  },
})

/** A name is never used again: what was recorded under it stays this key's. */
async function insert({ config, state }: Office, row: Row): Promise<void> {
  const taken = new Refusal(409, 'name_taken', 'a key has or had this name', 'name')
  if (config.keys.some((each) => each.name === row.name)) throw taken
  const made = await state.db
    .insertInto('api_keys')
    .values(row)
    .onConflict((on) => on.column('name').doNothing())
    .executeTakeFirst()
  if (made.numInsertedOrUpdatedRows !== 1n) throw taken
}

const rotate = route({
  method: 'post',
  path: '/admin/v1/keys/{name}/rotate',
  name: 'keys.rotate',
  summary: 'Gives a key a new secret; the one before is taken for a while',
  params,
  body: z.strictObject({
    overlap: z.int().min(0).max(2_592_000).default(86_400).describe('seconds that the secret before is still taken'),
  }),
  answer: withSecret,
  changes: true,
  async handle({ office, administrator, params: { name: id }, body: { overlap } }) {
    const row = await rowOf({ office, administrator }, id)
    if (row.revoked !== null) throw new Refusal(409, 'revoked', 'the key was revoked: make another one', 'name')
    const secret = newSecret()
    const changed = {
      sha256: digestOf(secret),
      previous_sha256: row.sha256,
      previous_until: new Date(Date.now() + overlap * 1000).toISOString(),
    }
    const { numUpdatedRows } = await office.state.db
      .updateTable('api_keys')
      .set(changed)
      .where('name', '=', id)
      .where('sha256', '=', row.sha256)
      .where('revoked', 'is', null)
      .executeTakeFirst()
    if (numUpdatedRows !== 1n)
      throw new Refusal(409, 'changed_meanwhile', 'somebody else changed the key meanwhile', 'name')
    await office.registry.refresh()
    const answer = { ...shown({ ...row, ...changed }), secret }
    return { answer, done: `the key \`${id}\` has a new secret`, deployment: row.deployment }
  },
})

const revoke = route({
  method: 'delete',
  path: '/admin/v1/keys/{name}',
  name: 'keys.revoke',
  summary: 'Revokes a key for good: it is refused at once here, and within two seconds by every replica',
  params,
  answer: key,
  changes: true,
  async handle({ office, administrator, params: { name: id } }) {
    const row = await rowOf({ office, administrator }, id)
    const revoked = row.revoked ?? new Date().toISOString()
    await office.state.db.updateTable('api_keys').set({ revoked }).where('name', '=', id).execute()
    await office.registry.refresh()
    return { answer: shown({ ...row, revoked }), done: `the key \`${id}\` was revoked`, deployment: row.deployment }
  },
})

export const keyRoutes: readonly AdminRoute[] = [list, create, rotate, revoke]
