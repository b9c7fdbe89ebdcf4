import type { Gateway } from '@bylaw/gateway'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, type Visit, visit, withoutBrowser } from '../browser.ts'
import { serveConsole } from '../house.ts'

describe.skipIf(withoutBrowser !== null)('the matrix in a browser', () => {
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

  /** A page at an address of the matrix; what went wrong in it is looked at when the journey is over. */
  async function through(path: string, journey: (page: Page) => Promise<void>): Promise<void> {
    const here: Visit = await visit(browser)
    await here.page.goto(gateway.url + path)
    await here.page.waitForSelector('.matrix[data-ready]')
    await journey(here.page)
    expect([here.errors, here.foreign]).toEqual([[], []])
    await here.close()
  }

  const cell = (page: Page, behavior: string, label: string) =>
    page.locator(`[data-key="${behavior}"] [data-label="${label}"]`)
  const focused = (page: Page) =>
    page.evaluate(() => {
      const at = document.activeElement
      return `${at?.closest<HTMLElement>('[data-key]')?.dataset.key} ${at?.closest<HTMLElement>('[data-col]')?.dataset.col}`
    })

  it('by mouse: filter, open, draft, compare, discard', () =>
    through('/matrix?v=medical&fact=user.age_group=adult@developer', async (page) => {
      await page.fill('.matrix-filter', 'no such thing')
      await page.getByText('114 are hidden by the filter.').waitFor()
      await page.getByRole('button', { name: 'Clear the filter' }).click()
      await page.fill('.matrix-filter', 'explicit sexual')
      await cell(page, 'explicit-sexual-content', 'developer').click()
      const panel = page.getByRole('complementary', { name: 'What is selected' })
      await panel.getByText('explicit-sexual-content is', { exact: false }).waitFor()
      expect(new URL(page.url()).searchParams.get('sel')).toBe('explicit-sexual-content:developer')

      await panel.getByRole('button', { name: /^Draft it: a developer sets explicit$/ }).click()
      await page.locator('.matrix-strip').getByText('With the draft:').waitFor()
      const decided = cell(page, 'explicit-sexual-content', 'decided')
      expect(await decided.locator('del').textContent()).toBe('implied')
      expect(await decided.locator('b').first().textContent()).toBe('explicit')
      expect(await decided.textContent()).toContain('looser')
      await page.waitForURL(/#s=/)
      await page.reload()
      await page.waitForSelector('.matrix[data-ready]')
      expect(await cell(page, 'explicit-sexual-content', 'decided').locator('del').textContent()).toBe('implied')

      await page.getByRole('button', { name: 'Discard' }).click()
      await page.locator('.matrix-strip').waitFor({ state: 'detached' })
      await page.fill('.matrix-filter', '')
      await page.getByLabel('Compare with').selectOption('legal')
      await page.locator('.matrix-strip').getByText('Compared with Legal:').waitFor()
      await page.getByRole('button', { name: /Only what differs/ }).click()
      const [shown, differing] = [page.locator('.matrix-row'), page.locator('.matrix-row:has(.matrix-differs)')]
      expect(await shown.count()).toBe(await differing.count())
      expect(await shown.count()).toBeGreaterThan(0)
    }))

  it('by keyboard: one tab stop, arrows, Enter, j, Space, Escape', () =>
    through('/matrix', async (page) => {
      expect(await page.locator('.matrix-grid [tabindex="0"]').count()).toBe(1)
      await page.keyboard.press('g')
      await page.keyboard.press('m')
      await page.keyboard.press('/')
      await page.keyboard.type('humour')
      await page.locator('.matrix-row').nth(1).waitFor({ state: 'detached' })
      const inGrid = async () => (await focused(page)).startsWith('humour')
      for (let tab = 0; tab < 20 && !(await inGrid()); tab++) await page.keyboard.press('Tab')
      await expect.poll(() => focused(page)).toBe('humour 0')
      await page.keyboard.press('End')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('ArrowLeft')
      await expect.poll(() => focused(page)).toBe('humour 5')
      await page.keyboard.press('Enter')
      await page.locator('.matrix-sentence').waitFor()
      expect(new URL(page.url()).searchParams.get('sel')).toBe('humour:user')
      await page.keyboard.press(' ')
      await page.locator('.draft').waitFor()
      await page.locator('.matrix-strip').getByText('1 behavior', { exact: false }).waitFor()
      await page.keyboard.press('Escape')
      await page.locator('.matrix-panel').waitFor({ state: 'detached' })
      await expect.poll(() => focused(page)).toBe('humour 5')
    }))

  it('keeps the panel on the row that one goes to, and the place in the address', () =>
    through('/matrix?sel=crude-language:user', async (page) => {
      const panel = page.locator('.matrix-panel[data-behavior="crude-language"]')
      await panel.waitFor()
      expect(await cell(page, 'crude-language', 'user').getAttribute('aria-selected')).toBe('true')
      await page.keyboard.press('j')
      await page.locator('.matrix-panel[data-behavior="blunt-feedback"] .matrix-sentence code').first().waitFor()
      await expect.poll(() => focused(page)).toBe('blunt-feedback 5')
      await page.keyboard.press('k')
      await panel.waitFor()
      await page.keyboard.press('Control+End')
      const last = await page.locator('.matrix-row').last().getAttribute('data-key')
      await expect.poll(() => focused(page)).toBe(`${last} 7`)
    }))

  it('views as a level: what it finds, and whom it could ask', () =>
    through('/matrix?v=medical&as=user', async (page) => {
      expect(await page.getByRole('columnheader', { name: /Could ask/ }).count()).toBe(1)
      expect(await cell(page, 'drug-information', 'user').textContent()).toContain('finds general')
      expect(await cell(page, 'drug-information', 'could ask').textContent()).toContain('to vouch')
      expect(await cell(page, 'chemical-weapons', 'could ask').textContent()).toBe('nobody')
      const rows = Number(await page.getByRole('grid').getAttribute('aria-rowcount'))
      expect(await page.locator('.matrix-grid tr').count()).toBe(rows)
    }))

  it('copies itself as a command', () =>
    through('/matrix?as=user&fact=user.age_group=adult@developer', async (page) => {
      await page.keyboard.press('.')
      await page.getByText('The command was copied.').waitFor()
      const copied = await page.evaluate(() => navigator.clipboard.readText())
      expect(copied).toMatch(/^npx bylaw matrix --as user --spec .+ --fact user\.age_group=adult@developer$/)
    }))
})
