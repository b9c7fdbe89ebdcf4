import {
  type Cell,
  type Column,
  checkings,
  columns,
  type Endpoint,
  endpoints,
  nameOf,
  pairColumns,
  pairRows,
  pairs,
  type Row,
  rows,
  troubles,
  whyNot,
} from './cells.ts'
import type { Gets } from './oracle.ts'

/** What came of each cell, by its name. */
export type Came = ReadonlyMap<string, Gets>

const legend: Readonly<Record<Gets, string>> = {
  all: 'everything that the model answered, and it may leave: words, calls, parts of other kinds',
  less: 'its answer without the calls and parts that may not leave; a note names each of them and says why',
  refusal: 'a refusal in place of the whole answer, calls and all',
  cut: 'its words up to where they were found to go too far, then a refusal; no calls',
  late: 'all its words, since they are checked when they have left, then a refusal; no calls',
  broken: 'words that might leave before it broke, then an error within the stream, which ends well-formed',
  failed: 'nothing of the answer, and an error within the stream',
  error: 'an error in the shape of its format, and nothing of the answer',
}

const meanings: Readonly<Record<(typeof troubles)[number], string>> = {
  nothing: 'a harmless answer',
  'forbidden words': 'the answer says what its policy does not permit',
  'judge fails': 'the judge answers 500; the words are forbidden ones',
  'judge times out': 'the judge never answers; the words are forbidden ones',
  'upstream refuses': 'the upstream answers 422: so does the gateway',
  'upstream breaks off': 'its connection ends before its answer does; the words are forbidden ones. The error is a 502',
  'store fails at first':
    'the record can not be written before the model is asked, so that it is not asked. The error is a 503',
  'store fails midway':
    'the record can be written at first, and not again before it ends; the words are harmless. The error is a 503',
  'store fails at the end':
    'the end of the record does not get into the ledger: later it is ended as cut off; the words are harmless. The error is a 503',
}

const paths: Readonly<Record<Endpoint, string>> = {
  chat: '/v1/chat/completions',
  responses: '/v1/responses',
  messages: '/v1/messages',
}

/** The page `docs/coverage.md`. */
export function coveragePage(came: Came): string {
  const count = came.size.toLocaleString('en')
  return [
    '# What every answer passes',
    `Every answer of a model leaves by one way out, whatever its format, and is checked there. Each cell below is one request to a gateway that serves, before an upstream and judges that are scripted: ${count} in all. Of each it is tested what the client gets byte for byte, that it is well-formed, what the ledger has of it, and that the arguments of a call that is not permitted are nowhere in it. What has to come of a cell is said apart from the gateway, in [\`oracle.ts\`](../packages/gateway/test/matrix/oracle.ts).`,
    'This page is written by the tests; `npx vitest run packages/gateway/test/matrix -u` writes it anew.',
    ...[
      '## The words',
      table(
        ['the client gets', ''],
        Object.entries(legend).map(([word, means]) => [`\`${word}\``, means]),
      ),
    ],
    ...[
      '## What goes wrong',
      table(
        ['column', ''],
        troubles.map((trouble) => [trouble, meanings[trouble]]),
      ),
    ],
    ...rest(),
    ...endpoints.flatMap((endpoint) => endpointTables(endpoint, came)),
    '## Served in front of another format',
    'Of every pair of formats that differ: two calls of which one is denied. A part that nobody can read is passed on in its own format only.',
    ...checkings
      .filter((check) => check !== 'none')
      .flatMap((check) => [`### ${checkTitles[check]}`, pairTable(check, came)]),
    '',
  ].join('\n\n')
}

const checkTitles: Readonly<Record<(typeof checkings)[number], string>> = {
  none: 'nobody judges the words',
  observe: 'observe',
  hold: 'enforce, hold',
  window: 'enforce, window',
  after: 'enforce, after',
}

function rest(): readonly string[] {
  const never = columns.filter((column) => whyNot(column) !== null)
  return [
    '## What there is not',
    table(
      ['cells', 'why'],
      [
        ...never.map((column) => [`${checkTitles[column.check]} × ${column.trouble}`, whyNot(column)!]),
        ['MCP', 'it is not served yet'],
        ['PostgreSQL', 'the store is SQLite here; that both stores do the same is tested apart'],
        [
          'other acts than `refuse`, several choices, reasoning, structured output, audio, files',
          'tested apart, and not in every combination',
        ],
        [
          'formats that differ × other calls and columns',
          'tried there is what depends on reading one format and writing another',
        ],
      ],
    ),
    'In the tables `two` are two calls in one answer, one permitted and one denied; `asked` is one that a person has to approve. `image` is an image in the request; `opaque` is a part of the answer that nobody can read. Where something is enforced, such a part does not leave.',
  ]
}

function endpointTables(endpoint: Endpoint, came: Came): readonly string[] {
  const head = ['stream', 'calls', 'beside text', ...troubles]
  const cell = (row: Row, column: Column): string => {
    if (whyNot(column) !== null) return '–'
    return came.get(nameOf({ served: endpoint, called: endpoint, ...row, ...column })) ?? '?'
  }
  return [
    `## \`${paths[endpoint]}\``,
    ...checkings.flatMap((check) => {
      const body = rows.map((row) => [...rowHead(row), ...troubles.map((trouble) => cell(row, { check, trouble }))])
      return [`### ${checkTitles[check]}`, table(head, body)]
    }),
  ]
}

const rowHead = ({ streaming, tools, modality }: Row): string[] => [streaming, tools, modality]

function pairTable(check: Cell['check'], came: Came): string {
  const own = pairColumns.filter((column) => column.check === check)
  const body = pairs.flatMap(([served, called]) =>
    pairRows.map((row) => [
      ...[served, called, row.streaming, row.modality],
      ...own.map((column) => came.get(nameOf({ served, called, ...row, ...column })) ?? '?'),
    ]),
  )
  return table(['served', 'called', 'stream', 'beside text', ...own.map(({ trouble }) => trouble)], body)
}

function table(head: readonly string[], body: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...body.map(line)].join('\n')
}
