import { createConfig, lintFromString } from '@redocly/openapi-core'
import { afterEach, expect, it } from 'vitest'
import { adminRoutes } from '../../src/admin/admin.ts'
import { openApi } from '../../src/admin/openapi.ts'
import { approvalAdminRoutes } from '../../src/approvals/admin.ts'
import type { Approvals } from '../../src/approvals/approvals.ts'
import { incidentAdminRoutes } from '../../src/people/admin.ts'
import type { Incidents } from '../../src/people/incidents.ts'
import { type Opened, office } from './office.ts'

/** Every room's: none of them is asked anything here. */
const everyRoute = [...adminRoutes, ...approvalAdminRoutes({} as Approvals), ...incidentAdminRoutes({} as Incidents)]

let opened: Opened | null = null

afterEach(() => opened?.close())

async function problemsOf(document: unknown): Promise<string[]> {
  const config = await createConfig({ extends: ['recommended-strict'] })
  const problems = await lintFromString({ source: JSON.stringify(document), config })
  return problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer})`)
}

it('is a document in which a linter finds nothing', async () => {
  const document = openApi(everyRoute)
  expect(await problemsOf(document)).toEqual([])
  expect(await problemsOf({ ...document, security: [{ other: [] }] })).not.toEqual([])
})

it('tells of every route, and of no two under one name', () => {
  const { paths } = openApi(everyRoute)
  const told = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  expect(told.toSorted()).toEqual(everyRoute.map(({ method, path }) => `${method} ${path}`).toSorted())
  expect(new Set(everyRoute.map(({ name }) => name)).size).toBe(everyRoute.length)
})

it('is served as it is', async () => {
  opened = await office()
  const { status, json } = await opened.ask('GET /admin/v1/openapi.json')
  expect([status, json]).toEqual([200, JSON.parse(JSON.stringify(openApi(adminRoutes)))])
  expect(json.paths['/admin/v1/keys'].post.requestBody.content['application/json'].schema.required).toEqual([
    'name',
    'deployment',
  ])
})
