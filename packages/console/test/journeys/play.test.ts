import type { Gateway } from '@bylaw/gateway'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath, startBrowser, type Visit, visit } from '../browser.ts'
import { serveConsole } from '../house.ts'

const skipped = chromiumPath() === null && !process.env.CI
const minor = '/play?v=medical&behavior=drug-information&fact=user.age_group=under_18@developer'

describe.skipIf(skipped)('the playground in a browser', () => {
  let gateway: Gateway
  let browser: Awaited<ReturnType<typeof startBrowser>>
  let current: Visit

  beforeAll(async () => {
    gateway = await serveConsole()
    browser = await startBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    await gateway?.close()
  })

  const start = async (path: string): Promise<Page> => {
    current = await visit(browser, { reducedMotion: 'reduce' })
    await current.page.goto(gateway.url + path)
    return current.page
  }

  const open = async (path: string): Promise<Page> => {
    const page = await start(path)
    await page.waitForSelector('.play[data-ready], .play-beginning[data-ready]')
    return page
  }

  const close = async () => {
    expect(current.errors).toEqual([])
    expect(current.foreign).toEqual([])
    await current.close()
  }

  const verdict = (page: Page, value: string) => page.waitForSelector(`.play [data-verdict="${value}"]`)

  it('leads from the first page to a change that was tried and sent, by mouse', async () => {
    const page = await start('/')
    await page.getByRole('combobox', { name: 'Operator' }).selectOption('medical')
    await page.waitForURL(/medical/)
    await page.getByRole('link', { name: 'Playground' }).click()
    await page.getByRole('combobox', { name: 'Behavior' }).click()
    await page.getByRole('option', { name: /illicit drugs/ }).click()
    await verdict(page, 'general')
    await page.getByRole('combobox', { name: 'user.age_group', exact: true }).selectOption('under_18')
    await page.waitForURL(/under_18@developer/)

    const changes = page.getByRole('region', { name: 'What would change this' })
    expect(await changes.getByRole('heading', { level: 3 }).allTextContents()).toEqual(
      expect.arrayContaining([expect.stringContaining('root')]),
    )
    await changes.getByRole('button', { name: /^Try it: root sets without-warnings/ }).click()
    await verdict(page, 'without-warnings')
    expect(await page.getByRole('region', { name: 'What was tried' }).textContent()).toMatch(
      /general.*without-warnings/,
    )

    await page.getByText('What the draft does everywhere').click()
    const effects = page.getByRole('list', { name: 'Decisions that change' })
    await effects.waitFor()
    expect(await effects.textContent()).toContain('looser')

    await page.waitForURL(/#s=/)
    await page.getByRole('button', { name: 'Copy link' }).click()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    const other = await visit(browser)
    await other.page.goto(link)
    await verdict(other.page, 'without-warnings')
    expect(await other.page.textContent('.play-sentence')).toBe(await page.textContent('.play-sentence'))
    expect(other.errors).toEqual([])
    await other.close()

    await page.getByRole('button', { name: 'Undo' }).click()
    await verdict(page, 'general')
    expect(await page.getByRole('complementary', { name: 'Draft' }).count()).toBe(0)
    await close()
  })

  it('does the same by keyboard alone', async () => {
    const page = await open('/play?v=medical&fact=user.age_group=under_18@developer')
    await tabTo(page, 'Behavior')
    await page.keyboard.type('illicit')
    await page.keyboard.press('Enter')
    await verdict(page, 'general')
    await tabTo(page, 'Try it: root sets without-warnings')
    await page.keyboard.press('Enter')
    await verdict(page, 'without-warnings')
    expect(await focused(page)).toBe('What was tried')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Undo')
    await page.keyboard.press('Enter')
    await verdict(page, 'general')
    await page.keyboard.press('Control+Enter')
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toBe('{"behavior":"drug-information","facts":[{"name":"user.age_group","value":"under_18","by":"developer"}]}')
    await close()
  })

  it('is entered and left by Tab where texts are edited', async () => {
    const page = await open(minor)
    await page.waitForSelector('.play-editor .cm-content')
    await tabTo(page, 'medical.md')
    await page.keyboard.type('x')
    await page.waitForSelector('.play-mark:has-text("edited")')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    expect(await focused(page)).not.toContain('medical.md')
    await close()
  })

  it('keeps the last decision while the draft is refused, and says what is wrong', async () => {
    const page = await open(minor)
    await writeDecline(page)
    await verdict(page, 'decline')
    await page.keyboard.press('Backspace')
    await page.getByText('As it stands the draft is refused. This is the last').waitFor()
    await verdict(page, 'decline')
    const wrong = page.getByRole('list', { name: 'What is wrong' })
    expect(await wrong.textContent()).toContain('declin')
    await wrong.getByRole('button').first().click()
    expect(await focused(page)).toContain('medical.md')
    await close()
  })

  it('decides at each keystroke; how long that takes is printed', async () => {
    const page = await open(minor)
    await writeDecline(page)
    await verdict(page, 'decline')
    await page.keyboard.press('Home')
    await page.keyboard.type('when: context.turn < 0')
    for (const key of ['Enter', 'ArrowUp', 'End']) await page.keyboard.press(key)
    await verdict(page, 'general')
    await page.evaluate(() => {
      addEventListener('keydown', ({ key }) => /[1-9]/.test(key) && performance.mark('key'), true)
      const measure = () => document.querySelector('[data-verdict=decline]') && performance.measure('decided', 'key')
      new MutationObserver(measure).observe(document.querySelector('[data-verdict]')!, { attributes: true })
    })
    for (const digit of '123456789') {
      await page.keyboard.press('Backspace')
      await page.waitForTimeout(150)
      await page.keyboard.press(digit)
      await verdict(page, 'decline')
      await page.waitForTimeout(400)
      await page.keyboard.press('Backspace')
      await page.keyboard.press('0')
      await verdict(page, 'general')
      await page.waitForTimeout(400)
    }
    const times = await page.evaluate(() => performance.getEntriesByName('decided').map(({ duration }) => duration))
    const sorted = times.toSorted((a, b) => a - b)
    console.log(`from keystroke to decision: median ${sorted[4]!.toFixed(0)} ms, worst ${sorted.at(-1)!.toFixed(0)} ms`)
    expect(times).toHaveLength(9)
    await close()
  })

  it('plays an example of the spec, and takes over what it says', async () => {
    const page = await open('/play?v=pharmacy')
    await page.locator('.play-card').first().click()
    await page.getByRole('list', { name: 'Graded answers' }).waitFor()
    expect(new URL(page.url()).searchParams.get('example')).toMatch(/~\d+$/)
    expect(await page.locator('.play [data-verdict]').count()).toBe(1)
    await close()
  })

  it('shows what a draft does everywhere without leaving what is played, and comes back to where one was', async () => {
    const page = await open(minor)
    await page.getByRole('button', { name: /^Try it: root takes back/ }).click()
    await verdict(page, 'with-warnings')
    const tray = page.getByRole('complementary', { name: 'Draft' })
    await tray.getByText('In some situation: looser for 1 behavior.').waitFor()
    await tray.getByRole('link', { name: 'What it does everywhere' }).click()
    await page.getByRole('list', { name: 'Decisions that change' }).waitFor()
    expect(new URL(page.url()).searchParams.get('behavior')).toBe('drug-information')
    await expect.poll(() => focused(page)).toBe('What the draft does everywhere')
    const top = () =>
      page.evaluate(() => Math.round(document.querySelector('.play-elsewhere')!.getBoundingClientRect().top))
    await expect.poll(top).toBeLessThan(200)
    await expect.poll(() => page.evaluate(() => history.state?.scrolled?.y ?? 0)).toBeGreaterThan(0)
    const before = await page.evaluate(() => scrollY)

    await page.getByRole('link', { name: 'Analysis' }).click()
    await page.waitForSelector('.analysis[data-ready]')
    expect(await page.evaluate(() => scrollY)).toBe(0)
    await page.goBack()
    await verdict(page, 'with-warnings')
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(before)
    await close()
  })

  it('brings back a draft that was discarded', async () => {
    const page = await open(minor)
    await page.getByRole('button', { name: /^Try it: root takes back/ }).click()
    await verdict(page, 'with-warnings')
    await page.waitForURL(/#s=/)
    await page.getByRole('button', { name: 'Discard' }).click()
    await verdict(page, 'general')
    await page.getByRole('button', { name: 'Bring it back' }).click()
    await verdict(page, 'with-warnings')
    await page.waitForURL(/#s=/)
    await close()
  })

  it('says visibly that a link was copied', async () => {
    const page = await open(minor)
    await page.getByRole('button', { name: 'Copy link' }).click()
    await page.locator('.told:visible', { hasText: 'The link was copied' }).waitFor()
    await close()
  })

  it('adds a layer, and takes it out again', async () => {
    const page = await open(minor)
    await page.getByRole('button', { name: '+ layer at user' }).click()
    await page.waitForSelector('.play-mark:has-text("added")')
    await page.getByRole('button', { name: 'Remove the layer' }).click()
    await page.waitForSelector('.play-mark', { state: 'detached' })
    await close()
  })
})

/** Puts a statement that declines at the end of the operator's layer, and leaves the cursor behind its value. */
async function writeDecline(page: Page): Promise<void> {
  await page.waitForSelector('.play-editor .cm-content')
  await page.getByRole('button', { name: '+ statement on drug-information' }).click()
  const editor = page.getByRole('textbox', { name: /medical\.md/ })
  await page.waitForSelector('.play-mark:has-text("edited")')
  await editor.focus()
  for (const key of ['Control+End', 'ArrowUp', 'ArrowUp', 'End', 'ArrowLeft']) await page.keyboard.press(key)
  for (const _ of 'general') await page.keyboard.press('Backspace')
  await page.keyboard.type('decline')
}

/** The name of what has the focus, looked for inside shadow roots, too. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const outer = document.activeElement === document.body ? null : document.activeElement
    const inner = outer?.shadowRoot?.activeElement ?? outer
    const labelled = inner instanceof HTMLInputElement ? inner.labels?.[0]?.textContent : null
    return inner?.getAttribute('aria-label') ?? labelled ?? inner?.textContent ?? ''
  })

/** Presses Tab until something of that name has the focus. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 90; step++) {
    if ((await focused(page)).includes(name)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reaches ${name}`)
}
