import type { Page } from 'playwright-core'

/** What is wrong with the page's outline: its language, title, landmarks and headings. */
export function outlineFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const seen = (element: Element) => element.checkVisibility({ visibilityProperty: true })
    const count = (selector: string) => [...document.querySelectorAll(selector)].filter(seen).length
    const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(
      (each) => seen(each) && each.closest('dialog') === null,
    )
    const depth = (heading: Element | undefined) => Number(heading?.tagName.slice(1) ?? 0)
    const gaps = headings.filter((each, place) => depth(each) > depth(headings[place - 1]) + 1)
    const screen = document.querySelector('nav [aria-current="page"]')?.textContent ?? 'that is open'
    const empty = headings.filter((each) => each.textContent.trim() === '')
    return [
      ...(document.documentElement.lang === 'en' ? [] : ['the page says no language']),
      ...(document.title.startsWith(screen)
        ? []
        : [`the title "${document.title}" does not name the screen ${screen}`]),
      ...(count('h1') === 1 ? [] : [`${count('h1')} headings h1`]),
      ...gaps.map((each) => `the heading "${each.textContent}" (${each.tagName}) leaves a depth out`),
      ...empty.map((each) => `a heading without a text: ${each.outerHTML.slice(0, 120)}`),
      ...['main', 'header', 'nav'].flatMap((name) => (count(name) > 0 ? [] : [`no ${name}`])),
      ...(count('main') === 1 ? [] : [`${count('main')} times main`]),
    ]
  })
}

/** What makes the page scroll sideways: the widest things that stick out and stand in no box of their own. */
export function sidewaysFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth
    const root = document.scrollingElement!
    if (root.scrollWidth <= wide) return []
    const boxed = (element: Element): boolean => {
      for (let box = element.parentElement; box !== null && box !== root; box = box.parentElement) {
        if (!['visible', 'clip'].includes(getComputedStyle(box).overflowX)) return true
      }
      return false
    }
    const out = [...document.body.querySelectorAll('*')].filter(
      (each) => each.getBoundingClientRect().right > wide + 1 && !boxed(each),
    )
    const inner = out.filter((each) => !out.some((other) => other !== each && each.contains(other)))
    const told = inner.slice(0, 5).map((each) => each.outerHTML.slice(0, 140))
    return [`the page is ${root.scrollWidth} wide in a window of ${wide}: ${told.join(' ; ')}`]
  })
}

/** Controls smaller than 24 by 24 that stand too near to another one (WCAG 2.5.8); links within a sentence may be small. */
export function targetFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const least = 24
    const selector = 'a[href], button, input, select, textarea, summary, [role="option"], [role="tab"], [role="button"]'
    const open = document.querySelector('dialog[open]') ?? document.body
    const shown = [...open.querySelectorAll(selector)].filter(
      (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !each.closest('.heard'),
    )
    const inSentence = (element: Element) =>
      getComputedStyle(element).display === 'inline' &&
      [...(element.parentElement?.childNodes ?? [])].some(
        (node) => node.nodeType === 3 && node.textContent!.trim() !== '',
      )
    const boxes = shown.flatMap((element) => {
      const label = element.closest('label')
      const box = (label ?? element).getBoundingClientRect()
      return box.width === 0 || box.height === 0 ? [] : [{ element, box }]
    })
    const middle = ({ left, top, width, height }: DOMRect) => [left + width / 2, top + height / 2] as const
    const away = ({ left, right, top, bottom }: DOMRect, [x, y]: readonly [number, number]) =>
      Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
    const small = boxes.filter(
      ({ element, box }) => (box.width < least - 0.5 || box.height < least - 0.5) && !inSentence(element),
    )
    const near = small.filter(({ element, box }) =>
      boxes.some(
        (other) =>
          other.element !== element &&
          !element.contains(other.element) &&
          !other.element.contains(element) &&
          away(other.box, middle(box)) < least / 2,
      ),
    )
    return near.slice(0, 8).map(({ element, box }) => {
      const size = `${Math.round(box.width)}×${Math.round(box.height)}`
      return `a target of ${size} beside another: ${element.outerHTML.slice(0, 140)}`
    })
  })
}

/** What moves although no motion is wanted. */
export function motionFaults(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const running = document.getAnimations().flatMap(({ effect }) => {
      const { duration, iterations } = effect?.getComputedTiming() ?? {}
      const target = effect instanceof KeyframeEffect ? effect.target : null
      return Number(duration) > 1 ? [`moves ${iterations} times: ${target?.outerHTML.slice(0, 120)}`] : []
    })
    const all = [...document.querySelectorAll('*')]
    const gliding = all.filter((each) => getComputedStyle(each).scrollBehavior === 'smooth')
    const eased = all.filter((each) => {
      const { transitionDuration, transitionProperty } = getComputedStyle(each)
      return transitionDuration.split(',').some((time) => Number.parseFloat(time) > 0) && transitionProperty !== 'none'
    })
    return [
      ...running,
      ...gliding.slice(0, 3).map((each) => `scrolls smoothly: ${each.outerHTML.slice(0, 120)}`),
      ...eased.slice(0, 3).map((each) => `eases: ${each.outerHTML.slice(0, 120)}`),
    ]
  })
}
