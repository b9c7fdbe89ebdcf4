/**
 * The console: a spec to be read, who may change what, situations to be tried, and what the layers add up to, in a browser.
 *
 *     startGateway(config, { console: appFolder() })
 *     const files = await siteFiles([{ name: 'spec', title: 'Spec', files: [{ level: 'root', file: 'spec.md', text }] }], {}, siteParts())
 */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { SiteOptions, SitePages, SiteStack } from './site/stacks.ts'

export type { SiteOptions, SiteStack } from './site/stacks.ts'

/** The folder of the app that a gateway serves, absolute; null where it was not built. */
export const appFolder = (): string | null => built('app', 'index.html')

/** The folder of what every site is made of, absolute; null where it was not built. */
export const siteParts = (): string | null => built('site', 'console.js')

/** What every site holds, whatever it shows. */
const shared = ['console.js', 'console.css', 'engine.js', 'boot.js', 'icon.svg']

/**
 * The console with these stacks as files, by their names: it runs from any folder or host, and asks no server anything.
 * @param stacks at least one; the first is shown first, and its text is in the page itself
 * @param parts what `siteParts` names
 */
export async function siteFiles(
  stacks: readonly SiteStack[],
  options: SiteOptions,
  parts: string,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const { sitePages } = (await import(pathToFileURL(`${parts}.js`).href)) as SiteMaker
  const { index, data } = sitePages(stacks, options)
  const same = shared.map((name) => [name, readFileSync(resolve(parts, name))] as const)
  return new Map<string, string | Uint8Array>([...same, ['data.js', data], ['index.html', index]])
}

/** What the build makes beside the folder of the parts. */
interface SiteMaker {
  sitePages(stacks: readonly SiteStack[], options: SiteOptions): SitePages
}

/** What the build made, beside the sources or in the published package; null where it was not built. */
function built(name: string, sign: string): string | null {
  const places = [resolve(import.meta.dirname, '../dist', name), resolve(import.meta.dirname, name)]
  return places.find((place) => existsSync(resolve(place, sign))) ?? null
}
