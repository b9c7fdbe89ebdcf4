import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Screen } from '../place/place.ts'
import { useHouse } from './house.ts'
import { Failed, Loading } from './states.tsx'

interface Room {
  readonly screen: Screen
  readonly title: string
  /** After `g`. */
  readonly key: string
  load(): Promise<ComponentType>
}

/** Every screen of the console, in the order of the rail. A screen's code is loaded when it is opened. */
export const rooms: readonly Room[] = [
  { screen: 'spec', title: 'Spec', key: 's', load: async () => (await import('../spec/screen.tsx')).SpecScreen },
  { screen: 'matrix', title: 'Matrix', key: 'm', load: async () => (await import('../matrix/screen.tsx')).MatrixScreen },
  { screen: 'play', title: 'Playground', key: 'p', load: async () => (await import('../play/screen.tsx')).PlayScreen },
  {
    screen: 'analysis',
    title: 'Analysis',
    key: 'a',
    load: async () => (await import('../analysis/screen.tsx')).AnalysisScreen,
  },
]

const loaded = new Map<Screen, ComponentType>()

/** The screen of the place, as soon as its code and what is open are there. */
export function Screens() {
  const { place, open, retry } = useHouse()
  const [, setReady] = useState(0)
  const [failed, setFailed] = useState<Error | null>(null)
  useEffect(() => {
    const room = rooms.find(({ screen }) => screen === place.screen)!
    if (loaded.has(room.screen)) return
    room.load().then(
      (component) => {
        loaded.set(room.screen, component)
        setReady((count) => count + 1)
      },
      (error: Error) => setFailed(error),
    )
  }, [place.screen])
  const Found = loaded.get(place.screen)
  if (failed !== null) return <Failed what="This screen" error={failed} retry={() => location.reload()} />
  if (open.state === 'failed' && open.value === undefined)
    return <Failed what="The spec" error={open.error} retry={retry} />
  if (Found === undefined || open.state === 'loading') return <Loading what="the spec" />
  return <Found />
}
