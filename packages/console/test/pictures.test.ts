import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { files } from '../pictures.ts'

const root = resolve(import.meta.dirname, '../../..')
const folder = join(root, 'docs/pictures')
const pages = ['README.md', ...readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'))].map((name) =>
  name === 'README.md' ? name : join('docs', name),
)

interface Shown {
  readonly page: string
  /** From the folder of the repository. */
  readonly file: string
  /** Null where the picture stands in for another one that has it. */
  readonly alt: string | null
}

/** Every picture of this repository that a page shows, as Markdown or as HTML. */
function shownIn(page: string): readonly Shown[] {
  const text = readFileSync(join(root, page), 'utf8')
  const attribute = (tag: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1] ?? ''
  const marked = [...text.matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)].map(([, alt, address]) => ({
    alt: alt!,
    address: address!,
  }))
  const tagged = [...text.matchAll(/<(img|source)\b[^>]*>/g)].map(([tag, kind]) =>
    kind === 'img'
      ? { alt: attribute(tag, 'alt'), address: attribute(tag, 'src') }
      : { alt: null, address: attribute(tag, 'srcset') },
  )
  return [...marked, ...tagged]
    .filter(({ address }) => !/^https?:/.test(address))
    .map(({ alt, address }) => ({ page, alt, file: relative(root, resolve(root, dirname(page), address)) }))
}

describe('the pictures of the documentation', () => {
  const shown = pages.flatMap(shownIn)

  it('are shown by the pages that we know of', () => {
    expect(shown.map(({ page }) => page)).toEqual(expect.arrayContaining(['README.md', join('docs', 'console.md')]))
  })

  it.each(shown)('$file of $page is there and is a picture', ({ file }) => {
    const bytes = readFileSync(join(root, file))
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(300)
    expect(bytes.length).toBeGreaterThan(10_000)
    expect(bytes.length).toBeLessThan(256 * 1024)
  })

  it('say what is to be seen', () => {
    const silent = shown.filter(({ alt }) => alt !== null && alt.split(' ').length < 5)
    expect(silent).toEqual([])
  })

  it('are all shown, and all taken by the script', () => {
    const there = existsSync(folder) ? readdirSync(folder).toSorted() : []
    const named = new Set(shown.map(({ file }) => relative(folder, join(root, file))))
    expect(there).toEqual([...named].toSorted())
    expect(there).toEqual([...files.keys()].toSorted())
  })
})
