/**
 * Takes the pictures of the documentation (`docs/pictures`): the console as `npm start` serves it, nothing hidden and
 * nothing made up. Names as arguments take these only.
 */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { startBrowser, visit } from './test/browser.ts'
import { serveConsole } from './test/house.ts'

type Theme = 'light' | 'dark'

interface Picture {
  readonly name: string
  readonly path: string
  readonly themes: readonly Theme[]
  readonly size?: { readonly width: number; readonly height: number }
  /** What somebody does on the page before the picture is taken. */
  act?(page: Page): Promise<void>
}

const folder = resolve(import.meta.dirname, '../../docs/pictures')
const wide = { width: 1280, height: 800 }
const phone = { width: 390, height: 844 }
const both = ['light', 'dark'] as const
const minor = 'fact=user.age_group=under_18@developer'
const drugs = `/play?v=medical&behavior=drug-information&${minor}`

const pictures: readonly Picture[] = [
  { name: 'spec', path: `/spec/medical/drug-information?${minor}`, themes: both },
  { name: 'matrix', path: '/matrix?v=medical', themes: both, act: toDrugs },
  { name: 'play', path: drugs, themes: both },
  { name: 'analysis', path: '/analysis/invariants?v=medical', themes: both },
  {
    name: 'lens',
    path: '/spec/medical/speaking-with-the-young?fact=user.age_group=adult@developer',
    themes: ['light'],
  },
  { name: 'operators', path: '/matrix?v=medical&cmp=legal&show=differs', themes: ['light'] },
  { name: 'draft', path: drugs, themes: ['light'], act: tryIt },
  { name: 'refuted', path: drugs, themes: ['light'], act: refute },
  { name: 'palette', path: '/spec', themes: ['light'], act: find },
  { name: 'phone', path: drugs, themes: ['dark'], size: phone, act: toVerdict },
]

/** Every picture's file, by its name. */
export const files: ReadonlyMap<string, readonly [Picture, Theme]> = new Map(
  pictures.flatMap((picture) => picture.themes.map((theme) => [`${picture.name}-${theme}.png`, [picture, theme]])),
)

if (process.argv[1] === import.meta.filename) await takeAll(process.argv.slice(2))

async function takeAll(names: readonly string[]): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const gateway = await serveConsole()
  const browser = await startBrowser()
  try {
    for (const [file, [picture, theme]] of files) {
      if (names.length > 0 && !names.some((name) => file.startsWith(name))) continue
      await take(browser, gateway.url, join(folder, file), picture, theme)
      console.log(file)
    }
  } finally {
    await browser.close()
    await gateway.close()
  }
}

async function take(browser: Browser, origin: string, file: string, picture: Picture, theme: Theme): Promise<void> {
  const { page, errors, close } = await visit(browser, {
    viewport: picture.size ?? wide,
    deviceScaleFactor: 1,
    colorScheme: theme,
    reducedMotion: 'reduce',
  })
  await page.goto(origin + picture.path)
  await page.waitForSelector('[data-ready]')
  await still(page)
  await picture.act?.(page)
  await still(page)
  if (errors.length > 0) throw new Error(`${picture.name}: ${errors.join('\n')}`)
  await page.screenshot({ path: file })
  await close()
}

/** Waits until a page has its fonts, loads nothing and has not changed for a while. */
async function still(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
  await page.evaluate(async () => {
    await document.fonts.ready
    await new Promise<void>((done) => {
      let timer = setTimeout(done, 800)
      const again = () => {
        clearTimeout(timer)
        timer = setTimeout(done, 800)
      }
      new MutationObserver(again).observe(document, { subtree: true, childList: true, attributes: true })
      addEventListener('scroll', again, true)
    })
  })
}

async function toDrugs(page: Page): Promise<void> {
  const box = page.locator('.matrix-box')
  await box.hover()
  const row = page.locator('[data-key="explicit-sexual-content"]')
  for (let turns = 0; turns < 60 && !((await row.boundingBox())!.y < 420); turns++) {
    await page.mouse.wheel(0, 120)
    await page.waitForTimeout(30)
  }
  await page.mouse.move(0, 0)
}

async function tryIt(page: Page): Promise<void> {
  const changes = page.getByRole('region', { name: 'What would change this' })
  await changes.getByRole('button', { name: /^Try it: root sets without-warnings/ }).click()
  await page.waitForSelector('[data-verdict="without-warnings"]')
  await page.getByText('What the draft does everywhere').click()
  await page.getByRole('list', { name: 'Decisions that change' }).waitFor()
}

async function refute(page: Page): Promise<void> {
  await tryIt(page)
  await page.getByRole('link', { name: 'Analysis' }).click()
  await page.getByRole('link', { name: 'Invariants' }).click()
  await page.locator('.analysis-invariant-refuted').waitFor()
}

async function find(page: Page): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type('drug')
}

async function toVerdict(page: Page): Promise<void> {
  await page.locator('[data-verdict]').evaluate((verdict) => verdict.scrollIntoView({ block: 'start' }))
}
