import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { NothingShelved, Unavailable } from '../data/shelf.ts'
import type { Asking } from '../engine/ask.ts'
import type { Screen } from '../place/place.ts'
import { useHouse } from './house.ts'
import { SignIn } from './sign-in.tsx'
import { Empty, Failed, Loading, Stale, Untitled } from './states.tsx'

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
  {
    screen: 'matrix',
    title: 'Matrix',
    key: 'm',
    load: async () => (await import('../matrix/screen.tsx')).MatrixScreen,
  },
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
  const { place, open, retry, asking } = useHouse()
  const [, setReady] = useState(0)
  const [failed, setFailed] = useState<{ readonly screen: Screen; readonly error: Error } | null>(null)
  const room = rooms.find(({ screen }) => screen === place.screen)!
  useEffect(() => {
    if (loaded.has(room.screen)) return
    room.load().then(
      (component) => {
        loaded.set(room.screen, component)
        setReady((count) => count + 1)
      },
      (error: Error) => setFailed({ screen: room.screen, error }),
    )
  }, [room])
  const Found = loaded.get(room.screen)
  useOthers(Found !== undefined && open.state === 'ready', asking)
  if (failed?.screen === room.screen) {
    return (
      <Untitled title={room.title}>
        <Failed what="This screen" error={failed.error} retry={() => location.reload()} />
      </Untitled>
    )
  }
  if (open.state === 'failed' && open.value === undefined) {
    return (
      <Untitled title={room.title}>
        <NotOpen error={open.error} retry={retry} />
      </Untitled>
    )
  }
  if (Found === undefined || open.state === 'loading') {
    return (
      <Untitled title={room.title}>
        <Loading what="the spec" />
      </Untitled>
    )
  }
  return (
    <>
      {open.state === 'failed' && <Behind error={open.error} retry={retry} />}
      <Found />
    </>
  )
}

/** What shows that somebody is there. */
const signs = ['pointermove', 'keydown', 'wheel', 'touchstart'] as const

/**
 * Fetches what the other screens need, so that they open at once, and also when the gateway is gone by then: when the first
 * screen is there and somebody has begun to use it.
 */
function useOthers(ready: boolean, asking: Asking): void {
  useEffect(() => {
    if (!ready) return
    const begun = new AbortController()
    const begin = () => {
      begun.abort()
      void fetchOthers(asking)
    }
    for (const sign of signs) addEventListener(sign, begin, { passive: true, signal: begun.signal })
    return () => begun.abort()
  }, [ready])
}

async function fetchOthers(asking: Asking): Promise<void> {
  for (const { screen, load } of rooms) {
    const component = loaded.has(screen) ? null : await load().catch(() => null)
    if (component !== null) loaded.set(screen, component)
  }
  await asking.ask('fetched').catch(() => null)
}

interface NotOpenProps {
  readonly error: Error
  retry(): void
}

/** Why nothing is open: a key is wanted, nothing is mounted, there is no such thing, or it could not be had. */
function NotOpen({ error, retry }: NotOpenProps) {
  if (isWanted(error)) return <SignIn error={error} />
  if (error instanceof NothingShelved) {
    return (
      <Empty title="No spec is loaded">
        <p>
          The gateway answers, and has no deployment and no library to read. Name a spec in <code>bylaw.yaml</code>,
          then start it again; <code>npx bylaw init</code> writes one to begin with.
        </p>
        <p>
          <button type="button" class="button" onClick={retry}>
            Look again
          </button>
        </p>
      </Empty>
    )
  }
  return <Failed what="The spec" error={error} retry={retry} />
}

/** What was asked for could not be had: what is shown is from before. */
function Behind({ error, retry }: NotOpenProps) {
  if (isWanted(error)) return <SignIn error={error} />
  return (
    <Stale>
      {error.message} What is shown is from before.{' '}
      <button type="button" class="button button-quiet" onClick={retry}>
        Try again
      </button>
    </Stale>
  )
}

const isWanted = (error: Error): boolean => error instanceof Unavailable && error.kind === 'key'
