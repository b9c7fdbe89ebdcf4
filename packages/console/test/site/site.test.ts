import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, type Visit, visit, withoutBrowser } from '../browser.ts'
import { breakouts, gardens, hostile } from './stacks.ts'
import { type WrittenSite, writeSite } from './written-site.ts'

const ready = '#root [data-ready]'

describe.skipIf(withoutBrowser !== null)('a site in a browser', () => {
  let browser: Browser
  let site: WrittenSite
  let evil: WrittenSite

  beforeAll(async () => {
    browser = await startBrowser()
    site = await writeSite(gardens)
    evil = await writeSite(hostile)
  })

  afterAll(async () => {
    await browser?.close()
    await site?.close()
    await evil?.close()
  })

  /** A page, with every address that it asked for. */
  async function open(
    address: string,
    options: Parameters<typeof visit>[1] = {},
  ): Promise<Visit & { asked: string[] }> {
    const visited = await visit(browser, { reducedMotion: 'reduce', ...options })
    const asked: string[] = []
    visited.page.on('request', (request) => asked.push(request.url()))
    await visited.page.goto(address)
    return { ...visited, asked }
  }

  for (const [how, urlOf] of [
    ['opened as a file', (written: WrittenSite) => written.fileUrl],
    ['below a path of a host', (written: WrittenSite) => written.httpUrl],
  ] as const) {
    it(`shows its four screens, ${how}, and asks nobody but its own folder`, async () => {
      const url = urlOf(site)
      const { page, errors, foreign, asked, close } = await open(url)
      await page.waitForSelector(ready)
      expect(await page.textContent('h1')).toBe('How the garden line answers')
      for (const screen of ['Matrix', 'Playground', 'Analysis', 'Spec']) {
        await page.click(`nav[aria-label="Screens"] >> text=${screen}`)
        await page.waitForFunction((title) => document.title.startsWith(title), screen)
        await page.waitForSelector(ready)
      }
      const folder = url.slice(0, url.lastIndexOf('/') + 1)
      expect(asked.filter((each) => !each.startsWith(folder) && !each.startsWith('blob:'))).toEqual([])
      expect({ errors, foreign }).toEqual({ errors: [], foreign: [] })
      await close()
    })

    it(`finds in the text, ${how}`, async () => {
      const { page, errors, close } = await open(urlOf(site))
      await page.waitForSelector(ready)
      await page.fill('.spec-search input', 'common knowledge')
      await page.waitForSelector('[role="option"]')
      await page.keyboard.press('Enter')
      await page.waitForFunction(() => location.hash.includes('/poisons'))
      expect(errors).toEqual([])
      await close()
    })

    it(`decides in the situation of a link, after a reload as before, ${how}`, async () => {
      const at = '#/play?v=nursery&behavior=plant-poisons&fact=user.age_group%3Dadult%40developer'
      const { page, errors, close } = await open(urlOf(site) + at)
      await decided(page, 'amounts')
      await page.reload()
      await decided(page, 'amounts')
      await page.click('button[aria-label="Forget user.age_group"]')
      await decided(page, 'general')
      expect(page.url()).not.toContain('fact=')
      await page.goBack()
      await decided(page, 'amounts')
      expect(errors).toEqual([])
      await close()
    })

    it(`shows texts that try to be scripts as the texts they are, ${how}`, async () => {
      const { page, errors, foreign, close } = await open(urlOf(evil))
      const written = await page.textContent('#root')
      await page.waitForSelector(ready)
      await page.waitForFunction(() => document.querySelector('[data-whole]') !== null)
      const shown = await page.textContent('#root')
      for (const text of breakouts) {
        const inOneLine = text.replace(/[\u2028\u2029]/g, '')
        expect(plain(written!)).toContain(plain(inOneLine))
        expect(plain(shown!)).toContain(plain(inOneLine))
      }
      expect(await page.evaluate('globalThis.broken')).toBeUndefined()
      expect(await page.locator('#root :is(script, img, svg[onload])').count()).toBe(0)
      expect({ errors, foreign }).toEqual({ errors: [], foreign: [] })
      await close()
    })
  }

  it('can be read without JavaScript: text, examples, behaviors, and links within it', async () => {
    const { page, close } = await open(site.fileUrl, { javaScriptEnabled: false })
    const text = plain(await page.locator('main').innerText())
    for (const part of [
      'Nobody is sent away',
      'plant-poisons',
      'Call the poisons service now.',
      'Commentary, not binding',
    ])
      expect(text).toContain(plain(part))
    expect(await page.locator('.lens').isVisible()).toBe(false)
    await page.locator('article >> role=link[name="Poisons"]').last().click()
    expect(page.url()).toBe(`${site.fileUrl}#poisons`)
    expect(await page.locator('noscript >> role=link[name="Tone"]').first().getAttribute('href')).toBe('#tone')
    await close()
  })

  it('says what it is before any script runs', async () => {
    const { page, close } = await open(site.fileUrl, { javaScriptEnabled: false })
    expect(await page.title()).toBe('How the garden line answers')
    expect(await page.getAttribute('html', 'lang')).toBe('en')
    expect(await page.getAttribute('meta[property="og:title"]', 'content')).toBe('How the garden line answers')
    expect(await page.getAttribute('meta[name="description"]', 'content')).toBe(
      'Callers ask about plants. Nobody is sent away without an answer.',
    )
    await close()
  })

  it('leads from the name of a section to its text, and from a sentence to that sentence', async () => {
    const { page, errors, close } = await open(`${site.fileUrl}#tone`)
    await page.waitForSelector(ready)
    await page.waitForFunction(() => document.getElementById('tone')!.getBoundingClientRect().top < innerHeight)
    await page.goto(`${site.fileUrl}#poisons~p-1.2`)
    await page.waitForSelector('.spec-marked')
    expect(await page.textContent('.spec-marked')).toContain('How much of one harms somebody')
    expect(errors).toEqual([])
    await close()
  })

  it('keeps the reader where they are when the app takes over', async () => {
    const { page, close } = await openSlowly(browser, site)
    await page.evaluate(() => scrollTo(0, document.getElementById('poisons')!.getBoundingClientRect().top - 50))
    const before = await page.evaluate(() => document.getElementById('poisons')!.getBoundingClientRect().top)
    await page.waitForSelector(ready)
    await page.waitForFunction((top) => {
      const section = document.getElementById('poisons')
      return section !== null && Math.abs(section.getBoundingClientRect().top - top) < 40
    }, before)
    await close()
  })

  it('runs the engine in the page where no worker can be had', async () => {
    const { page, errors, close } = await visit(browser)
    await page.addInitScript(() => {
      Reflect.deleteProperty(globalThis, 'Worker')
    })
    await page.goto(`${site.fileUrl}#/play?behavior=plant-poisons`)
    await decided(page, 'general')
    expect(errors).toEqual([])
    await close()
  })
})

/** A page that is small, and whose app comes late. */
async function openSlowly(browser: Browser, site: WrittenSite): Promise<Visit> {
  const visited = await visit(browser, { viewport: { width: 1000, height: 300 } })
  await visited.page.route('**/console.js', async (route) => {
    await new Promise((done) => setTimeout(done, 1000))
    await route.continue()
  })
  await visited.page.goto(site.httpUrl, { waitUntil: 'commit' })
  await visited.page.waitForSelector('.spec-section')
  return visited
}

/** Waits until the playground's verdict has this value. */
async function decided(page: Page, value: string): Promise<void> {
  await page.waitForSelector(`#root [data-verdict="${value}"]`)
}

/** Text without line ends and doubled blanks. */
const plain = (text: string): string => text.replace(/[\s\u2028\u2029]+/g, '')
