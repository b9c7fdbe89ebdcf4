import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OpenState } from '../../src/store/open.ts'
import { Registry } from '../../src/who/registry.ts'
import { kinds, type Place } from '../store/states.ts'

for (const kind of kinds) {
  const title = kind.absent === null ? kind.name : `${kind.name} (${kind.absent})`
  describe.skipIf(kind.absent !== null)(`the registry on ${title}`, () => {
    let place: Place
    let state: OpenState

    beforeEach(async () => {
      place = await kind.place()
      state = await place.open()
    })

    afterEach(async () => {
      await state.close()
      await place.remove()
    })

    const register = (id: string, accepted: string | null, at: string | null) => {
      const row = { id, title: `Registered ${id}`, contact: null, accepted_policy: accepted, accepted_at: at }
      return state.db.insertInto('operators').values(row).execute()
    }

    it('knows who an operator is, and what they accepted last', async () => {
      await register('acme', 'use-2', '2030-02-01T00:00:00.000Z')
      await register('late', 'use-1', '2030-01-01T00:00:00.000Z')
      await register('new', null, null)
      const accepted = { policy: 'use-1', at: '2030-01-15T12:00:00+02:00' }
      const registry = await Registry.open(state, {
        acme: { title: 'Acme', accepted },
        late: { title: 'Late', accepted },
        alone: { title: 'Alone' },
      })
      expect(registry.operator('acme')).toEqual({
        id: 'acme',
        title: 'Acme',
        accepted: { policy: 'use-2', at: '2030-02-01T00:00:00.000Z' },
      })
      expect(registry.operator('late')?.accepted).toEqual(accepted)
      expect(registry.operator('alone')).toEqual({ id: 'alone', title: 'Alone', accepted: null })
      expect(registry.operator('new')).toEqual({ id: 'new', title: 'Registered new', accepted: null })
      expect([registry.operator('nobody'), registry.operator('constructor')]).toEqual([null, null])
      registry.close()
    })

    it('knows what changed once it has looked again', async () => {
      const registry = await Registry.open(state)
      await register('acme', null, null)
      expect(registry.operator('acme')).toBeNull()
      await registry.refresh()
      expect(registry.operator('acme')?.title).toBe('Registered acme')
      registry.close()
    })

    it('is stale where nothing could be read for long, if others may have changed something', async () => {
      const registry = await Registry.open(state)
      const clock = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 31_000)
      try {
        expect(registry.stale).toBe(state.dialect === 'postgres')
      } finally {
        clock.mockRestore()
        registry.close()
      }
    })
  })
}
