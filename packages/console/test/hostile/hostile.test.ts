import type { Gateway } from '@bylaw/gateway'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { draftBetween, pack, type WrittenFile } from '../../src/place/draft.ts'
import { startBrowser, type Visit, visit, withoutBrowser } from '../browser.ts'
import { serveWritten } from '../written.ts'
import { fileName, hostileConfig, hostileFiles, image, marked, plain, script, unquoted } from './policies.ts'

/** A place of the console, and what must be read there. */
interface Place {
  readonly name: string
  at(drafted: string): string
  readonly shows: readonly string[]
  readonly until?: string
  act?(here: Visit): Promise<unknown>
}

const payload = encodeURIComponent(`${image}${script}`)

const places: readonly Place[] = [
  {
    name: 'the spec',
    at: () => '/spec',
    until: '[data-whole]',
    shows: [
      ...['spec title', 'prose', 'cell', 'code', 'commentary text', 'footnote', 'fact title', 'behavior title'].map(
        marked,
      ),
      ...['developer turn', 'user turn', 'untrusted', 'good answer', 'good note', 'bad answer', 'bad note'].map(marked),
      ...['invariant', 'html block', 'deployment title', 'library title'].map(marked),
      ...['first heading', 'operator heading', 'example title'].map(plain),
      unquoted('commentary'),
    ],
  },
  { name: 'a refused spec', at: () => '/spec/wrong', shows: [plain('wrong heading'), image] },
  { name: 'two versions', at: () => '/spec/other..shop', shows: [plain('operator heading')] },
  {
    name: 'hits of the search',
    at: () => '/spec',
    until: '[data-whole]',
    act: async ({ page }) => {
      await page.fill('.spec-search input', 'prose')
      await page.waitForSelector('.spec-search [role="option"]')
    },
    shows: [marked('prose')],
  },
  {
    name: 'the palette',
    at: () => '/spec',
    act: async ({ page }) => {
      await page.keyboard.press('Control+k')
      await page.fill('dialog [role="combobox"]', 'behavior title')
    },
    shows: [marked('behavior title')],
  },
  {
    name: 'the facts',
    at: () => `/spec?fact=user.age_group=${payload}@user&fact=${payload}=1@${payload}`,
    act: ({ page }) => page.click('.chip-add'),
    shows: [marked('fact title')],
  },
  { name: 'the matrix', at: () => '/matrix', shows: [marked('behavior title')] },
  {
    name: 'the matrix with its panel',
    at: () => '/matrix?sel=drug-information:user&cmp=other',
    shows: [marked('behavior title')],
  },
  {
    name: 'the matrix of an address',
    at: () => `/matrix?q=${payload}&as=${payload}&sel=${payload}:${payload}`,
    shows: [],
  },
  {
    name: 'a decision',
    at: () => '/play?behavior=drug-information&trace=all&show=effects',
    shows: [marked('behavior title')],
  },
  { name: 'the playground at its beginning', at: () => '/play', shows: [plain('example title')] },
  {
    name: 'an example',
    at: () => '/play?example=drugs~1&behavior=drug-information',
    shows: [plain('example title'), marked('user turn')],
  },
  {
    name: 'the playground of an address',
    at: () => `/play?behavior=${payload}&args=${payload}&example=${payload}&as=${payload}&rows=${payload}`,
    until: '.play, .play-empty',
    shows: [],
  },
  { name: 'findings', at: () => '/analysis', shows: [] },
  { name: 'findings of a refused spec', at: () => '/analysis?v=wrong', shows: [] },
  { name: 'invariants', at: () => '/analysis/invariants', shows: [marked('invariant')] },
  {
    name: 'an invariant',
    at: () => `/analysis/invariants/${encodeURIComponent(marked('invariant')).replaceAll('.', '%2E')}`,
    shows: [marked('invariant')],
  },
  { name: 'the envelope', at: () => '/analysis/envelope', shows: [] },
  {
    name: 'the envelope of a behavior',
    at: () => '/analysis/envelope/drug-information',
    shows: [marked('behavior title')],
  },
  {
    name: 'the analysis of an address',
    at: () => `/analysis/finding/${payload}?kind=${payload}&words=${payload}`,
    shows: [],
  },
  { name: 'a version of an address', at: () => `/spec/${payload}`, until: '[data-state]', shows: [] },
  {
    name: 'a draft',
    at: (drafted) => `/play?behavior=drug-information#s=${drafted}`,
    until: '.draft',
    act: ({ page }) => page.getByRole('button', { name: 'Show them' }).click(),
    shows: [marked('draft done')],
  },
]

const why = withoutBrowser === null ? '' : ` (skipped: ${withoutBrowser})`

describe.skipIf(withoutBrowser !== null)(`script in every field of a document${why}`, () => {
  let gateway: Gateway
  let browser: Browser
  let drafted = ''
  beforeAll(async () => {
    gateway = await serveWritten(hostileConfig, hostileFiles)
    browser = await startBrowser()
    drafted = await hostileDraft(gateway)
  })
  afterAll(async () => {
    await browser?.close()
    await gateway?.close()
  })

  it('is a policy that is decided by', async () => {
    const answer = (await (await fetch(`${gateway.url}/v1/policies`)).json()) as { data: { digest: string | null }[] }
    expect(answer.data.map(({ digest }) => digest !== null)).toEqual([true, true, false])
  })

  it.each(places)('is a text on $name', async (place) => {
    await readAt(place, {})
  })

  it.each(places)('is a text on $name, even without a content security policy', async (place) => {
    await readAt(place, { bypassCSP: true })
  })

  async function readAt({ at, until, act, shows }: Place, options: BrowserContextOptions): Promise<void> {
    const here = await visit(browser, options)
    const { page, errors, foreign } = here
    const dialogs: string[] = []
    page.on('dialog', async (dialog) => {
      dialogs.push(dialog.message())
      await dialog.dismiss()
    })
    try {
      await page.goto(gateway.url + at(drafted))
      await page.waitForSelector(until ?? '[data-ready]', { timeout: 15_000 })
      await act?.(here)
      await page.waitForTimeout(150)
      await unfold(here)
      const text = await page.evaluate(shownText)
      for (const each of shows) expect(text).toContain(each)
      expect(await page.evaluate(activeParts)).toEqual([])
      expect(await page.evaluate('window.pwned')).toBeUndefined()
      const own = errors.filter((error) => !error.startsWith('Failed to load resource'))
      expect({ own, foreign, dialogs }).toEqual({ own: [], foreign: [], dialogs: [] })
    } finally {
      await here.close()
    }
  }
})

/** Everything is unfolded, and hovered where it could listen. */
async function unfold({ page }: Visit): Promise<void> {
  await page.evaluate(() => {
    for (const fold of document.querySelectorAll('details')) fold.open = true
    for (const each of document.querySelectorAll('main *'))
      each.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))
  })
  await page.waitForTimeout(50)
}

/** Every text of the page, of fields and of editors too, as a person would read it. */
function shownText(): string {
  const fields = [...document.querySelectorAll<HTMLInputElement>('input, textarea')].map(({ value }) => value)
  return [document.body.textContent, ...fields].join('\n').replaceAll(/\s+/g, ' ')
}

/** What could run or ask: none of it comes from a text. */
function activeParts(): readonly string[] {
  const all = [...document.querySelectorAll('*')]
  const listening = all.filter((each) => [...each.attributes].some(({ name }) => name.startsWith('on')))
  const asking = all.filter((each) =>
    each.matches('img, iframe, object, embed, video, audio, base, form[action], [srcdoc], [formaction]'),
  )
  const scripts = [...document.scripts].filter(({ src }) => !src.startsWith(`${location.origin}/console/`))
  const styles = [...document.querySelectorAll('style')]
  const leading = [...document.querySelectorAll<HTMLAnchorElement>('a[href]')].filter(
    ({ protocol }) => !['http:', 'https:', 'mailto:'].includes(protocol),
  )
  const telling = [...document.querySelectorAll<HTMLAnchorElement>('a[href^="http"]')].filter(
    ({ origin, rel }) => origin !== location.origin && !rel.includes('noreferrer'),
  )
  return [...listening, ...asking, ...scripts, ...styles, ...leading, ...telling].map((each) =>
    each.outerHTML.slice(0, 200),
  )
}

async function hostileDraft({ url }: Gateway): Promise<string> {
  const { layers } = (await (await fetch(`${url}/v1/policies/shop`)).json()) as { layers: readonly WrittenFile[] }
  const text = `# ${marked('draft heading')}\n\n~~~yaml bylaw\nlimit: {drug-information: refuse}\n~~~\n`
  const added = { level: 'user', file: `user-${fileName}`, text }
  return pack(draftBetween(layers, [...layers, added], [marked('draft done')]))
}
