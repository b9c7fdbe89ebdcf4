import { type Arguments, type Assertion, canonicalLevel, type Engine } from '@bylaw/core'
import { discardedOf } from './facts.ts'
import { type Line, linesOf } from './lines.ts'
import { speaks } from './stack.ts'

interface Request {
  readonly behavior: string
  readonly facts: readonly Assertion[]
  readonly args: Arguments | undefined
}

/** A line that is no request: what is wrong with it. */
class BadRequest extends Error {
  override readonly name = 'BadRequest'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Answers requests in order, as they come in.
 * @param source a file of JSON lines, or `-` for standard input
 * @returns 2 where a line could not be answered, else 0
 */
export async function decideMany(source: string, engine: Engine): Promise<number> {
  let failed = false
  for await (const lines of linesOf(source)) {
    const answers: string[] = []
    for (const line of lines) {
      const answer = answerTo(line, engine)
      failed ||= 'error' in answer
      answers.push(`${JSON.stringify(answer)}\n`)
    }
    if (answers.length > 0) await write(answers.join(''))
  }
  return failed ? 2 : 0
}

const write = (text: string): Promise<void> => new Promise((done) => process.stdout.write(text, () => done()))

function answerTo(line: Line, engine: Engine): object {
  try {
    const { behavior, facts, args } = parseRequest(line, engine)
    const decision = engine.decide(behavior, facts, args)
    if (decision.value === null) return decision
    const discarded = discardedOf(facts, engine)
    return {
      behavior,
      value: decision.value,
      rejected: decision.rejected,
      trace: decision.trace,
      ...(decision.asks === undefined ? {} : { asks: decision.asks }),
      ...(discarded.length === 0 ? {} : { discarded }),
    }
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error
    return { error: { code: error.code, message: error.message, line: line.number } }
  }
}

function parseRequest(line: Line, engine: Engine): Request {
  if (line.text === null) throw new BadRequest(line.problem, problems[line.problem])
  const request = parseObject(parseJson(line.text), 'a request')
  const { behavior, facts = [], args } = request
  if (typeof behavior !== 'string') throw new BadRequest('bad-request', '`behavior` is missing or not a string')
  if (!Array.isArray(facts)) throw new BadRequest('bad-request', '`facts` is not a list')
  return {
    behavior,
    facts: facts.map((fact: unknown) => parseAssertion(fact, engine)),
    args: args === undefined ? undefined : (parseObject(args, '`args`') as Arguments),
  }
}

const problems = {
  'line-too-long': 'the line is longer than is read',
  'invalid-utf8': 'the line is not UTF-8',
} as const

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadRequest('bad-json', 'the line is not JSON')
  }
}

function parseObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new BadRequest('bad-request', `${what} is not an object`)
}

/** The value goes to the engine as it is: one that does not fit the fact is discarded there, and said so. */
function parseAssertion(value: unknown, engine: Engine): Assertion {
  const { name, by, heard, ...rest } = parseObject(value, 'a fact')
  if (typeof name !== 'string') throw new BadRequest('bad-request', 'a fact has no `name`')
  if (typeof by !== 'string') throw new BadRequest('bad-request', `the fact \`${name}\` does not say \`by\` whom`)
  if (!Object.hasOwn(rest, 'value')) throw new BadRequest('bad-request', `the fact \`${name}\` has no \`value\``)
  if (heard !== undefined && typeof heard !== 'boolean') {
    throw new BadRequest('bad-request', `\`heard\` of the fact \`${name}\` is not a boolean`)
  }
  if (!speaks(by, engine)) throw new BadRequest('unknown-level', `\`${by}\` is not a level`)
  const assertion = { name, value: rest.value as Assertion['value'], by: canonicalLevel(by) }
  return heard === undefined ? assertion : { ...assertion, heard }
}
