import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder, start } from './command.ts'
import { library, stack } from './library.ts'

const folder = new Folder()

beforeAll(() => {
  library(folder)
})
afterAll(() => folder.remove())

async function answers(input: string | Uint8Array, ...args: string[]) {
  const { code, out, err } = await bylaw(['decide', ...stack, ...args, '--requests', '-'], { cwd: folder.path, input })
  const lines = out.split('\n').slice(0, -1)
  return { code, err, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

const fact = (name: string, value: unknown, by: string, more: object = {}) => ({ name, value, by, ...more })
const line = (behavior: string, ...facts: object[]) => `${JSON.stringify({ behavior, facts })}\n`

describe('bylaw decide --requests', () => {
  it('answers each line in order, as its contract says', async () => {
    folder.write(
      'requests.jsonl',
      line('burning-books') + line('lending', fact('reader.age', 'grown', 'user')) + line('lending') + line('voice'),
    )
    const { code, out } = await bylaw(['decide', ...stack, '--requests', 'requests.jsonl'], { cwd: folder.path })
    expect(code).toBe(0)
    const lines = out.trimEnd().split('\n')
    const parsed = lines.map((each) => JSON.parse(each))
    expect(parsed.map(({ value }) => value)).toEqual(['never', 'novels', 'picture-books', 'bright'])
    expect(lines[0]).toMatch(
      /^\{"behavior":"burning-books","value":"never","rejected":\[\{"statement":"set","level":"user","reason":"bright-line","source":"user\.md:8"\}\],"trace":\[/,
    )
  })

  it('decides for a subagent with --mandate', async () => {
    const input = line('tool.catalogue.search') + line('tool.post.send')
    expect((await answers(input)).lines.map(({ value }) => value)).toEqual(['allow', 'ask'])
    expect((await answers(input, '--mandate', 'mandate.md')).lines.map(({ value }) => value)).toEqual(['ask', 'ask'])
  })

  it('takes arguments, levels by their other names, and words that were only heard', async () => {
    const { lines, code } = await answers(
      [
        '{"behavior": "tool.catalogue.order", "args": {"branch": "open"}}\n',
        line('lending', fact('reader.age', 'grown', 'operator')),
        line('lending', fact('reader.age', 'grown', 'user', { heard: true, quote: "I'm 40" })),
      ].join(''),
    )
    expect(code).toBe(0)
    expect(lines.map(({ value }) => value)).toEqual(['allow', 'novels', 'picture-books'])
  })

  it('discards what fits no fact and says so; nothing is coerced', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
    const { code, lines } = await answers(
      [
        line('lending', fact('reader.age', 'grown', 'developer'), fact('reader.staff', 'true', 'developer')),
        `{"behavior": "lending", "facts": [{"name": "__proto__", "value": ${deep}, "by": "user"}]}\n`,
      ].join(''),
    )
    expect(code).toBe(0)
    expect(lines).toMatchObject([
      { value: 'novels', discarded: [{ code: 'bad-assertion', name: 'reader.staff', by: 'developer', value: 'true' }] },
      { value: 'picture-books', discarded: [{ code: 'bad-assertion', name: '__proto__', by: 'user' }] },
    ])
  })

  it('puts an error in the place of a line it cannot read, goes on, and exits 2', async () => {
    const bad = [
      ['{"behavior": ', 'bad-json'],
      ['[]', 'bad-request'],
      ['{"facts": []}', 'bad-request'],
      ['{"behavior": "voice", "facts": {}}', 'bad-request'],
      ['{"behavior": "voice", "facts": [{"name": "reader.age", "value": "grown"}]}', 'bad-request'],
      ['{"behavior": "voice", "facts": [{"name": "reader.age", "by": "user"}]}', 'bad-request'],
      ['{"behavior": "voice", "facts": [{"value": "grown", "by": "user"}]}', 'bad-request'],
      ['{"behavior": "voice", "facts": [{"name": "reader.age", "value": "grown", "by": "king"}]}', 'unknown-level'],
      ['{"behavior": "voice", "facts": [{"name": "a.b", "value": 1, "by": "user", "heard": "yes"}]}', 'bad-request'],
      ['{"behavior": "tool.x.y", "args": [1]}', 'bad-request'],
      [`{"behavior": "${'x'.repeat(1024 * 1024)}"}`, 'line-too-long'],
    ] as const
    const { code, err, lines } = await answers(`${bad.map(([text]) => text).join('\n')}\n${line('voice')}`)
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(lines).toHaveLength(bad.length + 1)
    for (const [index, [text, expected]] of bad.entries()) {
      expect(lines[index], text.slice(0, 80)).toMatchObject({ error: { code: expected, line: index + 1 } })
    }
    expect(lines.at(-1)).toMatchObject({ value: 'bright' })
  })

  it('answers an unknown behavior with null and an error, and exits 2', async () => {
    const { code, lines } = await answers(line('__proto__') + line('tool.unheard.of'))
    expect(code).toBe(2)
    expect(lines[0]).toMatchObject({ behavior: '__proto__', value: null, error: { code: 'unknown-behavior' } })
    expect(lines[1]).toMatchObject({ value: 'ask' })
  })

  it('reads bytes: a bad one spoils its own line only, blank lines and a missing last line feed are nothing', async () => {
    const separated = Buffer.from(`\ufeff${line('voice')}\r\n\n{"behavior":"tool.a.\u2028"}`)
    const { code, lines } = await answers(Buffer.concat([Buffer.from([0x22, 0xff, 0x22, 0x0a]), separated]))
    expect(code).toBe(2)
    expect(lines).toMatchObject([{ error: { code: 'invalid-utf8', line: 1 } }, { value: 'bright' }, { value: 'ask' }])
  })

  it('answers a line before the next one comes', async () => {
    const child = start(['decide', ...stack, '--requests', '-'], { cwd: folder.path })
    const answer = () =>
      new Promise<string>((done) => child.stdout.once('data', (chunk: Buffer) => done(String(chunk))))
    for (const id of ['voice', 'lending', 'burning-books']) {
      const next = answer()
      child.stdin.write(line(id))
      expect(JSON.parse(await next).behavior).toBe(id)
    }
    const code = new Promise((done) => child.on('close', done))
    child.stdin.end()
    expect(await code).toBe(0)
  })

  it('exits 2 where the file cannot be read', async () => {
    const { code, err } = await bylaw(['decide', ...stack, '--requests', 'none.jsonl'], { cwd: folder.path })
    expect({ code, err }).toEqual({ code: 2, err: 'bylaw: cannot read none.jsonl: no such file or folder\n' })
  })
})
