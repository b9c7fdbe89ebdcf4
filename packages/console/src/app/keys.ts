import { useEffect, useRef } from 'preact/hooks'

/** One thing that a key does. `keys` is one key (`j`), a sequence (`g s`), or with `Mod+` a chord. */
export interface Key {
  readonly keys: string
  readonly does: string
  run(): void
}

const registered = new Set<{ readonly current: readonly Key[] }>()
const STORED = 'bylaw-keys'

/** Every key that does something now, the frame's first. */
export const allKeys = (): readonly Key[] => [...registered].flatMap(({ current }) => current)

/** Whether single keys do anything (WCAG 2.1.4): kept for this browser. */
export const singleKeys = {
  on: (): boolean => localStorage.getItem(STORED) !== 'off',
  turn: (on: boolean): void => localStorage.setItem(STORED, on ? 'on' : 'off'),
}

/** These keys do something while the component is there. */
export function useKeys(keys: readonly Key[]): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    registered.add(latest)
    return () => {
      registered.delete(latest)
    }
  }, [])
}

let first: string | null = null
let firstAt = 0

/** Runs what a key does; for the window. */
export function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return
  const found = keyOf(event)
  if (found === null) return
  event.preventDefault()
  found.run()
}

function keyOf(event: KeyboardEvent): Key | null {
  const mod = event.metaKey || event.ctrlKey
  const keys = allKeys().toReversed()
  if (mod) return keys.find((key) => key.keys === `Mod+${event.key.toLowerCase()}`) ?? null
  if (event.altKey || isTyping(event.target) || !singleKeys.on() || document.querySelector('dialog[open]')) return null
  const sequence = first !== null && event.timeStamp - firstAt < 1500 ? `${first} ${event.key}` : null
  first = null
  const found = keys.find((key) => key.keys === sequence) ?? keys.find((key) => key.keys === event.key)
  if (found !== undefined) return found
  if (keys.some((key) => key.keys.startsWith(`${event.key} `))) {
    first = event.key
    firstAt = event.timeStamp
  }
  return null
}

const typing =
  'input, textarea, select, [contenteditable="true"], [contenteditable=""], [role="textbox"], [role="combobox"]'

function isTyping(target: EventTarget | null): boolean {
  const inner = target instanceof Element ? (target.shadowRoot?.activeElement ?? target) : null
  return inner?.closest(typing) != null
}
