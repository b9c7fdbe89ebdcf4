import { request } from 'node:http'
import type { Gateway } from '@bylaw/gateway'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, type Visit, visit, withoutBrowser } from './browser.ts'
import { serveConsole } from './house.ts'

const why = withoutBrowser === null ? '' : ` (skipped: ${withoutBrowser})`

describe.skipIf(withoutBrowser !== null)(`the console in a browser that trusts nothing${why}`, () => {
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

  const opened = async (path: string, ready = '[data-ready]'): Promise<Visit> => {
    const here = await visit(browser)
    await here.page.goto(gateway.url + path)
    await here.page.waitForSelector(ready, { timeout: 15_000 })
    return here
  }

  it('gives the page and each of its files the same strict headers', async () => {
    const here = await visit(browser)
    const seen = new Map<string, Record<string, string>>()
    here.page.on('response', (answer) => {
      const { pathname } = new URL(answer.url())
      if (!pathname.startsWith('/v1/')) seen.set(pathname, answer.headers())
    })
    for (const path of ['/', '/matrix', '/play?behavior=drug-information', '/analysis']) {
      await here.page.goto(gateway.url + path)
      await here.page.waitForSelector('[data-ready]', { timeout: 15_000 })
    }
    const types = [...seen.values()].map((headers) => headers['content-type']!.split(';')[0])
    expect(new Set(types)).toEqual(new Set(['text/html', 'text/javascript', 'text/css', 'image/svg+xml']))
    for (const [path, headers] of seen) {
      const policy = headers['content-security-policy']!.split('; ')
      expect(policy, path).toContain("default-src 'none'")
      expect(policy, path).toContain("script-src 'self'")
      expect(policy, path).toContain("require-trusted-types-for 'script'")
      expect(policy, path).toContain("frame-ancestors 'none'")
      expect(policy.join(' '), path).not.toMatch(/unsafe|\*|https?:/)
      expect(headers['x-content-type-options'], path).toBe('nosniff')
      expect(headers['referrer-policy'], path).toBe('no-referrer')
    }
    expect({ errors: here.errors, foreign: here.foreign }).toEqual({ errors: [], foreign: [] })
    await here.close()
  })

  it('makes no text into markup or code', async () => {
    const { page, close } = await opened('/spec')
    const refused = await page.evaluate(async () => {
      // what a debugger runs at once is excused from the policy
      await new Promise((later) => setTimeout(later))
      const attempts: Readonly<Record<string, () => unknown>> = {
        innerHTML: () => {
          document.createElement('div').innerHTML = '<b>text</b>'
        },
        // biome-ignore lint/security/noGlobalEval: that it is refused is what is tested
        eval: () => globalThis.eval('1'),
        function: () => new Function('return 1')(),
        script: () => {
          document.createElement('script').text = '1'
        },
        worker: () => new Worker('/console/theme.js'),
        policy: () =>
          (
            globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): unknown } }
          ).trustedTypes.createPolicy('bylaw', {}),
      }
      return Object.entries(attempts).map(([name, attempt]) => {
        try {
          attempt()
          return `${name} is done`
        } catch (error) {
          return `${name}: ${(error as Error).name}`
        }
      })
    })
    expect(refused).toEqual([
      'innerHTML: TypeError',
      'eval: EvalError',
      'function: EvalError',
      'script: TypeError',
      'worker: TypeError',
      'policy: TypeError',
    ])
    await close()
  })

  it('asks nobody else and loads nothing from elsewhere, however it is told to', async () => {
    const { page, close } = await opened('/spec')
    const asked = await page.evaluate(async () => {
      const fetched = await fetch('http://elsewhere.invalid/').then(
        () => 'asked',
        () => 'refused',
      )
      const image = await new Promise((done) => {
        const element = document.createElement('img')
        element.onload = () => done('loaded')
        element.onerror = () => done('refused')
        element.src = 'http://elsewhere.invalid/x.png'
      })
      return [fetched, image]
    })
    expect(asked).toEqual(['refused', 'refused'])
    await close()
  })

  it('has its engine in a worker that came from the same place', async () => {
    const { page, close } = await opened('/matrix')
    const workers = page.workers().map((worker) => new URL(worker.url()))
    expect(workers.map(({ origin }) => origin)).toEqual([new URL(gateway.url).origin])
    expect(workers[0]!.pathname).toMatch(/^\/console\/worker-[\w-]+\.js$/)
    await close()
  })

  it("stands in nobody's frame", async () => {
    const { page, errors, close } = await visit(browser)
    await page.goto(`${gateway.url}/console/icon.svg`)
    await page.route('**/frame', (route) =>
      route.fulfill({ contentType: 'text/html', body: `<title>a</title><iframe src="${gateway.url}/spec"></iframe>` }),
    )
    await page.goto(`${gateway.url}/frame`)
    await expect.poll(() => errors.join()).toContain('frame-ancestors')
    expect(await page.frames()[1]!.evaluate(() => document.body.textContent)).not.toContain('Bylaw')
    await close()
  })

  it('names no file of the program that the gateway would not give to everyone', async () => {
    const index = await textOf(`${gateway.url}/spec`)
    const named = [...index.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path!)
    expect(named.length).toBeGreaterThan(2)
    for (const path of named) expect(path).toMatch(/^\/console\/[\w.-]+$/)
    expect(index).not.toMatch(/<script>|<style|\son\w+=/)
  })
})

/** As a client without a browser's help reads it. */
const textOf = (url: string): Promise<string> =>
  new Promise((done, fail) => {
    request(url, { headers: { accept: 'text/html' } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      answer.on('end', () => done(text))
    })
      .on('error', fail)
      .end()
  })
