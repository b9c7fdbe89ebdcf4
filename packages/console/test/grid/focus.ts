import type { Page } from 'playwright-core'

/** Where the focus is after one press of Tab. */
interface Stop {
  /** Which element; null: the page itself, or the browser. */
  readonly id: number | null
  readonly html: string
  /** The part of it that can be seen, of points looked at within the window. */
  readonly seen: number
  readonly outlined: boolean
}

/** What is wrong on the way of the focus through the page: not to be seen, hidden behind something, not marked. */
export async function focusFaults(page: Page, most = 60): Promise<readonly string[]> {
  const faults: string[] = []
  const been = new Set<number>()
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur?.())
  for (let press = 0; press < most; press++) {
    await page.keyboard.press('Tab')
    const stop = await page.evaluate(stopHere)
    if (stop.id === null) continue
    if (been.has(stop.id)) break
    been.add(stop.id)
    if (stop.seen === 0) faults.push(`the focus can't be seen on ${stop.html}`)
    if (!stop.outlined) faults.push(`nothing marks the focus on ${stop.html}`)
  }
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur?.())
  const least = (await page.locator('dialog[open]').count()) > 0 ? 1 : 5
  if (been.size < least) faults.push(`Tab reaches only ${been.size} things`)
  return faults.slice(0, 12)
}

/** Runs in the page, within a frame after the focus moved. */
async function stopHere(): Promise<Stop> {
  await new Promise((painted) => requestAnimationFrame(() => painted(null)))
  let active = document.activeElement
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement
  if (active === null || active === document.body || active === document.documentElement) {
    return { id: null, html: '', seen: 0, outlined: true }
  }
  const page = window as unknown as { stops?: Element[] }
  const stops = page.stops ?? []
  if (!stops.includes(active)) stops.push(active)
  page.stops = stops
  return {
    id: stops.indexOf(active),
    html: active.outerHTML.slice(0, 140),
    seen: seenPart(active),
    outlined: isMarked(active),
  }

  function seenPart(element: Element): number {
    const boxes = [...element.getClientRects()].flatMap(({ left, right, top, bottom }) => {
      const box = [
        Math.max(left, 0),
        Math.min(right, innerWidth),
        Math.max(top, 0),
        Math.min(bottom, innerHeight),
      ] as const
      return box[1] > box[0] && box[3] > box[2] ? [box] : []
    })
    const shares = [0.05, 0.3, 0.5, 0.7, 0.95]
    const points = boxes.flatMap(([left, right, top, bottom]) =>
      shares.flatMap((x) => shares.map((y) => [left + (right - left) * x, top + (bottom - top) * y] as const)),
    )
    const hit = points.filter(([x, y]) => {
      const root = element.getRootNode() as Document | ShadowRoot
      const top = root.elementFromPoint(x, y)
      return top !== null && (element.contains(top) || (top.tagName === 'LABEL' && top.contains(element)))
    })
    return points.length === 0 ? 0 : hit.length / points.length
  }

  /** By an outline of its own, or of what stands around it. */
  function isMarked(element: Element): boolean {
    for (let each: Element | null = element, up = 0; each !== null && up < 4; up++) {
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(each)
      const clear = /transparent|, 0\)$/.test(outlineColor)
      if (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && !clear) return true
      const { parentElement }: Element = each
      each =
        parentElement ?? (each.getRootNode() instanceof ShadowRoot ? (each.getRootNode() as ShadowRoot).host : null)
    }
    return false
  }
}
