import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { approvalStates } from '../../src/approvals/approval.ts'

const root = resolve(import.meta.dirname, '../../../..')
const page = readFileSync(join(root, 'docs/gateway.md'), 'utf8')

/** The rooms whose code refuses requests, as one text. */
const source = ['gateway', 'providers']
  .flatMap((name) => globSync('**/*.ts', { cwd: join(root, 'packages', name, 'src') }).map((file) => [name, file]))
  .map(([name, file]) => readFileSync(join(root, 'packages', name!, 'src', file!), 'utf8'))
  .join('\n')

const found = (pattern: RegExp): string[] =>
  [...source.matchAll(pattern)].map(([, status, code]) => `${code} ${status}`)
const foundAs = (status: number, pattern: RegExp): string[] =>
  [...source.matchAll(pattern)].map(([, code]) => `${code} ${status}`)

/** What the code says, as `code status`. */
function inCode(): readonly string[] {
  return [
    ...found(/(?:new Refusal|refusing)\(\s*(\d{3}),\s*(?:[\w.?]+ \?\? )?'([\w-]+)'/g),
    ...found(/\bstatus: (\d{3}),[^}]*\bcode: '([\w-]+)'/g),
    ...foundAs(400, /\brefuse\('(\w+)',/g),
    ...foundAs(400, /\bcode: '(\w+)', what:/g),
    ...foundAs(400, /\brefused\(\s*['`][\s\S]{0,200}?,\s*'(\w+)',?\s*\)/g),
    ...foundAs(502, /\bupstreamFailure\([^;]*?'(upstream_\w+)'/g),
    ...approvalStates.filter((state) => state !== 'pending').map((state) => `approval_${state} 409`),
  ]
}

/** What the page's table says, as `code status`. */
function inPage(): readonly string[] {
  const section = page.split('\n## ').find((each) => each.startsWith('Every refusal'))!
  const rows = [...section.matchAll(/^\| (`.*?`) \| (\d{3}) \| (.+) \|$/gm)]
  return rows.flatMap(([, codes, status]) => [...codes!.matchAll(/`([\w-]+)`/g)].map(([, code]) => `${code} ${status}`))
}

describe('the table of refusals in docs/gateway.md', () => {
  it('has every code that the gateway says, with its status, and no other', () => {
    expect([...new Set(inPage())].toSorted()).toEqual([...new Set(inCode())].toSorted())
  })

  it('has each once', () => {
    expect(new Set(inPage()).size).toBe(inPage().length)
  })

  it('leaves no refusal out whose status and code are put together in another way', () => {
    const refusals = source.match(/new Refusal\(/g)!.length
    const literal = source.match(/new Refusal\(\s*\d{3},\s*(?:[\w.?]+ \?\? )?['`]/g)!.length
    const handedOn = source.match(/new Refusal\(status, code/g)!.length
    const named = source.match(/new Refusal\(400, code, message, 'bylaw-facts'\)/g)!.length
    expect(literal + handedOn + named).toBe(refusals)
  })
})
