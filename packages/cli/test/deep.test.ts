import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bylaw, Folder } from './command.ts'
import { library, operator, spec, stack } from './library.ts'

const folder = new Folder()
const check = (...args: string[]) => bylaw(['check', ...args], { cwd: folder.path })

/** A statement under a condition that never holds. */
const useless = `\n\`\`\`yaml bylaw\nwhen: reader.age == "child" && reader.age == "grown"\nset: {lending: novels}\n\`\`\`\n`

beforeAll(() => {
  library(folder)
  folder.write('deep.md', operator + useless)
  folder.write('broken.md', operator.replace('limit:', 'limt:'))
})
afterAll(() => folder.remove())

const mounted = ['--spec', 'spec.md', '--layer', 'developer=deep.md']

describe('bylaw check --deep', () => {
  it('adds what only shows when all layers are taken together, with a suggested edit', async () => {
    const plain = await check(...mounted, '--json')
    expect(JSON.parse(plain.out).diagnostics).toEqual([])
    const { code, out } = await check(...mounted, '--deep')
    expect(code).toBe(0)
    expect(out).toMatch(/^warning\[never-holds\]: /m)
    expect(out).toMatch(/^ +--> deep\.md:\d+:\d+$/m)
    expect(out).toMatch(/^ += edit: remove this statement, at deep\.md:\d+\n +- ```yaml bylaw$/m)
    expect(out).toMatch(/\n0 errors, \d+ warnings?, \d+ notes? in 2 files\n$/)
  })

  it('gives them as data', async () => {
    const { diagnostics } = JSON.parse((await check(...mounted, '--deep', '--json')).out)
    const found = diagnostics.find(({ file }: { file: string }) => file === 'deep.md')
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(['severity', 'code', 'message', 'file', 'line', 'column', 'facts', 'related', 'edit']),
    )
    expect(found.edit).toMatchObject({ title: 'remove this statement', file: 'deep.md', text: '' })
  })

  it('suggests edits after which they are gone', async () => {
    const lines = (operator + useless).split('\n')
    const { diagnostics } = JSON.parse((await check(...mounted, '--deep', '--json')).out)
    const { from, to, text } = diagnostics.find(({ file }: { file: string }) => file === 'deep.md').edit
    const before = [...lines.slice(0, from.line - 1), lines[from.line - 1]!.slice(0, from.column - 1)].join('\n')
    const after = [(lines[to.line - 1] ?? '').slice(to.column - 1), ...lines.slice(to.line)].join('\n')
    folder.write('mended.md', before + text + after)
    const mended = await check('--spec', 'spec.md', '--layer', 'developer=mended.md', '--deep', '--json')
    expect(JSON.parse(mended.out).diagnostics.filter(({ file }: { file: string }) => file === 'mended.md')).toEqual([])
  })

  it('says so where there is no policy to look into', async () => {
    const { code, err } = await check('--spec', 'spec.md', '--layer', 'developer=broken.md', '--deep')
    expect(code).toBe(1)
    expect(err).toBe('bylaw: there is no policy to look into: what --deep finds is left out\n')
  })
})

interface Region {
  readonly startLine: number
  readonly startColumn: number
  readonly endLine: number
  readonly endColumn: number
}

describe('bylaw check --format sarif', () => {
  const log = async (...args: string[]) => JSON.parse((await check(...args, '--format', 'sarif')).out)

  it('is a log of one run that says its tool, its rules and how it counts columns', async () => {
    const { version, $schema, runs } = await log(...stack)
    expect([version, runs.length]).toEqual(['2.1.0', 1])
    expect($schema).toMatch(/^https:\/\/.*sarif.*2\.1\.0.*\.json$/)
    const [{ tool, columnKind, originalUriBaseIds, results }] = runs
    expect([tool.driver.name, columnKind]).toEqual(['bylaw', 'utf16CodeUnits'])
    expect(Object.keys(originalUriBaseIds)).toEqual(['%SRCROOT%'])
    for (const { id, shortDescription } of tool.driver.rules) expect(shortDescription.text, id).toMatch(/\.$/)
    expect(results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual(['bright-line', 'out-of-reach'])
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex].id).toBe(ruleId)
  })

  it('points at the text, from its first column to behind its last', async () => {
    const { runs } = await log(...stack)
    const [{ level, message, locations }] = runs[0].results
    expect(level).toBe('warning')
    expect(message.text).toContain('is a bright line')
    const { artifactLocation, region } = locations[0].physicalLocation
    expect(artifactLocation).toEqual({ uri: 'user.md', uriBaseId: '%SRCROOT%' })
    const line = 'set: {voice: solemn, lending: everything, burning-books: never}'
    expect(line.slice(region.startColumn - 1, region.endColumn - 1)).toBe('never')
    expect([region.startLine, region.endLine]).toEqual([8, 8])
  })

  it('keeps the places of a deep finding, its edit and its situation', async () => {
    const { runs } = await log(...mounted, '--deep')
    const inLayer = ({ locations }: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
      locations[0]!.physicalLocation.artifactLocation.uri === 'deep.md'
    const { level, fixes, relatedLocations = [] } = runs[0].results.find(inLayer)
    expect(['warning', 'note']).toContain(level)
    for (const [id, place] of relatedLocations.entries()) expect(place).toMatchObject({ id, message: { text: /.+/ } })
    const [{ description, artifactChanges }] = fixes
    expect(description.text).toBe('remove this statement')
    const [{ artifactLocation, replacements }] = artifactChanges
    expect(artifactLocation).toEqual({ uri: 'deep.md', uriBaseId: '%SRCROOT%' })
    expect(replacements[0].deletedRegion.endLine).toBeLessThanOrEqual((operator + useless).split('\n').length)
    const { deletedRegion, insertedContent } = replacements[0] as { deletedRegion: Region; insertedContent: object }
    expect(insertedContent).toEqual({ text: '' })
    expect(deletedRegion.endLine * 1000 + deletedRegion.endColumn).toBeGreaterThan(
      deletedRegion.startLine * 1000 + deletedRegion.startColumn,
    )
  })

  it('tells one finding from another, and the same one again when lines move', async () => {
    const marks = async (): Promise<string[]> =>
      (await log(...stack)).runs[0].results.map((each: { partialFingerprints: Record<string, string> }) =>
        Object.values(each.partialFingerprints).join(),
      )
    const before = await marks()
    expect(new Set(before).size).toBe(before.length)
    const { user } = await import('./library.ts')
    folder.write('user.md', user.replace('# What I like', '# What I like\n\nSome words.'))
    expect(await marks()).toEqual(before)
    folder.write('user.md', user)
  })

  it('names files as addresses, relative to the folder where they lie below it', async () => {
    folder.write('a b/ä#.md', `${spec}\nSee [the cellar](#cellar).\n`)
    const { runs } = await log('a b/ä#.md')
    const uri = ({ locations }: { locations: { physicalLocation: { artifactLocation: object } }[] }) =>
      locations[0]!.physicalLocation.artifactLocation
    expect(uri(runs[0].results[0])).toEqual({ uri: 'a%20b/%C3%A4%23.md', uriBaseId: '%SRCROOT%' })
    const inside = folder.write('inner/x.txt', '').replace('/x.txt', '')
    const { out } = await bylaw(['check', '../a b/ä#.md', '--format', 'sarif'], { cwd: inside })
    expect(uri(JSON.parse(out).runs[0].results[0])).toEqual({
      uri: expect.stringMatching(/^file:\/\/\/.*a%20b\/%C3%A4%23\.md$/),
    })
  })

  it('has no results where nothing is found, and exits as check does', async () => {
    const clean = await check('spec.md', '--format', 'sarif')
    expect([clean.code, JSON.parse(clean.out).runs[0].results]).toEqual([0, []])
    expect((await check('spec.md', 'broken.md', '--format', 'sarif')).code).toBe(1)
  })
})
