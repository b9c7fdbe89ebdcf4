import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Gateway } from '@bylaw/gateway'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, visit, withoutBrowser } from '../browser.ts'
import { serveConsole } from '../house.ts'

const page = readFileSync(resolve(import.meta.dirname, '../../../../docs/console.md'), 'utf8')

/** The words of the page that each step of the walk quotes. */
const steps = [...page.matchAll(/^\d+\. (.*)$/gm)].map(([, step]) =>
  [...step!.matchAll(/“([^”]*)”/g)].map(([, words]) => words!),
)

const lens = (page: Page) => page.getByRole('region', { name: 'Lens' })
const changes = (page: Page) => page.getByRole('region', { name: 'What would change this' })

/** What one does in each step, up to where its last words are seen. */
const walk: readonly ((page: Page) => Promise<void>)[] = [
  async (page) => {
    await lens(page).getByLabel('Operator').selectOption({ label: 'Medical' })
    await page.waitForURL(/medical/)
  },
  async (page) => {
    await page.fill('.spec-search input', 'illicit drugs')
    const found = page.getByRole('group', { name: 'Information about drugs' })
    await found.getByRole('option').first().click()
    await page.waitForURL(/drug-information/)
  },
  async (page) => {
    await lens(page).getByRole('button', { name: '+ Situation' }).click()
    const fact = page.getByRole('group', { name: 'user.age_group' })
    await fact.getByRole('combobox', { name: 'user.age_group' }).selectOption('under_18')
    await fact.getByLabel('said by').selectOption('developer')
  },
  async (page) => {
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('link', { name: 'Try it: drug-information' }).first().click()
    await page.waitForSelector('.play [data-verdict="general"]')
  },
  async (page) => {
    await changes(page).getByText('The spec', { exact: false }).first().waitFor()
  },
  async (page) => {
    await changes(page)
      .getByRole('button', { name: /^Try it: root sets without-warnings/ })
      .click()
    await page.getByText('looser for 1 behavior').waitFor()
    await page.getByRole('link', { name: 'What it does everywhere' }).click()
    await page.getByRole('list', { name: 'Decisions that change' }).waitFor()
  },
  async (page) => {
    await page.getByRole('link', { name: 'Analysis' }).click()
    await page.getByRole('link', { name: 'Invariants' }).click()
    await page.getByText('Now refuted').waitFor()
  },
  async (page) => {
    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.waitForFunction(async () => (await navigator.clipboard.readText()).includes('#s='))
  },
]

/** All words on a page: its text, what fields say of themselves, and what may be chosen. */
const wordsOn = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const named = [...document.querySelectorAll('[aria-label], [placeholder]')].flatMap((each) => [
      each.getAttribute('aria-label') ?? '',
      each.getAttribute('placeholder') ?? '',
    ])
    return [document.body.innerText, ...named].join(' ').replace(/\s+/g, ' ')
  })

describe.skipIf(withoutBrowser !== null)('the walk of docs/console.md', () => {
  let gateway: Gateway
  let browser: Browser

  beforeAll(async () => {
    gateway = await serveConsole()
    browser = await startBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await gateway?.close()
  })

  it('quotes the page as it is, step by step', async () => {
    const { page, errors, close } = await visit(browser, { reducedMotion: 'reduce' })
    await page.goto(gateway.url)
    await page.waitForSelector('[data-ready]')
    expect(steps).toHaveLength(walk.length)
    for (const [place, step] of walk.entries()) {
      const before = await wordsOn(page)
      await step(page)
      const after = await wordsOn(page)
      for (const words of steps[place]!) {
        expect(before.includes(words) || after.includes(words), `step ${place + 1}: ${words}`).toBe(true)
      }
    }
    const link = await page.evaluate(() => navigator.clipboard.readText())
    await close()
    const colleague = await visit(browser)
    await colleague.page.goto(link)
    await colleague.page.getByText('Now refuted').waitFor()
    expect([...errors, ...colleague.errors]).toEqual([])
    await colleague.close()
  })
})
