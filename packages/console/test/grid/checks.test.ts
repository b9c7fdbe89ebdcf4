import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBrowser, visit, withoutBrowser } from '../browser.ts'
import { axeFindings } from './axe.ts'
import { focusFaults } from './focus.ts'
import { lookAs, narrow } from './modes.ts'
import { motionFaults, outlineFaults, sidewaysFaults, targetFaults } from './shape.ts'

const links = (count: number, style = '') =>
  Array.from({ length: count }, (_, place) => `<p><a href="#${place}" style="${style}">link ${place}</a></p>`).join('')

const sound = `<!doctype html><html lang="en"><title>Screen</title>
<style>:focus-visible { outline: 2px solid blue }</style>
<header>top</header><nav aria-label="Screens"><p><a href="#here" aria-current="page" style="display:inline-block;min-height:24px">Screen</a></p>${links(6, 'display:inline-block;min-height:24px')}</nav>
<main><h1>One</h1><h2>Two</h2><p>Text.</p></main></html>`

const why = withoutBrowser === null ? '' : ` (skipped: ${withoutBrowser})`

describe.skipIf(withoutBrowser !== null)(`each check of the grid finds what it looks for${why}`, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startBrowser()
  })
  afterAll(() => browser?.close())

  const shown = async (html: string) => {
    const { page } = await visit(browser, { reducedMotion: 'reduce' })
    await page.setContent(html)
    return page
  }

  it('and nothing in a sound page', async () => {
    const page = await shown(sound)
    expect(await axeFindings(page, 'all')).toEqual([])
    expect(await outlineFaults(page)).toEqual([])
    expect(await targetFaults(page)).toEqual([])
    expect(await focusFaults(page)).toEqual([])
    expect(await motionFaults(page)).toEqual([])
    await lookAs(page, narrow)
    expect(await sidewaysFaults(page)).toEqual([])
  })

  it('by axe-core: a field without a name, grey on grey, a small target', async () => {
    const small = '<button style="width:9px;height:9px;padding:0;border:0" aria-label="x"></button>'
    const page = await shown(
      `<main><h1>a</h1><input><p style="color:#999;background:#888">text</p>${small}${small}</main>`,
    )
    const rules = (await axeFindings(page, 'all')).map((found) => found.split(':')[0])
    expect(rules).toEqual(expect.arrayContaining(['label', 'color-contrast', 'html-has-lang', 'target-size']))
    expect((await axeFindings(page, 'colours')).map((found) => found.split(':')[0])).toEqual(['color-contrast'])
  })

  it('an outline that leaves out a depth, names nothing, and has no landmarks', async () => {
    const page = await shown('<title>Other</title><h1>a</h1><h1>b</h1><h4>c</h4>')
    const faults = (await outlineFaults(page)).join('\n')
    for (const part of [
      'no language',
      'does not name',
      '2 headings h1',
      'leaves a depth out',
      'no nav',
      '0 times main',
    ])
      expect(faults).toContain(part)
  })

  it('what sticks out, but not what scrolls in a box of its own', async () => {
    const wide = '<div class="wide" style="width:900px">wide</div>'
    const page = await shown(`<div style="overflow:auto">${wide}</div>`)
    await lookAs(page, narrow)
    expect(await sidewaysFaults(page)).toEqual([])
    await page.setContent(wide)
    expect((await sidewaysFaults(page)).join()).toContain('class="wide"')
  })

  it('small targets beside others, but not a link in a sentence', async () => {
    const tiny = '<button style="width:12px;height:12px;padding:0">x</button>'
    expect(await targetFaults(await shown(`${tiny}${tiny}`))).toHaveLength(2)
    expect(await targetFaults(await shown(`<p>A <a href="#a">x</a><a href="#b">y</a> in it.</p>${tiny}`))).toEqual([])
  })

  it('a focus that is not marked, or behind something', async () => {
    const bare = await shown(`<style>:focus-visible { outline: none }</style>${links(6)}`)
    expect(await focusFaults(bare)).toHaveLength(6)
    const cover = '<div style="position:fixed;inset:0;background:white">over everything</div>'
    expect((await focusFaults(await shown(`${links(6)}${cover}`))).join()).toContain("can't be seen")
    expect((await focusFaults(await shown(links(2)))).join()).toContain('only 2')
  })

  it('what moves, eases or glides', async () => {
    const page = await shown(`<style>@keyframes a { to { opacity: 0 } }
      i { animation: a 9s infinite } b { transition: opacity 1s } html { scroll-behavior: smooth }</style><i>a</i><b>b</b>`)
    const faults = (await motionFaults(page)).join('\n')
    for (const part of ['moves', 'eases', 'scrolls smoothly']) expect(faults).toContain(part)
  })
})
