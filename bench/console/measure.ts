/** What the console costs in a real browser, beside a plain page of the same text. */
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser, Page } from 'playwright-core'
import { chromiumPath, startBrowser, visit } from '../../packages/console/test/browser.ts'
import { setup as build } from '../../packages/console/test/built.ts'
import { median } from '../rounds.ts'
import { consolePage, plainPage, type SpecPage } from './pages.ts'

/** Milliseconds, but for the bytes. */
export interface ConsoleRow {
  readonly name: string
  /** Scripts of the first page, the engine's among them, in kB of gzip. */
  readonly scripts: number
  /** Until the text can be read, in a browser that has seen nothing of it. */
  readonly usable: number
  /** The longest task of the page's thread once the text can be read, while somebody scrolls and searches; 0: none over 50. */
  readonly longestTask: number
}

export interface ConsoleReport {
  readonly rows: readonly ConsoleRow[]
  /** From the letter typed to the hits on the screen. */
  readonly search: { readonly median: number; readonly worst: number }
  /** From the digit typed into a layer to the decision on the screen. */
  readonly decision: { readonly median: number; readonly worst: number }
  readonly skipped: string | null
}

const inPage = join(import.meta.dirname, 'in-page.js')
const repository = join(import.meta.dirname, '../..')
const reference = ['01-purpose-and-command', '02-lines-and-protections', '03-defaults-and-judgement', '04-young-people']
  .concat('05-truth-and-style', '06-agents', '07-oversight')
  .map((name) => join(repository, 'specs/reference', `${name}.md`))

/**
 * @param spec a long spec to read beside the reference spec
 * @param rounds how often each page is opened, taking turns
 */
export async function measureConsole(spec: string, rounds: number): Promise<ConsoleReport> {
  const none = { median: Number.NaN, worst: Number.NaN }
  if (chromiumPath() === null) return { rows: [], search: none, decision: none, skipped: 'no Chromium is installed' }
  build()
  const overlay = join(repository, 'specs/overlays', `openai-model-spec-${basename(spec)}`)
  const pages = [
    await plainPage(`plain HTML of ${basename(spec)}`, readFileSync(spec, 'utf8')),
    await consolePage(`console, ${basename(spec)}`, existsSync(overlay) ? [spec, overlay] : [spec]),
    await consolePage('console, reference spec', reference),
  ]
  try {
    const visits: ConsoleRow[][] = pages.map(() => [])
    for (let round = 0; round < rounds; round++)
      for (const [index, page] of pages.entries())
        visits[index]!.push(await inFreshBrowser((browser) => cold(browser, page)))
    const rows = visits.map(middle)
    const search = await inFreshBrowser((browser) => searching(browser, pages[1]!))
    const decision = await inFreshBrowser((browser) => deciding(browser, pages[2]!))
    return { rows, search, decision, skipped: null }
  } finally {
    for (const page of pages) await page.close()
  }
}

async function inFreshBrowser<T>(work: (browser: Browser) => Promise<T>): Promise<T> {
  const browser = await startBrowser()
  try {
    return await work(browser)
  } finally {
    await browser.close()
  }
}

function middle(visits: readonly ConsoleRow[]): ConsoleRow {
  const of = (pick: (row: ConsoleRow) => number): number => median(visits.map(pick))
  const { name, scripts } = visits[0]!
  return { name, scripts, usable: of((row) => row.usable), longestTask: of((row) => row.longestTask) }
}

/** As `in-page.js` notes it. */
interface Measured {
  readonly readyAt: number
  readonly tasks: readonly { readonly at: number; readonly took: number }[]
}

async function cold(browser: Browser, { name, url, ready }: SpecPage): Promise<ConsoleRow> {
  const { page, context } = await visit(browser)
  const scripts: Promise<number>[] = []
  page.on('response', (response) => {
    if (/javascript/.test(response.headers()['content-type'] ?? ''))
      scripts.push(response.body().then((body) => gzipSync(body, { level: 9 }).length))
  })
  await page.addInitScript({ path: inPage })
  await page.addInitScript({ content: `bench.watch(${JSON.stringify(ready)})` })
  await page.goto(url)
  await page.waitForSelector(ready, { state: 'attached' })
  await page.waitForTimeout(1500)
  const bytes = (await Promise.all(scripts)).reduce((sum, each) => sum + each, 0)
  await scrolled(page)
  const { readyAt, tasks } = await page.evaluate<Measured>('bench')
  const longestTask = Math.max(0, ...tasks.filter(({ at }) => at > readyAt).map(({ took }) => took))
  await context.close()
  return { name, scripts: bytes / 1000, usable: readyAt, longestTask }
}

async function scrolled(page: Page): Promise<void> {
  for (let step = 0; step < 12; step++) {
    await page.mouse.wheel(0, 2500)
    await page.waitForTimeout(60)
  }
}

const words = ['privacy', 'medical advice', 'honest', 'level:root harm']

async function searching(browser: Browser, { url, ready }: SpecPage): Promise<ConsoleReport['search']> {
  const { page } = await visit(browser)
  await page.addInitScript({ path: inPage })
  await page.goto(url)
  await page.waitForSelector(ready)
  await page.waitForTimeout(2000)
  const field = page.getByRole('combobox', { name: 'Search the text' })
  await field.fill('a')
  await page.waitForSelector('.spec-found')
  const times: number[] = []
  for (const word of words) {
    await field.fill('')
    for (const letter of word) times.push(...(await typed(page, letter, '.spec-found')))
  }
  return spread(times)
}

/** Milliseconds from a key to the next time that something changed and was painted; none where nothing changed. */
async function typed(page: Page, key: string, selector: string): Promise<number[]> {
  await page.evaluate(`bench.next(${JSON.stringify(selector)})`)
  await page.keyboard.press(key === ' ' ? 'Space' : key)
  await page.waitForTimeout(250)
  const took = await page.evaluate<number | undefined>('bench.took')
  return took === undefined ? [] : [took]
}

/** A layer whose condition turns with the digit that is typed. */
const layer = `# Draft

\`\`\`yaml bylaw
when: context.turn < 0
limit: {drug-information: decline}
\`\`\`
`

async function deciding(browser: Browser, { url }: SpecPage): Promise<ConsoleReport['decision']> {
  const { page } = await visit(browser)
  await page.addInitScript({ path: inPage })
  await page.goto(url.replace('/spec', '/play?behavior=drug-information'))
  await page.getByRole('button', { name: '+ layer at user' }).click()
  const editor = page.getByRole('textbox', { name: /user/ })
  await editor.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(layer)
  for (const key of ['Control+End', 'ArrowUp', 'ArrowUp', 'ArrowUp', 'End']) await page.keyboard.press(key)
  await page.waitForTimeout(1000)
  const times: number[] = []
  for (const digit of '123456789') {
    for (const next of [digit, '0']) {
      await page.keyboard.press('Backspace')
      await page.waitForTimeout(250)
      times.push(...(await typed(page, next, '[data-verdict]')))
    }
  }
  return spread(times)
}

function spread(times: readonly number[]): { readonly median: number; readonly worst: number } {
  return { median: median(times), worst: Math.max(...times) }
}
