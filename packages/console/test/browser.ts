import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** Where Debian, Ubuntu, macOS and Windows have a Chromium or a Chrome; `BYLAW_CHROMIUM` names another one. */
const places = [
  process.env.BYLAW_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The browser of this machine; null where there is none. */
export const chromiumPath = (): string | null => places.find((place) => place && existsSync(place)) ?? null

/** Why tests in a browser are skipped here; null where they run. Whoever checks everything must have one. */
export const withoutBrowser: string | null =
  chromiumPath() === null && !process.env.CI ? 'no Chromium is installed' : null

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A page and what went wrong in it. */
export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** Console errors, uncaught errors, violations of the content security policy. */
  readonly errors: string[]
  /** Requests to another origin than the page's own. */
  readonly foreign: string[]
  close(): Promise<void>
}

/** A headless browser with a fresh profile. */
export async function startBrowser(): Promise<Browser & { readonly profile: string }> {
  const executablePath = chromiumPath()
  if (executablePath === null) throw new Error('no Chromium is installed')
  const profile = mkdtempSync(join(tmpdir(), 'bylaw-chromium-'))
  const browser = await chromium.launch({ executablePath, args: [...quiet, `--disk-cache-dir=${profile}`] })
  browser.on('disconnected', () => rmSync(profile, { recursive: true, force: true }))
  return Object.assign(browser, { profile })
}

/** A page of its own, nothing remembered of others. */
export async function visit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  })
  const page = await context.newPage()
  const errors: string[] = []
  const foreign: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(String(error)))
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    const own = page.url() === 'about:blank' || origin === new URL(page.url()).origin
    if (!own && !['data:', 'blob:'].includes(protocol)) foreign.push(request.url())
  })
  return { page, context, errors, foreign, close: () => context.close() }
}
