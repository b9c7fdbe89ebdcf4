import type { Gateway } from '@bylaw/gateway'
import type { Browser } from 'playwright-core'
import { draftBetween, pack, type WrittenFile } from '../../src/place/draft.ts'
import { startBrowser, type Visit, visit } from '../browser.ts'
import { serveWritten } from '../written.ts'
import { config, drafted, policies } from './policies.ts'

/** What the states of the grid are looked at in: a gateway with a stack of each kind, a browser, and drafts to link to. */
export interface Room {
  readonly gateway: Gateway
  readonly browser: Browser
  readonly here: Visit
  /** Drafts of the small stack as they stand behind `#s=`, and its digest. */
  readonly drafts: { readonly good: string; readonly broken: string; readonly of: string }
  close(): Promise<void>
}

/** Everything that one file of the grid needs; close it. */
export async function openRoom(): Promise<Room> {
  const gateway = await serveWritten(config, policies)
  const browser = await startBrowser()
  const here = await visit(browser)
  const close = async () => {
    await browser.close()
    await gateway.close()
  }
  return { gateway, browser, here, drafts: await draftsOf(gateway), close }
}

async function draftsOf({ url }: Gateway): Promise<Room['drafts']> {
  const answer = await fetch(`${url}/v1/policies/small`)
  const { digest, layers } = (await answer.json()) as { digest: string; layers: readonly WrittenFile[] }
  const packed = ({ block, done }: { readonly block: string; readonly done: string }) => {
    const after = layers.map((each) =>
      each.level === 'developer' ? { ...each, text: `${each.text}\n~~~yaml bylaw\n${block}\n~~~\n` } : each,
    )
    return pack(draftBetween(layers, after, [done]))
  }
  return { good: await packed(drafted.good), broken: await packed(drafted.broken), of: digest }
}
