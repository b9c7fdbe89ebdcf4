import { z } from 'zod'
import type { AdminRoute } from './route.ts'

const error = {
  description: 'Refused',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['message', 'type', 'param', 'code'],
            properties: {
              message: { type: 'string' },
              type: { type: 'string' },
              param: { type: ['string', 'null'] },
              code: { type: ['string', 'null'] },
            },
          },
          diagnostics: { type: 'array', items: { type: 'object' }, description: 'with 422: why a layer is refused' },
        },
      },
    },
  },
}

/** The OpenAPI 3.1 document of the admin API, from the shapes that its routes read and answer. */
export function openApi(routes: readonly AdminRoute[]) {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    paths[route.path] ??= {}
    paths[route.path]![route.method] = operationOf(route)
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Bylaw admin API',
      version: '1',
      description: 'Keys, operators, layers and deployments of a gateway. Its keys are good for nothing else.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ adminKey: [] }],
    tags: [...new Set(routes.map(tagOf))].map((tag) => ({ name: tag, description: `What concerns ${tag}` })),
    paths,
    components: {
      securitySchemes: { adminKey: { type: 'http', scheme: 'bearer', description: 'An admin key of bylaw.yaml' } },
      responses: { Refused: error },
    },
  }
}

const tagOf = ({ name }: AdminRoute): string => name.split('.')[0]!

function operationOf(route: AdminRoute) {
  const { name, summary, params, query, body, answer, status = 200 } = route
  const refused = { $ref: '#/components/responses/Refused' }
  return {
    operationId: name.replace(/[.-](\w)/g, (_, letter: string) => letter.toUpperCase()),
    summary,
    tags: [tagOf(route)],
    ...((params ?? query) && { parameters: [...parametersOf(params, 'path'), ...parametersOf(query, 'query')] }),
    ...(body && {
      requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body, 'input') } } },
    }),
    responses: {
      [status]: { description: 'Done', content: { 'application/json': { schema: schemaOf(answer, 'output') } } },
      '4XX': refused,
      '5XX': refused,
    },
  }
}

function parametersOf(shape: z.ZodObject | undefined, where: 'path' | 'query') {
  return Object.entries(shape?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: where,
    required: where === 'path',
    schema: schemaOf(schema as z.ZodType, 'output'),
  }))
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}
