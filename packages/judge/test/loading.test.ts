import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

/** Which libraries a process has loaded once it has imported the package, and once it has built each detector. */
const script = `
import { registerHooks } from 'node:module'
const seen = new Set()
registerHooks({ load: (url, context, next) => {
  const library = /node_modules\\/((?:@[^/]+\\/)?[^/]+)\\//.exec(url)?.[1]
  if (library !== undefined) seen.add(library)
  return next(url, context)
} })
const { createJudges } = await import('@bylaw/judge')
const loaded = { import: [...seen] }
for (const config of JSON.parse(process.argv[1])) {
  const before = new Set(seen)
  await createJudges({ it: config }, () => { throw new Error('no model is asked for') })
  loaded[config.detector] = [...seen].filter((library) => !before.has(library)).sort()
}
console.log(JSON.stringify(loaded))
`

it('a detector loads what it needs when one is built, and the package loads none of it', () => {
  const configs = [
    { detector: 'words', words: ['x'] },
    { detector: 'patterns', patterns: ['x+y'] },
    { detector: 'language', languages: ['en'] },
    { detector: 'secrets' },
    { detector: 'personal-data' },
  ]
  const args = ['--input-type=module', '--eval', script, JSON.stringify(configs)]
  const folder = new URL('..', import.meta.url)
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  expect({ status, stderr }).toMatchObject({ status: 0 })
  const { import: atOnce, ...each } = JSON.parse(stdout)
  const libraries = ['@secretlint/secretlint-rule-preset-recommend', 'eld', 'libphonenumber-js', 're2js', 'validator']
  expect(libraries.filter((library) => atOnce.includes(library))).toEqual([])
  expect(each).toEqual({
    words: [],
    patterns: ['re2js'],
    language: ['eld'],
    secrets: ['@secretlint/secretlint-rule-preset-recommend'],
    'personal-data': ['libphonenumber-js', 'validator'],
  })
})
