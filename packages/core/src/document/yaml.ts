import type { Position } from './diagnostic.ts'

interface Located extends Position {
  /** Columns it takes in its first line. */
  readonly length: number
}

export interface YamlScalar extends Located {
  readonly kind: 'scalar'
  readonly value: string | number | boolean | null
  /** As written, without quotes; empty where nothing is written. */
  readonly source: string
  /** Where the text begins (behind a quote or the `|` of a block), and whether it stands there character for character. */
  readonly textAt: Position
  readonly exact: boolean
}

export interface YamlEntry {
  readonly key: YamlScalar
  /** The key as text. */
  readonly name: string
  readonly value: YamlNode
}

/** Entries in reading order. A key that is said twice is reported and stands here twice. */
export interface YamlMap extends Located {
  readonly kind: 'map'
  readonly entries: readonly YamlEntry[]
}

export interface YamlList extends Located {
  readonly kind: 'list'
  readonly items: readonly YamlNode[]
}

/** Something that was reported already (an alias): readers leave it out without a word. */
export interface YamlRefused extends Located {
  readonly kind: 'refused'
}

export type YamlNode = YamlScalar | YamlMap | YamlList | YamlRefused
