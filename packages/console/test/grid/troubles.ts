import type { Page } from 'playwright-core'

/** What can go wrong between the page and its gateway. */
export type Trouble = 'slow' | 'error' | 'offline' | 'key' | 'nothing'

/** From now on, questions to the gateway's API fare so. */
export async function makeTrouble(page: Page, trouble: Trouble): Promise<void> {
  await page.route('**/v1/**', async (route) => {
    if (trouble === 'slow') return
    if (trouble === 'offline') return route.abort('connectionrefused')
    if (trouble === 'nothing') return route.fulfill({ json: { object: 'list', data: [] } })
    const [status, message] =
      trouble === 'key' ? ([401, 'this gateway wants a key'] as const) : ([500, 'something went wrong here'] as const)
    const headers = { 'bylaw-decision': 'dec_0123456789abcdef' }
    await route.fulfill({ status, headers, json: { error: { message, type: 'server_error', code: 'failed' } } })
  })
}

export const endTrouble = (page: Page): Promise<void> => page.unroute('**/v1/**')

/** What each trouble shows in the page. */
export const shownIn: Readonly<Record<Trouble, string>> = {
  slow: '[data-state="loading"] .loading-line',
  error: '[data-state="error"]',
  offline: '[data-state="offline"]',
  key: '.sign-in',
  nothing: '[data-state="empty"]',
}
