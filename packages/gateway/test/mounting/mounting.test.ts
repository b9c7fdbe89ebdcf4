import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Mounting } from '../../src/mounting/mounting.ts'
import type { OpenState } from '../../src/store/open.ts'
import { kinds, type Place } from '../store/states.ts'
import { block, decided, type Given, mounting as mount, save, spec } from './mounted.ts'

for (const kind of kinds) {
  const title = kind.absent === null ? kind.name : `${kind.name} (${kind.absent})`
  describe.skipIf(kind.absent !== null)(`policies on ${title}`, () => {
    let place: Place
    let state: OpenState
    const open: Mounting[] = []

    beforeEach(async () => {
      place = await kind.place()
      state = await place.open()
    })

    afterEach(async () => {
      for (const each of open.splice(0)) await each.close()
      await state.close()
      await place.remove()
    })

    async function mounted(given: Given = {}) {
      const all = await mount(place, state, given)
      open.push(all.mounting)
      return { ...all, shop: () => decided(all.mounting.deployment('shop')) }
    }

    it('are in force as their files say, and kept', async () => {
      const { mounting, inForce, shop } = await mounted()
      const { policy, layers } = mounting.deployment('shop')!.mounted
      expect(shop()).toBe('detailed')
      expect(await state.policies.read(policy!.digest)).toEqual(layers)
      expect([inForce, mounting.deployments().length, mounting.deployment('desk')]).toEqual([[policy], 1, null])
    })

    it('that are refused at the start are there, without a service', async () => {
      const { mounting } = await mounted({ files: { 'shop.md': block('set: {drug-information: lots}') } })
      const { service, mounted: refused } = mounting.deployment('shop')!
      expect([service, refused.state]).toEqual([null, 'refused'])
      expect(mounting.state('shop')!.refused).toBeNull()
    })

    it('follow their files', async () => {
      const { mounting, lines, shop } = await mounted({ watch: true })
      const before = mounting.deployment('shop')!
      save(place, 'shop.md', block('set: {drug-information: refuse}'))
      await mounting.reload()
      expect(shop()).toBe('refuse')
      expect(decided(before)).toBe('detailed')
      expect(lines.at(-1)).toMatchObject({ deployment: 'shop', before: before.mounted.policy!.digest })
    })

    it('stay as they are where a change is refused, which is told with its place', async () => {
      const { mounting, lines, shop } = await mounted({ watch: true })
      const before = mounting.deployment('shop')
      save(place, 'shop.md', block('set: {drug-information: lots}'))
      await mounting.reload()
      expect([shop(), mounting.deployment('shop')]).toEqual(['detailed', before])
      expect(mounting.state('shop')!.refused!.diagnostics).toMatchObject([
        { severity: 'error', file: 'shop.md', line: 4 },
      ])
      expect(lines.at(-1)).toMatchObject({ level: 40, kept: true, file: 'shop.md', line: 4 })
      const told = lines.length
      await mounting.reload()
      expect(lines).toHaveLength(told)
      save(place, 'shop.md', block('set: {drug-information: general}'))
      await mounting.reload()
      expect([shop(), mounting.state('shop')!.refused]).toEqual(['general', null])
    })

    it('stay as they are while a file is gone, and are not those of an empty file', async () => {
      const { mounting, shop } = await mounted({ watch: true })
      rmSync(join(place.folder, 'shop.md'))
      await mounting.reload()
      expect(shop()).toBe('detailed')
      expect(mounting.state('shop')!.refused!.diagnostics).toMatchObject([{ code: 'unreadable-file' }])
      save(place, 'shop.md', '')
      await mounting.reload()
      expect([shop(), mounting.state('shop')!.refused]).toEqual(['general', null])
    })

    it('come into force once what refused them at the start is mended', async () => {
      const { mounting, shop } = await mounted({ watch: true, files: { 'shop.md': block('limit: {nothing: none}') } })
      expect(shop()).toBeNull()
      save(place, 'shop.md', '')
      await mounting.reload()
      expect(shop()).toBe('general')
    })

    it('do not follow their files where they are not watched', async () => {
      const { mounting, shop } = await mounted({ watch: false })
      save(place, 'shop.md', '')
      await mounting.reload()
      expect(shop()).toBe('detailed')
    })

    it('follow a file that an editor saves under another name and renames', async () => {
      const { shop } = await mounted({ watch: true })
      save(place, '.shop.md.swp', block('set: {drug-information: refuse}'))
      renameSync(join(place.folder, '.shop.md.swp'), join(place.folder, 'shop.md'))
      await expect.poll(shop, { timeout: 20_000 }).toBe('refuse')
      save(place, '.shop.md.swp', '')
      renameSync(join(place.folder, '.shop.md.swp'), join(place.folder, 'shop.md'))
      await expect.poll(shop, { timeout: 20_000 }).toBe('general')
    })

    it('are explained with the engine of their time, as long as they are kept', async () => {
      const { mounting } = await mounted({ watch: true })
      const { digest } = mounting.deployment('shop')!.mounted.policy!
      save(place, 'shop.md', '')
      await mounting.reload()
      const now = mounting.deployment('shop')!
      expect(decided(await mounting.pinned(digest, now))).toBe('detailed')
      expect((await mounting.engineOf(digest, now))!.decide('drug-information', []).value).toBe('detailed')
      expect(await mounting.engineOf(now.mounted.policy!.digest, now)).toBe(now.mounted.engine)
      expect([await mounting.engineOf('d0', now), await mounting.engineOf(null, now)]).toEqual([null, null])
      await state.db.updateTable('policies').set({ layers: '[]' }).where('digest', '=', digest).execute()
      expect(decided((await mounted({ files: { 'shop.md': '' } })).mounting.deployment('shop'))).toBe('general')
      const fresh = await mounted({ files: { 'shop.md': '' } })
      expect(await fresh.mounting.engineOf(digest, fresh.mounting.deployment('shop')!)).toBeNull()
      await state.db.deleteFrom('policies').where('digest', '=', digest).execute()
      expect(await mounting.engineOf(digest, now)).toBeNull()
    })

    it('are not in force where they can not be kept', async () => {
      const { mounting, lines, shop } = await mounted({ watch: true })
      const keep = state.policies.keep
      state.policies.keep = () => Promise.reject(new Error('no room'))
      save(place, 'shop.md', '')
      await mounting.reload()
      expect([shop(), lines.at(-1)!.reason]).toEqual(['detailed', 'no room'])
      state.policies.keep = keep
      await mounting.reload()
      expect(shop()).toBe('general')
    })

    it('are refused by what of the configuration does not fit them', async () => {
      const problem = {
        severity: 'error',
        code: 'open-bright-line',
        message: 'no',
        file: '',
        line: 1,
        column: 1,
        length: 1,
      } as const
      const { mounting } = await mounted({
        problems: (_, policy) => (policy.behaviors.has('weapons') ? [problem] : []),
      })
      expect(mounting.deployment('shop')).toMatchObject({ service: null, mounted: { diagnostics: [problem] } })
    })

    it('read AGENTS.md and a plain system prompt as prose of the level where they are mounted', async () => {
      const prose = '# Working here\n\nRun the tests. Never set:\n\n```yaml\nset: {drug-information: refuse}\n```\n'
      const layers = [{ developer: 'prompt.txt' }, { user: 'AGENTS.md' }, { agent: 'sub/AGENTS.md' }]
      const { mounting } = await mounted({
        files: { 'prompt.txt': 'You are a shop assistant.', 'AGENTS.md': prose, 'sub/AGENTS.md': prose },
        deployments: { shop: { layers } },
      })
      const { policy, diagnostics } = mounting.deployment('shop')!.mounted
      expect(policy!.layers.map(({ rank, document }) => [policy!.levels[rank], document.file])).toEqual([
        ['root', 'spec.md'],
        ['developer', 'prompt.txt'],
        ['user', 'AGENTS.md'],
        ['agent', 'sub/AGENTS.md'],
      ])
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
      expect([decided(mounting.deployment('shop')), policy!.statements.length]).toEqual(['general', 0])
    })

    it('read a layer that calls itself operator as the developer', async () => {
      const { shop } = await mounted({ deployments: { shop: { layers: [{ operator: 'shop.md' }] } } })
      expect(shop()).toBe('detailed')
    })

    describe('with layers of the admin API', () => {
      const layer = (text: string) => ({ name: 'season', level: 'developer', text: block(text) })
      const list = async (mounting: Mounting) =>
        (await mounting.versions.list('shop')).map(({ name, version, active }) => `${name}@${version} ${active}`)

      it('change with each version, and back', async () => {
        const { mounting, shop } = await mounted()
        expect(await mounting.mountLayer('shop', layer('limit: {drug-information: general}'), 'ann')).toEqual({
          ok: true,
          version: 1,
        })
        expect(shop()).toBe('general')
        expect(await mounting.mountLayer('shop', layer('limit: {drug-information: refuse}'), 'ann')).toEqual({
          ok: true,
          version: 2,
        })
        expect([shop(), await list(mounting)]).toEqual(['refuse', ['season@1 false', 'season@2 true']])
        expect(await mounting.activateLayer('shop', 'season', 1)).toEqual({ ok: true })
        expect([shop(), await list(mounting)]).toEqual(['general', ['season@1 true', 'season@2 false']])
        expect(await mounting.activateLayer('shop', 'season', null)).toEqual({ ok: true })
        expect([shop(), await list(mounting)]).toEqual(['detailed', ['season@1 false', 'season@2 false']])
        expect(await mounting.activateLayer('shop', 'season', 3)).toBeNull()
      })

      it('stay as they are where a version is refused, and it is not kept', async () => {
        const { mounting, shop } = await mounted()
        const answer = await mounting.mountLayer('shop', layer('limit: {drug-information: lots}'), 'ann')
        expect(answer).toMatchObject({ ok: false, diagnostics: [{ severity: 'error', file: 'season@1.md', line: 4 }] })
        expect([shop(), await list(mounting), mounting.state('shop')!.refused]).toEqual(['detailed', [], null])
      })

      it('do not go back to a version that no longer fits', async () => {
        const { mounting, shop } = await mounted({ watch: true })
        await mounting.mountLayer('shop', layer('limit: {profanity: mild}'), 'ann')
        await mounting.mountLayer('shop', layer('limit: {drug-information: general}'), 'ann')
        save(place, 'spec.md', spec.replaceAll('profanity', 'swearing'))
        await mounting.reload()
        expect(await mounting.activateLayer('shop', 'season', 1)).toMatchObject({ ok: false })
        expect([shop(), await list(mounting)]).toEqual(['general', ['season@1 false', 'season@2 true']])
      })

      it('are those of one deployment, and are there again after a restart', async () => {
        const deployments = { shop: {}, desk: {} }
        const { mounting } = await mounted({ deployments })
        await mounting.mountLayer('shop', layer('limit: {drug-information: refuse}'), 'ann')
        const again = await mounted({ deployments })
        expect(['shop', 'desk'].map((name) => decided(again.mounting.deployment(name)))).toEqual(['refuse', 'general'])
      })

      it('mounted at once in many requests are versions one after the other', async () => {
        const { mounting } = await mounted()
        const all = await Promise.all(
          ['refuse', 'general', 'detailed'].map((value) =>
            mounting.mountLayer('shop', layer(`limit: {drug-information: ${value}}`), 'ann'),
          ),
        )
        expect(all).toEqual([1, 2, 3].map((version) => ({ ok: true, version })))
        expect(await list(mounting)).toEqual(['season@1 false', 'season@2 false', 'season@3 true'])
      })
    })
  })
}

const postgres = kinds[1]!
describe.skipIf(postgres.absent !== null)('several replicas on PostgreSQL', () => {
  it('take up what another one mounted', async () => {
    const place = await postgres.place()
    const states = [await place.open(), await place.open()]
    const [one, other] = await Promise.all(states.map(async (state) => (await mount(place, state)).mounting))
    const layer = { name: 'season', level: 'developer', text: block('limit: {drug-information: refuse}') }
    await one!.mountLayer('shop', layer, 'ann')
    expect(decided(other!.deployment('shop'))).toBe('detailed')
    await other!.reload()
    expect(decided(other!.deployment('shop'))).toBe('refuse')
    await Promise.all([one!.close(), other!.close()])
    await Promise.all(states.map((state) => state.close()))
    await place.remove()
  })
})
