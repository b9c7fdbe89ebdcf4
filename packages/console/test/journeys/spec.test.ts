import type { Gateway } from '@bylaw/gateway'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, type Visit, visit, withoutBrowser } from '../browser.ts'
import { serveConsole } from '../house.ts'

describe.skipIf(withoutBrowser !== null)('reading the spec in a browser', { timeout: 90_000 }, () => {
  let gateway: Gateway
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let here: Visit

  beforeAll(async () => {
    gateway = await serveConsole()
    browser = await startBrowser()
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await gateway?.close()
  })

  const open = async (path: string): Promise<Page> => {
    await here?.close()
    here = await visit(browser, { reducedMotion: 'reduce' })
    here.page.setDefaultTimeout(60_000)
    await here.page.goto(gateway.url + path)
    await here.page.waitForSelector('[data-whole]')
    return here.page
  }
  const well = () => expect({ errors: here.errors, foreign: here.foreign }).toEqual({ errors: [], foreign: [] })
  const inView = (page: Page, selector: string) =>
    page.waitForFunction((found) => {
      const box = document.querySelector(found)?.getBoundingClientRect()
      const top = document.querySelector('.shell-top')!.getBoundingClientRect().bottom
      return box !== undefined && box.top >= top && box.top < innerHeight
    }, selector)

  it('goes from a search to a sentence, its link and the playground, by mouse', async () => {
    const page = await open('/spec')
    await page.fill('.spec-search input', 'pretends young')
    await page.locator('.spec-hit', { hasText: 'pretends' }).first().click()
    await page.waitForURL(/\/spec\/now\/only-tighter.*#p-1\.\d$/)
    await inView(page, '.spec-marked')
    expect(await page.locator('.spec-marked').textContent()).toContain('whoever pretends')

    await page.getByRole('button', { name: 'Copy link to Only ever tighter', exact: true }).click()
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('/only-tighter'))
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/\/spec\/[0-9a-f]{16,}\/only-tighter/)

    const card = page.locator('.spec-card', { has: page.getByText('medical-detail', { exact: true }) }).first()
    const chip = page.locator('.spec-text .spec-chip', { hasText: 'medical-detail' }).first()
    await chip.hover()
    await expect.poll(() => card.getAttribute('class')).toContain('spec-lit')
    await chip.click()
    await page.waitForURL(/\/play\?behavior=medical-detail/)
    well()
  })

  it('does the same by keyboard only', async () => {
    const page = await open('/spec')
    await page.keyboard.press('/')
    await page.keyboard.type('pretends young')
    await page.waitForSelector('.spec-hit[aria-selected="true"]')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL(/#p-1\.\d$/)
    await inView(page, '.spec-marked')

    const found = page.url()
    await page.keyboard.press('j')
    await page.waitForFunction((before) => location.href !== before, found)
    await page.keyboard.press('k')
    await page.waitForFunction((before) => location.href === before, found)
    await inView(page, '.spec-marked')
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('spec-mark')

    await page.keyboard.press('y')
    await page.waitForFunction(async () => /only-tighter\S*#p-1\.\d$/.test(await navigator.clipboard.readText()))

    await page.keyboard.press(']')
    await page.waitForURL(/\/spec\/now\/knowing-age/)
    await inView(page, '#knowing-age')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('knowing-age')

    await page.keyboard.press('E')
    await page.waitForFunction(() => document.querySelector('details.spec-example[open]') === null)
    await page.keyboard.press('E')
    await page.waitForFunction(() => document.querySelector('details.spec-example:not([open])') === null)
    well()
  })

  it('lands at an anchor, and the address follows the reader', async () => {
    const page = await open('/spec/now/knowing-age#p-2.3')
    await inView(page, '.spec-marked')
    await page.mouse.move(700, 500)
    await page.mouse.wheel(0, 6000)
    await page.waitForFunction(() => !location.pathname.endsWith('/knowing-age'))
    const key = await page.evaluate(() => decodeURIComponent(location.pathname.split('/')[3]!))
    expect(await page.locator('.spec-outline [aria-current="location"]').getAttribute('data-place')).toContain(key)
    well()
  })

  it('shows under a lens what applies and what is decided, and filters answers', async () => {
    const page = await open('/spec/now/drug-information')
    const card = page.locator('.spec-card', { has: page.locator('.spec-card-id', { hasText: /^drug-information$/ }) })
    await expect.poll(() => card.locator('.spec-card-value b').textContent()).toBeTruthy()
    await page.getByLabel('Viewing as').selectOption('agent')
    await expect.poll(() => card.locator('.spec-card-seen').textContent()).toContain('agent')

    await page.locator('.spec-tool', { hasText: 'Answers' }).locator('select').selectOption('bad')
    await page.waitForURL(/grade=bad/)
    expect(await page.locator('.spec-answer-good:visible').count()).toBe(0)
    expect(await page.locator('.spec-answer-bad').count()).toBeGreaterThan(50)
    well()
  })

  it('compares two versions, and goes from change to change', async () => {
    const page = await open('/spec/now/only-tighter')
    await page.getByLabel('Compare with').selectOption('medical')
    await page.waitForSelector('.spec-change')
    await page.waitForSelector('.spec-counts')
    expect(await page.locator('ins').count()).toBeGreaterThan(0)
    expect(await page.locator('del').count()).toBeGreaterThan(0)
    await page.keyboard.press('n')
    const first = await page.evaluate(() => document.activeElement?.id)
    await page.keyboard.press('n')
    expect(await page.evaluate(() => document.activeElement?.id)).not.toBe(first)
    await page.keyboard.press('p')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe(first)
    well()
  })

  it('prints the whole text without its tools', async () => {
    const page = await open('/spec')
    await page.emulateMedia({ media: 'print' })
    expect(
      await page
        .locator('.spec-side, .shell-top, .spec-tools')
        .evaluateAll((all) => all.map((each) => getComputedStyle(each).display)),
    ).toEqual(['none', 'none', 'none'])
    expect(await page.locator('[data-entry]:not([data-shown])').count()).toBe(0)
    well()
  })
})
