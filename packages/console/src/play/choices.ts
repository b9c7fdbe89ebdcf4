import type { OpenedBehavior } from '../engine/opened.ts'

/** A behavior that can be chosen. */
export interface Choice {
  readonly id: string
  readonly title: string
  readonly more: string
}

const most = 60

/** What has every word in its title, its id or its section; a tool can be named though nothing speaks of it yet. */
export function choicesFor(behaviors: readonly OpenedBehavior[], text: string): readonly Choice[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = behaviors
    .filter(({ id, title, section }) => {
      const all = `${id} ${title ?? ''} ${section ?? ''}`.toLowerCase()
      return words.every((word) => all.includes(word))
    })
    .map(({ id, title }) => ({ id, title: title ?? id, more: title === null ? '' : id }))
  const tool = /^tool\.[\w%.-]+$/.test(text.trim()) && !behaviors.some(({ id }) => id === text.trim())
  const named: readonly Choice[] = tool ? [{ id: text.trim(), title: text.trim(), more: 'this tool' }] : []
  return [...named, ...found].slice(0, most)
}
