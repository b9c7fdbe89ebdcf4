import fc from 'fast-check'

/** Names that mean something to somebody, and any others. */
export const names = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...fieldNames()) },
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', ''),
)

function fieldNames(): string[] {
  return `
    model messages input instructions system role content type text name tools function tool_calls
    tool_choice stream n max_tokens metadata user prompt image_url url source thinking reasoning
    response_format parameters input_schema call_id output arguments id file functions
    web_search_options mcp_servers thread background store refusal audio strict stop
  `
    .trim()
    .split(/\s+/)
}

export const words = fc.oneof(
  fc.constantFrom(
    'user',
    'system',
    'root',
    'assistant',
    'tool',
    'text',
    'image_url',
    'input_text',
    'function',
    'function_call',
  ),
  fc.constantFrom(
    'spills',
    'calls',
    'tool_result',
    'message',
    'reasoning',
    'file',
    'read_file',
    'web_search',
    'http://127.0.0.1/',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

export const { tree: noise } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    words,
    fc.oneof(fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(names, tie('tree'), { maxKeys: 5, noNullPrototype: true }),
  ),
}))

const headerNames = fc.constantFrom(
  ...[
    'bylaw-facts',
    'bylaw-user',
    'bylaw-conversation',
    'bylaw-mandate',
    'x-api-key',
    'content-type',
    'accept',
    'origin',
  ],
  ...[
    'x-forwarded-for',
    'forwarded',
    'via',
    'host',
    'cookie',
    'traceparent',
    'tracestate',
    'expect',
    'x-request-id',
    'range',
  ],
  ...[
    'transfer-encoding',
    'content-encoding',
    'te',
    'trailer',
    'upgrade',
    'connection',
    'if-none-match',
    'bylaw-level',
  ],
)

const facts = fc.array(
  fc.record({
    name: fc.oneof(
      fc.constantFrom('user.age_group', 'user.verified', 'context.untrusted', 'agent.depth', '__proto__'),
      fc.string(),
    ),
    value: fc.oneof(fc.constantFrom('adult', 'under_18', true, false, 0), fc.double(), fc.string()),
    by: fc.constantFrom('root', 'system', 'platform', 'user', 'agent', 'none', 'constructor'),
    heard: fc.option(fc.boolean(), { nil: undefined }),
  }),
  { maxLength: 4 },
)

const headerText = fc.string({ maxLength: 60 }).map((text) => text.replace(/[^\x20-\x7e]/g, ''))
const anyHeaders = fc.array(
  fc.oneof(
    fc.tuple(headerNames, headerText),
    facts.map((list): [string, string] => ['bylaw-facts', JSON.stringify(list).replace(/[^\x20-\x7e]/g, '')]),
  ),
  { maxLength: 4 },
)

/** An `expect` or an `upgrade` changes what is answered first, a length or a coding where a request ends: see smuggling. */
const steering = new Set(['expect', 'upgrade', 'connection', 'transfer-encoding', 'host'])

/** Headers that mean something to somebody, with anything in them. */
export const headers = anyHeaders.map((list) => list.filter(([name]) => !steering.has(name)))
