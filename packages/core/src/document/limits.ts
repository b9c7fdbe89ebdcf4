/** Bounds of what is read. Whatever passes one is a diagnostic, never a longer wait. */
export const limits = {
  /** UTF-16 code units of a file. */
  characters: 4 * 1024 * 1024,
  /** Bytes of a file before it is decoded: three for each code unit is the most that UTF-8 takes. */
  bytes: 3 * 4 * 1024 * 1024,
  lines: 200_000,
  sections: 10_000,
  /** Tags of one heading. */
  tags: 32,
  /** Code units of one paragraph that are searched for references. */
  paragraph: 50_000,
  /** References and footnote marks together. */
  references: 20_000,
  /** Code units of one YAML block, and of the front matter. */
  block: 256 * 1024,
  /** Code units of all YAML blocks of a file together. */
  blocks: 1024 * 1024,
  /** How deep lists, quotations, notes and admonitions nest; a list takes two levels, one for its item. */
  nesting: 100,
  /** How deep YAML may nest. */
  depth: 32,
  /** Code units of a name. */
  name: 200,
  /** Diagnostics of one document. */
  diagnostics: 200,
} as const
