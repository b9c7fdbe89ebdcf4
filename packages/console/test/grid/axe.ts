import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']
const structure = ['region', 'landmark-unique', 'landmark-no-duplicate-banner', 'aria-dialog-name']
const colour = ['color-contrast', 'link-in-text-block']

type Axe = { readonly run: (options: object) => Promise<AxeResults> }

/**
 * What axe-core finds by the rules of WCAG 2.2 AA, one line each.
 * @param part `colours`: only what another theme can change
 */
export async function axeFindings(page: Page, part: 'all' | 'colours'): Promise<readonly string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source)
  await keepStill(page, 'static')
  const options = {
    runOnly:
      part === 'all'
        ? { type: 'rule', values: [...(await rulesOf(page)), ...structure] }
        : { type: 'rule', values: colour },
    resultTypes: ['violations'],
    preload: false,
    elementRef: false,
  }
  const { violations } = await page.evaluate((given) => (window as unknown as { axe: Axe }).axe.run(given), options)
  await keepStill(page, '')
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.slice(0, 6).map(({ target, html, any, all }) => {
      const why = [...any, ...all].map(({ message }) => message).slice(0, 1)
      return [`${id}: ${help}`, target.join(' '), html.slice(0, 160), ...why].join(' | ')
    }),
  )
}

/** What lies over the page as it is scrolled lies over none of it then: whether a control is hidden depends on the scrolling. */
const keepStill = (page: Page, position: 'static' | ''): Promise<void> =>
  page.evaluate((chosen) => {
    for (const bar of document.querySelectorAll<HTMLElement>('.shell-top, .draft')) bar.style.position = chosen
  }, position)

/** The rules of the tags, `target-size` among them, which axe-core leaves out unless it is named; none that it only tries. */
async function rulesOf(page: Page): Promise<readonly string[]> {
  const rules = await page.evaluate((asked) => {
    const { axe } = window as unknown as { axe: { getRules(tags: string[]): { ruleId: string; tags: string[] }[] } }
    return axe.getRules(asked).map(({ ruleId, tags: own }) => ({ ruleId, tags: own }))
  }, tags)
  const tried = ({ ruleId, tags: own }: { ruleId: string; tags: string[] }) =>
    own.includes('deprecated') || (own.includes('experimental') && ruleId !== 'label-content-name-mismatch')
  return rules.filter((rule) => !tried(rule)).map(({ ruleId }) => ruleId)
}
