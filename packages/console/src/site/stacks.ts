/** One stack of a site: its layers, strongest first. */
export interface SiteStack {
  /** What the address calls it. */
  readonly name: string
  readonly title: string | null
  readonly files: readonly { readonly level: string; readonly file: string; readonly text: string }[]
}

export interface SiteOptions {
  /** Of the whole site; else the title that the spec states. */
  readonly title?: string | undefined
}

/** The files of a site that depend on what is in it. */
export interface SitePages {
  readonly index: string
  readonly data: string
}
