import { type Shelf, type Shelved, type Stack, Unavailable } from '../data/shelf.ts'

/** Everything that a site carries to be read: texts once, and which stacks they make. */
export interface Carried {
  readonly stacks: readonly CarriedStack[]
  readonly texts: readonly string[]
}

export interface CarriedStack extends Shelved {
  /** `text` is an index of `Carried.texts`: stacks share their root files. */
  readonly files: readonly { readonly level: string; readonly file: string; readonly text: number }[]
}

/** So many characters of a digest name it, as in a link that somebody shortened. */
const SHORTEST = 7

/**
 * The shelf of a page that brings its own texts.
 * @param title of the site
 */
export function carriedShelf({ stacks, texts }: Carried, title: string): Shelf {
  const named = (version: string): CarriedStack | undefined =>
    stacks.find(({ name }) => name === version) ??
    stacks.find(({ digest }) => version.length >= SHORTEST && digest?.startsWith(version))
  return {
    title,
    list: async () => stacks,
    stack: async (version): Promise<Stack> => {
      const found = named(version)
      if (found === undefined) throw new Unavailable('missing', `This site holds no spec \`${version}\`.`)
      const { name, digest, files } = found
      return { name, digest, files: files.map(({ level, file, text }) => ({ level, file, text: texts[text]! })) }
    },
    keep: null,
    kept: async () => {
      throw new Unavailable('missing', 'This link leads to a draft that a gateway keeps. A site has none.')
    },
  }
}
