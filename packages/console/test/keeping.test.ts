import { createHash } from 'node:crypto'
import type { Gateway } from '@bylaw/gateway'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, visit, withoutBrowser } from './browser.ts'
import { serveWritten, specFile } from './written.ts'

const key = 'not-to-be-seen-0123456789'
const config = `
listen: 127.0.0.1:4141
specs: [${specFile('reference/01-purpose-and-command.md')}]
deployments:
  first: { layers: [], upstreams: [{ format: rehearsal }] }
keys: [{ name: reader, sha256: "${createHash('sha256').update(key).digest('hex')}", deployment: first, level: developer }]
store: .bylaw
`
const why = withoutBrowser === null ? '' : ` (skipped: ${withoutBrowser})`

describe.skipIf(withoutBrowser !== null)(`what the console keeps${why}`, () => {
  let gateway: Gateway
  let browser: Browser
  beforeAll(async () => {
    gateway = await serveWritten(config, {})
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser?.close()
    await gateway?.close()
  })

  it('is the key, for this tab, sent to its gateway as a header only', async () => {
    const { page, context, close } = await visit(browser)
    const told: string[] = []
    const sent: string[] = []
    const keyed: string[] = []
    page.on('console', (message) => told.push(message.text()))
    page.on('request', async (request) => {
      sent.push(request.url(), request.postData() ?? '')
      const { authorization } = await request.allHeaders()
      if (authorization !== undefined) keyed.push(request.url())
    })
    await page.goto(`${gateway.url}/spec`)
    for (const wrong of ['wrong-0123', 'none of it', 'ключ']) {
      await signIn(page, wrong)
      await expect.poll(() => page.evaluate(() => sessionStorage.getItem('bylaw-key'))).toBe(wrong)
      await page.getByText('The key of this tab opens nothing here.').waitFor()
    }
    await signIn(page, key)
    await page.waitForSelector('[data-ready]', { timeout: 15_000 })
    expect(await page.locator('.sign-in').count()).toBe(0)
    expect(await kept(page)).toEqual({ tab: ['bylaw-key'], browser: [], cookies: '' })
    expect(keyed.length).toBeGreaterThan(2)
    for (const url of keyed) expect(url).toContain(`${gateway.url}/v1/`)
    const whole = await page.evaluate(() => document.documentElement.outerHTML + location.href)
    for (const text of [whole, ...sent, ...told]) expect(text.includes(key)).toBe(false)
    const copied = page.getByRole('button', { name: 'Copy link' }).first()
    await copied.click()
    expect((await page.evaluate(() => navigator.clipboard.readText())).includes(key)).toBe(false)

    await page.reload()
    await page.waitForSelector('[data-ready]', { timeout: 15_000 })
    const other = await context.newPage()
    await other.goto(`${gateway.url}/spec`)
    await other.waitForSelector('.sign-in', { timeout: 15_000 })
    expect(await kept(other)).toEqual({ tab: [], browser: [], cookies: '' })
    await close()
  })

  it('is never read as what to show: only the theme and the switch of the keys are', async () => {
    const { page, context, close } = await visit(browser)
    await context.addInitScript((given) => {
      sessionStorage.setItem('bylaw-key', given)
      const asked: string[] = []
      Object.assign(globalThis, { asked })
      const get = Storage.prototype.getItem
      Storage.prototype.getItem = function (name: string) {
        asked.push(name)
        return get.call(this, name)
      }
    }, key)
    await page.goto(`${gateway.url}/matrix`)
    await page.waitForSelector('[data-ready]', { timeout: 15_000 })
    await page.selectOption('.theme select', 'dark')
    await page.keyboard.press('?')
    await page.getByLabel('Single keys do something').uncheck()
    await page.keyboard.press('Escape')
    await page.getByLabel('Viewing as').selectOption('user')
    expect(await kept(page)).toEqual({ tab: ['bylaw-key'], browser: ['bylaw-keys', 'bylaw-theme'], cookies: '' })
    const asked = await page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)
    expect(new Set(asked)).toEqual(new Set(['bylaw-theme', 'bylaw-keys', 'bylaw-key']))

    await page.goto(`${gateway.url}/matrix`)
    await page.waitForSelector('[data-ready]', { timeout: 15_000 })
    expect(await page.getByLabel('Viewing as').inputValue()).toBe('')
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark')
    await page.locator('body').press('?')
    expect(await page.locator('dialog[open]').count()).toBe(0)
    await close()
  })
})

async function signIn(page: Page, given: string): Promise<void> {
  await page.getByLabel('Key of this gateway').fill(given)
  await page.getByRole('button', { name: 'Open' }).click()
}

const kept = (page: Page) =>
  page.evaluate(() => ({
    tab: Object.keys(sessionStorage).sort(),
    browser: Object.keys(localStorage).sort(),
    cookies: document.cookie,
  }))
