import { type Cell, type Endpoint, nameOf } from './cells.ts'
import { marks, toolNames } from './script.ts'

const question = `What grows on a ${marks.question}?`
const picture = `data:image/png;base64,${marks.image}`
const schema = { type: 'object', properties: { path: { type: 'string' }, to: { type: 'string' } } }

interface Asking {
  /** Where the endpoint is. */
  readonly path: string
  user(image: boolean): object
  tool(name: string): object
}

const askings: Readonly<Record<Endpoint, Asking>> = {
  chat: {
    path: '/v1/chat/completions',
    user: (image) => ({
      messages: [
        {
          role: 'user',
          content: image
            ? [
                { type: 'text', text: question },
                { type: 'image_url', image_url: { url: picture } },
              ]
            : question,
        },
      ],
    }),
    tool: (name) => ({ type: 'function', function: { name, parameters: schema } }),
  },
  responses: {
    path: '/v1/responses',
    user: (image) => ({
      input: image
        ? [
            {
              role: 'user',
              content: [
                { type: 'input_text', text: question },
                { type: 'input_image', image_url: picture, detail: 'auto' },
              ],
            },
          ]
        : question,
    }),
    tool: (name) => ({ type: 'function', name, parameters: schema, strict: false }),
  },
  messages: {
    path: '/v1/messages',
    user: (image) => ({
      max_tokens: 1000,
      messages: [
        {
          role: 'user',
          content: image
            ? [
                { type: 'text', text: question },
                { type: 'image', source: { type: 'base64', media_type: 'image/png', data: marks.image } },
              ]
            : question,
        },
      ],
    }),
    tool: (name) => ({ name, input_schema: schema }),
  },
}

export const pathOf = (endpoint: Endpoint): string => askings[endpoint].path

/** The body of the request of a cell. */
export function bodyOf(cell: Cell): Record<string, unknown> {
  const { user, tool } = askings[cell.served]
  return {
    model: nameOf(cell),
    ...user(cell.modality === 'image'),
    ...(cell.tools !== 'none' && { tools: toolNames.map(tool) }),
    ...(cell.streaming === 'streamed' && { stream: true }),
  }
}
