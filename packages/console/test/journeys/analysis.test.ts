import type { Gateway } from '@bylaw/gateway'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath, startBrowser, type Visit, visit } from '../browser.ts'
import { serveWritten } from '../written.ts'

const spec = `---
bylaw: 1
layer: root
---
# Selling {#selling authority=user}

\`\`\`yaml bylaw
facts:
  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer}
\`\`\`

\`\`\`yaml bylaw
behavior: selling
values: [none, mention, press]
default: none
rules:
  - when: user.age_group == "under_18"
    limit: mention
\`\`\`

\`\`\`yaml bylaw
invariant: nobody is pressed
holds: 'behavior["selling"] != "press"'
\`\`\`

\`\`\`yaml bylaw
invariant: the young are never pressed
holds: 'behavior["selling"] != "press" || user.age_group == "adult"'
\`\`\`
`

const shop = `---
bylaw: 1
layer: developer
---
# Shop {#shop}

\`\`\`yaml bylaw
when: user.age_group == "under_18"
limit: {selling: mention}
\`\`\`

\`\`\`yaml bylaw
limit: {selling: press}
\`\`\`

\`\`\`yaml bylaw
when: user.age_group == "under_18" && user.age_group == "adult"
limit: {selling: none}
\`\`\`
`

const config = `
listen: 127.0.0.1:4141
specs: [./spec.md]
deployments:
  shop:
    layers: [{ developer: ./shop.md }]
    upstreams: [{ format: rehearsal }]
library:
  open: { title: Open, layers: [] }
store: .bylaw
`

/** Without a browser there is nothing to see here; a build server has to have one. */
const skipped = chromiumPath() === null && process.env.CI === undefined

describe.skipIf(skipped)('the analysis, in a browser', () => {
  let gateway: Gateway
  let browser: Browser
  let here: Visit
  beforeAll(async () => {
    gateway = await serveWritten(config, { 'spec.md': spec, 'shop.md': shop })
    browser = await startBrowser()
    here = await visit(browser, { reducedMotion: 'reduce' })
  })
  afterAll(async () => {
    expect(here.errors).toEqual([])
    expect(here.foreign).toEqual([])
    await browser.close()
    await gateway.close()
  })

  const open = async (path: string): Promise<Page> => {
    const { page } = here
    await page.goto('about:blank')
    await page.goto(gateway.url + path)
    await page.waitForSelector('.analysis[data-ready]')
    return page
  }
  const told = (page: Page) => page.locator('.analysis')
  const finding = /can never hold|never holds|holds in no/i

  test('by mouse: from a finding to a draft without it', async () => {
    const page = await open('/analysis')
    await page.locator('.analysis-kinds').getByRole('link', { name: 'never-holds' }).click()
    expect(new URL(page.url()).searchParams.get('kind')).toBe('never-holds')
    await page.locator('.analysis-finding [data-row]').first().click()
    await told(page).getByRole('heading', { name: 'What could be written instead' }).waitFor()
    expect(await page.locator('.analysis-line-gone').count()).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'Draft it' }).click()
    await told(page).getByText('The draft takes this away').waitFor()
    await page.getByRole('region', { name: 'What the draft does' }).getByText('1 finding gone').waitFor()
    await page.goBack()
    await page.getByRole('button', { name: 'Discard' }).click()
  })

  test('by mouse: from a refuted invariant to a draft that breaks it', async () => {
    const page = await open('/analysis/invariants?words=root')
    const refuted = page.locator('.analysis-invariant-refuted')
    expect(await refuted.count()).toBe(1)
    expect(await page.locator('.analysis-invariant-holds').count()).toBe(1)
    await refuted.getByRole('link', { name: 'nobody is pressed' }).click()
    await told(page)
      .getByText(/It does not hold/)
      .waitFor()
    await told(page)
      .getByText(/it comes out so|With them:/)
      .waitFor()
    await page.getByRole('button', { name: 'Open in the playground as a draft' }).click()
    await page.waitForURL((url) => url.pathname === '/play' && url.hash.startsWith('#s='))
    expect(new URL(page.url()).searchParams.get('behavior')).toBe('selling')
    expect(new URL(page.url()).searchParams.getAll('fact').join()).toContain('user.age_group=adult')
  })

  test('by keyboard: down the envelope, into a behavior and back', async () => {
    const page = await open('/analysis/envelope')
    await page.keyboard.press('j')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname === '/analysis/envelope/selling')
    await told(page).locator('.analysis-rung-decided').waitFor()
    expect(await page.locator('.analysis-rung-decided').innerText()).toContain('none')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H2')
    const table = told(page).getByText('Every situation as a table')
    await table.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('region', { name: 'Every situation' }).getByRole('row').nth(1).waitFor()
    await told(page).getByRole('combobox', { name: 'Value', exact: true }).focus()
    await page.keyboard.type('press')
    await told(page).getByRole('list', { name: 'What root would have to say' }).waitFor()
    await page.locator('h2').focus()
    await page.keyboard.press('Escape')
    await page.waitForURL((url) => url.pathname === '/analysis/envelope')
  })

  test('by keyboard: a filter that leaves nothing says so, and what was left out', async () => {
    const page = await open('/analysis')
    await page.keyboard.press('/')
    await page.keyboard.type('nothing is called so')
    await told(page).getByRole('heading', { name: 'No finding fits' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.locator('.analysis-finding').first().waitFor()
    expect(await told(page).innerText()).toMatch(finding)
  })

  test('an empty list says everything that was looked for', async () => {
    const page = await open('/analysis?v=open')
    await told(page).getByRole('heading', { name: 'Nothing was found' }).waitFor()
    const kinds = page.locator('.analysis-kind')
    expect(await kinds.count()).toBeGreaterThan(10)
    expect((await kinds.locator('b').allInnerTexts()).every((count) => count === '0')).toBe(true)
  })
})
