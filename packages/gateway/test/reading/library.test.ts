import { globSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/index.ts'
import { Library } from '../../src/reading/library.ts'
import type { OpenState } from '../../src/store/open.ts'
import { kinds, type Place } from '../store/states.ts'
import { folderOf } from './rooms.ts'

const packaged = resolve(import.meta.dirname, '../../../../specs/bylaw.yaml')

let place: Place
let state: OpenState

beforeEach(async () => {
  place = await kinds[0]!.place()
  state = await place.open()
})

afterEach(async () => {
  await state.close()
  await place.remove()
})

describe('the library', () => {
  it('of the packaged configuration has every preset, and each is ready', async () => {
    const { config, problems } = loadConfig(packaged, {})
    expect(problems).toEqual([])
    const presets = globSync('presets/*.md', { cwd: dirname(packaged) }).map((file) => basename(file, '.md'))
    const stacks = await new Library(config!, state.policies).all()
    expect(stacks.map(({ name }) => name)).toEqual(presets.toSorted())
    for (const { name, policy, diagnostics } of stacks) {
      expect([policy === null, diagnostics.filter(({ severity }) => severity === 'error')], name).toEqual([false, []])
    }
  })

  it('is not compiled again where nothing changed, and kept under its digest once it was read', async () => {
    const folder = folderOf({ 'spec.md': '# One\n', 'bylaw.yaml': '' })
    const entry = { layers: [] }
    const library = new Library({ folder, specs: ['spec.md'], library: { one: entry } }, state.policies)
    expect(await state.db.selectFrom('policies').select('digest').execute()).toEqual([])
    const [first, second] = [await library.one('one'), await library.one('one')]
    expect(second).toBe(first)
    expect(await state.policies.read(first!.policy!.digest)).toEqual(first!.layers)
    expect(await library.one('toString')).toBeNull()
  })

  it('has roots of its own where it says so, from the folder of the configuration', async () => {
    const folder = folderOf({ 'spec.md': '# One\n', 'more/other.md': '# Other\n' })
    const specs = [join('more', 'other.md')]
    const library = new Library({ folder, specs: ['spec.md'], library: { two: { specs, layers: [] } } }, state.policies)
    expect((await library.one('two'))!.layers).toEqual([{ level: 'root', file: 'more/other.md', text: '# Other\n' }])
  })
})
