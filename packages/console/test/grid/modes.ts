import type { Page } from 'playwright-core'

/** One way of looking at a page. */
export interface Mode {
  readonly name: 'light' | 'dark' | 'narrow' | 'narrow dark' | 'forced colors' | 'reduced motion'
  readonly width: 1440 | 320
  readonly colorScheme: 'light' | 'dark'
  readonly forcedColors: 'active' | 'none'
  readonly reducedMotion: 'reduce' | 'no-preference'
}

const plain: Mode = {
  name: 'light',
  width: 1440,
  colorScheme: 'light',
  forcedColors: 'none',
  reducedMotion: 'no-preference',
}
const dark: Mode = { ...plain, name: 'dark', colorScheme: 'dark' }
/** A small screen. */
export const narrow: Mode = { ...plain, name: 'narrow', width: 320 }

/** A large state whose parts another one shows in every mode. */
export const once: readonly Mode[] = [plain]

/** Every state is looked at so. */
export const eachTheme: readonly Mode[] = [plain, dark]

/** States whose parts stand elsewhere where there is little room. */
export const themesAndNarrow: readonly Mode[] = [plain, dark, narrow]

/** The plain state of each screen is looked at in all of them. */
export const everyMode: readonly Mode[] = [
  plain,
  dark,
  narrow,
  { ...narrow, name: 'narrow dark', colorScheme: 'dark' },
  { ...dark, name: 'forced colors', forcedColors: 'active' },
  { ...plain, name: 'reduced motion', reducedMotion: 'reduce' },
]

/** Looks at the page so. */
export async function lookAs(page: Page, { width, colorScheme, forcedColors, reducedMotion }: Mode): Promise<void> {
  await page.emulateMedia({ colorScheme, forcedColors, reducedMotion })
  if (page.viewportSize()?.width !== width) await page.setViewportSize({ width, height: width === 320 ? 640 : 900 })
  await settled(page)
}

/** Waits until what was changed is painted. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(() => painted(null)))),
  )
}
