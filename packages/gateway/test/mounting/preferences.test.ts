import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Passage } from '../../src/choke.ts'
import { preferenceRoutes } from '../../src/mounting/endpoints.ts'
import type { Mounting } from '../../src/mounting/mounting.ts'
import type { OpenState } from '../../src/store/open.ts'
import { kinds, type Place } from '../store/states.ts'
import { codeOf, incoming } from '../who/incoming.ts'
import { block, decided, mounting as mount, pseudonyms, save } from './mounted.ts'

const deployments = { shop: { preferences: true }, desk: { preferences: true }, plain: {} }

for (const kind of kinds) {
  const title = kind.absent === null ? kind.name : `${kind.name} (${kind.absent})`
  describe.skipIf(kind.absent !== null)(`preferences on ${title}`, () => {
    let place: Place
    let state: OpenState
    let mounting: Mounting
    let closed: unknown[]

    beforeEach(async () => {
      place = await kind.place()
      state = await place.open()
      mounting = (await mount(place, state, { deployments, watch: true })).mounting
      closed = []
    })

    afterEach(async () => {
      await mounting.close()
      await state.close()
      await place.remove()
    })

    interface Asked {
      readonly deployment?: string
      readonly user?: string | null
      readonly level?: string
      readonly body?: unknown
    }

    async function ask(method: 'GET' | 'PUT' | 'DELETE', asked: Asked = {}) {
      const { deployment = 'shop', user = 'ann', level = 'developer', body } = asked
      const { endpoint } = preferenceRoutes.find((route) => route.method === method)!
      const answer = await endpoint.serve({
        house: { mounting },
        deployment: mounting.deployment(deployment),
        principal: { user, level },
        incoming: incoming({}, '', { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        recording: { close: async (...end: unknown[]) => void closed.push(end) },
      } as unknown as Passage)
      return { status: answer.status, json: JSON.parse(String(answer.body)) }
    }

    const own = (user: string, deployment = 'shop') => mounting.withPreferences(mounting.deployment(deployment)!, user)
    const put = (text: string, asked: Asked = {}) => ask('PUT', { ...asked, body: { text } })

    it('hold for the one who keeps them, in that deployment', async () => {
      expect((await put(block('set: {profanity: strong}'))).json).toMatchObject({ version: 1, diagnostics: [] })
      const found = await Promise.all([own('ann'), own('bob'), own('ann', 'desk')])
      expect(found.map((each) => decided(each, 'profanity'))).toEqual(['strong', 'none', 'none'])
      const { policy, layers } = found[0]!.mounted
      expect(await state.policies.read(policy!.digest)).toEqual(layers)
      expect(await own('ann')).toBe(found[0])
      expect(await mounting.withPreferences(mounting.deployment('shop')!, null)).toBe(mounting.deployment('shop'))
      expect(closed).toEqual([['complete']])
    })

    it('reach no further than a user does', async () => {
      const { status, json } = await put(block('set: {drug-information: detailed}'))
      expect([status, json.diagnostics]).toMatchObject([200, [{ severity: 'warning', line: 4 }]])
      expect(decided(await own('ann'))).toBe('general')
      await put(block('limit: {drug-information: refuse}'))
      expect(decided(await own('ann'))).toBe('refuse')
    })

    it('are read, replaced and forgotten by their user', async () => {
      expect(await codeOf(ask('GET'))).toBe('404 no_preferences')
      await put('Be brief.')
      await put('Be very brief.')
      expect((await ask('GET')).json).toMatchObject({ text: 'Be very brief.', version: 2 })
      expect(await codeOf(ask('GET', { user: 'bob' }))).toBe('404 no_preferences')
      expect((await ask('DELETE')).json.deleted).toBe(true)
      expect((await ask('DELETE')).json.deleted).toBe(false)
      expect(await codeOf(ask('GET'))).toBe('404 no_preferences')
    })

    it('that are forgotten are in no kept policy either, and nobody else loses one', async () => {
      for (const asked of [{}, { user: 'bob' }, { deployment: 'desk' }])
        await put(block('set: {profanity: strong}'), asked)
      const kept = await Promise.all([own('ann'), own('bob'), own('ann', 'desk')])
      const engines = () =>
        Promise.all(kept.map((each) => mounting.engineOf(each.mounted.policy!.digest, mounting.deployment('shop')!)))
      expect(new Set(kept.map(({ mounted }) => mounted.policy!.digest)).size).toBe(1)
      await put(block('set: {profanity: mild}'), { user: 'bob' })
      const mild = (await own('bob')).mounted.policy!.digest
      expect(await engines()).not.toContain(null)
      await ask('DELETE')
      expect(await state.policies.read(mild)).not.toBeNull()
      const rows = await state.db.selectFrom('policies').select('layers').execute()
      expect(rows.filter(({ layers }) => layers.includes(`preferences/shop/${pseudonyms.of('ann')}`))).toEqual([])
    })

    it.each([
      ['an error', block('set: {nothing: here}'), 'unknown-behavior'],
      [
        'a chain of command',
        '---\nbylaw: 1\nchain: [user, root, system, developer, agent]\n---\n# Mine\n',
        'chain-below-root',
      ],
    ])('with %s are refused, and what was kept stays', async (_, text, code) => {
      await put('Be brief.')
      const { status, json } = await put(text)
      expect([status, json.error.code, json.diagnostics[0].code]).toEqual([422, 'preferences_refused', code])
      expect((await ask('GET')).json.text).toBe('Be brief.')
      expect(closed.at(-1)).toMatchObject(['refused', { status: 422 }])
    })

    it('whose sets no longer fit the policy keep their limits', async () => {
      await put(block('set: {profanity: strong}\nlimit: {drug-information: refuse}'))
      const spec = (await state.policies.read((await own('ann')).mounted.policy!.digest))![0]!.text
      save(place, 'spec.md', spec.replaceAll('profanity', 'swearing'))
      await mounting.reload()
      const now = await own('ann')
      expect([decided(now), decided(now, 'swearing')]).toEqual(['refuse', 'none'])
    })

    it('that can not be read with the policy close the door for their user alone', async () => {
      const row = {
        deployment: 'shop',
        person: pseudonyms.of('ann'),
        version: 1,
        text: '---\nbylaw: 1\nchain: [user, root, system, developer, agent]\n---\n',
        updated: '',
      }
      await state.db.insertInto('preferences').values(row).execute()
      expect(await codeOf(own('ann'))).toBe('503 preferences-refused')
      expect(decided(await own('bob'))).toBe('general')
    })

    it.each<[string, Asked, string]>([
      ['where nobody keeps any', { deployment: 'plain' }, '404 preferences_off'],
      ['of nobody', { user: null }, '400 missing_user'],
      ['by an agent', { level: 'agent' }, '403 level_too_weak'],
      ['that are no JSON', { body: '{' }, '400 invalid_json'],
      ['that are no text', { body: { text: 1 } }, '400 invalid_preferences'],
      ['with something else', { body: { text: '', level: 'root' } }, '400 invalid_preferences'],
      ['that are too long', { body: { text: 'x'.repeat(65_537) } }, '400 invalid_preferences'],
    ])('%s are refused', async (_, asked, code) => {
      expect(await codeOf(ask('PUT', { body: { text: '' }, ...asked }))).toBe(code)
    })
  })
}
