/** Where the place stands in the browser's address. */
export interface Address {
  /** `/path?query#hash` */
  read(): string
  write(place: string, how: 'push' | 'replace'): void
  /** What a link says that leads to a place. */
  href(place: string): string
}

/** Served by a gateway: the place is the address. */
export const pathAddress: Address = {
  read: () => location.pathname + location.search + location.hash,
  write: (place, how) =>
    how === 'push' ? history.pushState(null, '', place) : history.replaceState(history.state, '', place),
  href: (place) => place,
}

/** A file among files: the place stands behind `#`; the name of a section alone leads to its text. */
export const hashAddress: Address = {
  read: () => (location.hash.startsWith('#/') ? location.hash.slice(1) : placeOf(location.hash)),
  write: (place, how) => pathAddress.write(`#${place}`, how),
  href: (place) => `#${place}`,
}

/** The place of an element of the text: `#SECTION`, or with what stands within it `#SECTION~p-3.2`. */
export function placeOf(hash: string): string {
  const [, section = '', anchor = ''] = /^#(.+?)(?:~((?:p|ex|fn|line)-.+))?$/s.exec(hash) ?? []
  return section === '' ? '/spec' : `/spec/now/${section}${anchor === '' ? '' : `#${anchor}`}`
}
