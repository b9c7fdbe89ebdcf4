import type { Block, ConditionSource, Named } from '../document/types.ts'
import type { Draft, DraftLayer } from './draft.ts'
import type { PolicySection } from './types.ts'

/** What a block inherits from where it stands, or from the section it overlays. */
export interface Standing {
  readonly section: DraftSection | null
  /** Authority stated above, null where none is. */
  readonly authority: string | null
  readonly tags: readonly BoundTag[]
}

/** A tag's condition and the file that binds it. */
export interface BoundTag {
  readonly source: ConditionSource
  readonly layer: DraftLayer
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }
export type DraftSection = Mutable<Omit<PolicySection, 'behaviors' | 'condition'>> & {
  behaviors: string[]
  tags: readonly BoundTag[]
}

/** The sections of all layers, and what blocks inherit from them. */
export class Sections {
  readonly all: DraftSection[] = []
  readonly #draft: Draft
  readonly #bindings = new Map<string, BoundTag>()
  readonly #standings = new Map<Block, Standing>()
  readonly #byPlace = new Map<string, DraftSection>()
  /** Sections of root files that are no overlays, by id: what `section:` points to. */
  readonly #targets = new Map<string, DraftSection[]>()

  constructor(draft: Draft) {
    this.#draft = draft
    for (const layer of draft.layers) this.#bindTags(layer)
    for (const layer of draft.layers) this.#addSections(layer)
  }

  standing(layer: DraftLayer, block: Block): Standing {
    let standing = this.#standings.get(block)
    if (standing === undefined) {
      standing = this.#standing(layer, block)
      this.#standings.set(block, standing)
    }
    return standing
  }

  #standing(layer: DraftLayer, block: Block): Standing {
    const section = block.section === null ? null : this.#byPlace.get(`${layer.index}:${block.section}`)!
    if (block.overlays === null) return { section, authority: section?.authority ?? null, tags: section?.tags ?? [] }
    const target = this.#target(layer, block.overlays)
    return {
      section: target,
      authority: target?.authority ?? null,
      tags: [...(section?.tags ?? []), ...(target?.tags ?? [])],
    }
  }

  /** Every tag that is bound. */
  bindings(): Iterable<BoundTag> {
    return this.#bindings.values()
  }

  #target(layer: DraftLayer, id: Named): DraftSection | null {
    if (layer.rank !== 0) {
      this.#draft.error(layer, id, 'overlay-below-root', '`section` stands only in root files')
      return null
    }
    const found = this.#targets.get(id.name) ?? []
    if (found.length === 1) return found[0]!
    const message =
      found.length === 0
        ? `no mounted spec has a section \`${id.name}\``
        : `several sections have the id \`${id.name}\``
    this.#draft.error(layer, id, found.length === 0 ? 'unknown-section' : 'ambiguous-section', message)
    return null
  }

  #bindTags(layer: DraftLayer): void {
    for (const tag of layer.document.header.tags) {
      if (layer.rank !== 0) this.#draft.error(layer, tag, 'tags-below-root', 'tags are bound in root files only')
      else if (this.#bindings.has(tag.name))
        this.#draft.error(layer, tag, 'duplicate-tag', `the tag \`${tag.name}\` is bound twice`)
      else this.#bindings.set(tag.name, { source: tag.condition, layer })
    }
  }

  #addSections(layer: DraftLayer): void {
    for (const section of layer.document.sections) {
      const draft: DraftSection = {
        id: section.id,
        layer: layer.index,
        index: section.index,
        authority: this.#authority(layer, section.authority),
        behaviors: [],
        tags: section.tags.flatMap((tag) => this.#bindings.get(tag.name) ?? []),
      }
      this.#warnUnbound(
        layer,
        section.tags,
        section.parent === null ? [] : layer.document.sections[section.parent]!.tags,
      )
      this.all.push(draft)
      this.#byPlace.set(`${layer.index}:${section.index}`, draft)
      if (layer.rank === 0 && !layer.overlay)
        this.#targets.set(section.id, [...(this.#targets.get(section.id) ?? []), draft])
    }
  }

  /** A layer's headings can't speak with more authority than the layer has. */
  #authority(layer: DraftLayer, stated: string | null): string | null {
    if (stated === null) return null
    const rank = this.#draft.authorityRank(stated)
    if (rank === null) return null
    return rank < layer.rank ? this.#draft.levels[layer.rank]! : stated
  }

  #warnUnbound(layer: DraftLayer, tags: readonly Named[], inherited: readonly Named[]): void {
    for (const tag of tags) {
      if (inherited.includes(tag) || this.#bindings.has(tag.name)) continue
      const help = `bind it in the front matter of a root file: tags: {${tag.name}: '…'}`
      this.#draft.warn(
        layer,
        tag,
        'unbound-tag',
        `nothing binds the tag \`${tag.name}\`, so this section always applies`,
        help,
      )
    }
  }
}
