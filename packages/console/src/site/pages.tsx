import { bookOf } from '../engine/book.ts'
import { hold, type Opened, openedOf } from '../engine/opened.ts'
import { questions } from '../engine/questions.ts'
import type { Carried, CarriedStack } from './carried.ts'
import { descriptionOf } from './description.ts'
import { Page } from './page.tsx'
import type { SiteOptions, SitePages, SiteStack } from './stacks.ts'
import { type Written, WrittenSpec, written } from './written.tsx'

/** The page of a site, with the text of the first stack in it, and the script that brings the texts of all. */
export function sitePages(stacks: readonly SiteStack[], { title }: SiteOptions): SitePages {
  const [first] = stacks
  if (first === undefined) throw new Error('a site needs at least one stack')
  const all = stacks.map(({ files }) => openedOf(hold(files)))
  const carried = carriedOf(stacks, all)
  const shown = writtenOf(title ?? titleOf(first, all[0]!), carried, openedOf(hold(first.files)))
  const page = (
    <Page title={shown.title} description={descriptionOf(shown.book)}>
      <WrittenSpec written={shown} />
    </Page>
  )
  return { index: `<!doctype html>\n${written(page)}\n`, data: dataScript(carried) }
}

const titleOf = ({ name, title }: SiteStack, { layers }: Opened): string =>
  layers.find((layer) => !layer.overlay)?.title ?? title ?? name

function writtenOf(title: string, carried: Carried, opened: Opened): Written {
  const { key, digest } = opened
  const sound = digest !== null
  return {
    title,
    carried,
    opened,
    book: bookOf(key),
    situation: sound ? questions.situation(key, []) : null,
    rows: sound ? questions.matrix(key, []) : null,
  }
}

function carriedOf(stacks: readonly SiteStack[], opened: readonly Opened[]): Carried {
  const texts = [...new Set(stacks.flatMap(({ files }) => files.map(({ text }) => text)))]
  return { stacks: stacks.map((stack, index) => carriedStack(stack, opened[index]!, texts)), texts }
}

function carriedStack(stack: SiteStack, opened: Opened, texts: readonly string[]): CarriedStack {
  const { digest, layers, diagnostics } = opened
  return {
    name: stack.name,
    title: stack.title,
    kind: 'library',
    digest,
    layers: layers.map(({ level, file, title }) => ({ level, file, title })),
    diagnostics,
    files: stack.files.map(({ level, file, text }) => ({ level, file, text: texts.indexOf(text) })),
  }
}

/** One string, which the page reads as JSON; nothing in it ends a script, whatever a text says. */
function dataScript(carried: Carried): string {
  const text = JSON.stringify(JSON.stringify(carried))
  const safe = text.replace(/[<>\u2028\u2029]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return `globalThis.bylawData = ${safe}\n`
}
