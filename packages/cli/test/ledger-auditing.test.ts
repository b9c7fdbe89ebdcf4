import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder, launcher } from './command.ts'
import { library } from './library.ts'
import { idOf, sampleLedger } from './sample-ledger.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/auditing.md'), 'utf8')
const blocks = (kind: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block]) => block!)

const folder = new Folder()
const path = (...names: string[]) => join(folder.path, ...names)
const env = {
  ...process.env,
  PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
  BYLAW_DATABASE_URL: '',
  DECISION: idOf(17),
}
const shell = (script: string) => spawnSync('sh', ['-c', script], { cwd: folder.path, env, encoding: 'utf8' })

/** What the auditor is told: the numbered lines. */
const audit = (): string[] => shell(blocks('sh').join('\n')).stdout.match(/^\d\. .*$/gm) ?? []

const openssl = shell('openssl version').stdout

beforeAll(async () => {
  library(folder)
  const vkey = await sampleLedger(folder, 200)
  await bylaw(['ledger', 'export', 'before'], { cwd: folder.path })
  copyFileSync(path('before/checkpoint'), path('earlier'))
  await sampleLedger(folder, 100, 200)
  folder.write('log.vkey', `${vkey}\n`)
  for (const line of blocks('console')
    .join('')
    .match(/(?<=^\$ ).*$/gm)!)
    execFileSync('sh', ['-c', line.replace('npx bylaw', `'${process.execPath}' '${launcher}'`)], {
      cwd: folder.path,
      env,
    })
})
afterAll(() => folder.remove())

/** Changes one byte of a file as long as the audit takes. */
function auditWith(file: string, offset: number): string[] {
  const bytes = readFileSync(path(file))
  writeFileSync(path(file), bytes.with(offset, bytes[offset]! ^ 1))
  const said = audit()
  writeFileSync(path(file), bytes)
  return said
}

describe.skipIf(!/^OpenSSL (?:[3-9]|\d\d)/.test(openssl))(
  'docs/auditing.md (skipped where OpenSSL 3 is missing)',
  () => {
    it('verifies an exported log with standard tools', () => {
      const { status, stdout, stderr } = shell(blocks('sh').join('\n'))
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      expect(stdout.match(/^\d\. .*$/gm)).toEqual([
        '1. the key is whole',
        '2. the log signed this root',
        "3. the log signed the receipt's root",
        '4. the decision is in the log',
        '5. operator.md decided',
        '6. the log signed the earlier root',
        '7. the log has only grown',
      ])
      expect(stdout).toContain('audit/checkpoint holds\n300 of 300 records')
    })

    const size = (file: string) => readFileSync(path(file)).length
    it.each([
      ['a record', () => auditWith('audit/tile/entries/001.p/44', 900), [7]],
      ['the size that was signed', () => auditWith('audit/checkpoint', 'example.com/log\n30'.length), [2, 7]],
      ['the signature', () => auditWith('audit/checkpoint', size('audit/checkpoint') - 30), [2]],
      ['an earlier root', () => auditWith('earlier', 'example.com/log\n200\nABC'.length), [6, 7]],
      ['the receipt', () => auditWith('decision.receipt', 'c2sp.org/tlog-proof@v1\nextra eyJiZWhh'.length), [4]],
      ['the operator', () => auditWith('operator.md', 30), [5]],
    ] as const)('notices that %s was changed', (_, said, wrong) => {
      const numbers = said().flatMap((line) => (line.includes(' NOT ') ? [Number(line[0])] : []))
      expect(numbers).toEqual(wrong)
    })

    it('notices another key', () => {
      const vkey = readFileSync(path('log.vkey'))
      writeFileSync(path('log.vkey'), 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k\n')
      const said = audit()
      writeFileSync(path('log.vkey'), vkey)
      expect(said.slice(0, 3)).toEqual([
        '1. the key is whole',
        '2. NOT signed by this log',
        '3. NOT signed by this log',
      ])
    })
  },
)
