import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Screen } from '../place/place.ts'
import { useCopying } from './copying.ts'
import { DraftTray } from './draft-tray.tsx'
import { useHouse } from './house.ts'
import { useKeys } from './keys.ts'
import { KeysSheet } from './keys-sheet.tsx'
import { LensBar } from './lens-bar.tsx'
import { Link } from './link.tsx'
import { Palette } from './palette.tsx'
import { rooms, Screens } from './screens.tsx'
import { ThemeSwitch } from './theme-switch.tsx'

/** What stands around every screen: the rail, the lens, the draft, the palette and the keys. */
export function Shell({ unreadable }: { readonly unreadable: boolean }) {
  const { place, go, shelf } = useHouse()
  const [over, setOver] = useState<'palette' | 'keys' | null>(null)
  const copying = useCopying()
  const bar = useBarHeight()
  useKeys([
    { keys: 'Mod+k', does: 'Find anything', run: () => setOver('palette') },
    { keys: '?', does: 'What the keys do', run: () => setOver('keys') },
    ...rooms.map(({ screen, title, key }) => ({ keys: `g ${key}`, does: `Go to ${title}`, run: () => go({ screen }) })),
    { keys: 'y', does: 'Copy a link that stays as it is', run: copying.link },
    { keys: '.', does: 'Copy as a command', run: copying.command },
  ])
  useEffect(() => {
    document.title = `${rooms.find(({ screen }) => screen === place.screen)!.title} · ${shelf.title}`
  }, [place.screen])
  return (
    <div class="shell">
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to the content
      </button>
      <Rail screen={place.screen} open={setOver} />
      <div class="shell-page">
        <header class="shell-top" ref={bar}>
          <LensBar />
          <button type="button" class="tool" onClick={copying.link}>
            Copy link
          </button>
        </header>
        {unreadable && (
          <p class="notice notice-bad" role="alert">
            The draft in this link can't be read. What is shown is without it.
          </p>
        )}
        <main id="main" class="shell-main" tabIndex={-1}>
          <Screens />
        </main>
        <DraftTray />
      </div>
      {over === 'palette' && <Palette onClose={() => setOver(null)} />}
      {over === 'keys' && <KeysSheet onClose={() => setOver(null)} />}
    </div>
  )
}

/** The bar grows with what the lens holds: how high it is, is known to whatever stays below it. */
function useBarHeight() {
  const bar = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const told = () => document.documentElement.style.setProperty('--bar', `${bar.current!.offsetHeight}px`)
    const observer = new ResizeObserver(told)
    observer.observe(bar.current!)
    told()
    return () => observer.disconnect()
  }, [])
  return bar
}

interface RailProps {
  readonly screen: Screen
  open(over: 'palette' | 'keys'): void
}

function Rail({ screen, open }: RailProps) {
  return (
    <nav class="rail" aria-label="Screens">
      <p class="rail-name" aria-hidden="true">
        Bylaw
      </p>
      <button type="button" class="tool rail-find" onClick={() => open('palette')}>
        Find <kbd>Ctrl K</kbd>
      </button>
      <ul>
        {rooms.map((room) => (
          <li key={room.screen}>
            <Link to={{ screen: room.screen }} aria-current={room.screen === screen ? 'page' : undefined}>
              {room.title}
            </Link>
          </li>
        ))}
      </ul>
      <div class="rail-tools">
        <ThemeSwitch />
        <button type="button" class="tool" aria-label="Keys" onClick={() => open('keys')}>
          ?
        </button>
      </div>
      <p class="rail-engine">
        Engine <code>{__ENGINE_BUILD__}</code>
        <span class="rail-engine-more"> runs in this page</span>
      </p>
    </nav>
  )
}
