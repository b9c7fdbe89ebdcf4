import { relative } from 'node:path'
import { type Document, readDocument } from '@bylaw/core'
import { chainOf, type Member, type StackView, viewStack } from './stack-view.ts'
import type { Workspace } from './workspace.ts'

/** A file of the disk as it was read. */
interface Held {
  readonly stamp: string
  readonly document: Document
}

/** What an editor shows; read when somebody asks. */
interface Shown {
  readonly text: string
  document: Document | null
}

/** A stack's files before it is known whether anything changed. */
interface Draft {
  readonly name: string | null
  readonly members: readonly Member[]
}

/** Errors that only a block, or front matter of ours, can have. */
const ofBlocks = /^(?:yaml-|block-too-large$|unclosed-fence$)/

/** Whether the text means to be a layer: front matter that says `bylaw`, or a block. A README is none. */
export function isLayer({ header, text, blocks, diagnostics }: Document): boolean {
  if (blocks.length > 0) return true
  const front = header.present ? text.slice(0, text.search(/[\r\n](?:---|\.\.\.)[ \t]*(?:[\r\n]|$)/)) : ''
  if (/^["']?bylaw["']?[ \t]*:/m.test(front)) return true
  return diagnostics.some(({ severity, code }) => severity === 'error' && ofBlocks.test(code))
}

/** The open files, those beside them on the disk, and the stacks they make. What did not change is not read again. */
export class Library {
  readonly #workspace: Workspace
  readonly #open = new Map<string, Shown>()
  readonly #disk = new Map<string, Held>()
  readonly #views = new Map<string, StackView>()
  /** The folder that file names are shown relative to. */
  root: string | null = null

  constructor(workspace: Workspace) {
    this.#workspace = workspace
  }

  /** Takes what an editor shows in place of what the disk has. */
  show(path: string, text: string): void {
    this.#open.set(path, { text, document: null })
  }

  close(path: string): void {
    this.#open.delete(path)
    this.#disk.delete(path)
  }

  /** The file as messages name it. */
  nameOf(path: string): string {
    if (this.root === null) return path
    const name = relative(this.root, path)
    return name.startsWith('..') ? path : name
  }

  document(path: string): Document | null {
    const open = this.#open.get(path)
    if (open !== undefined) {
      open.document ??= readDocument(this.nameOf(path), open.text)
      return open.document
    }
    const stamp = this.#workspace.stamp(path)
    if (stamp === null) return null
    const before = this.#disk.get(path)
    if (before?.stamp === stamp) return before.document
    const text = this.#workspace.read(path)
    if (text === null) return null
    const document = readDocument(this.nameOf(path), text)
    this.#disk.set(path, { stamp, document })
    return document
  }

  /** The stacks a file is part of; empty where it is no layer. */
  stacksOf(path: string): readonly StackView[] {
    const configured = this.#workspace.stacks(path)
    if (configured.length > 0) {
      return configured.map(({ name, files }) => {
        const members = files.flatMap((file) => {
          const document = this.document(file.path)
          return document === null ? [] : [{ ...file, document }]
        })
        return this.#view({ name, members })
      })
    }
    return this.#unconfigured(path).map((draft) => this.#view(draft))
  }

  /** Without a configuration: a root file with the open overlays that speak about it, an overlay with the spec it fits. */
  #unconfigured(path: string): readonly Draft[] {
    const document = this.document(path)
    if (document === null) return []
    const open = [...this.#open.keys()].map((other): Member => memberOf(other, this.document(other)!))
    const roots = open.filter((member) => member.level === null && this.#workspace.stacks(member.path).length === 0)
    const self = memberOf(path, document)
    if (isOverlay(self)) {
      const bases = roots.filter((base) => !isOverlay(base) && fits(self, base))
      if (bases.length > 0) return bases.map((base) => withOverlays(base, roots))
      // Alone it has nothing to stand on, and is read without being compiled.
      return [{ name: null, members: [{ ...self, level: 'none' }] }]
    }
    const whole = self.level === null ? withOverlays(self, roots) : { name: null, members: [self] }
    return isLayer(document) || whole.members.length > 1 ? [whole] : []
  }

  #view({ name, members }: Draft): StackView {
    const key = JSON.stringify([name, ...members.map(({ path, level }) => [path, level])])
    const before = this.#views.get(key) ?? null
    const same = before?.members.every(({ document }, index) => document === members[index]!.document)
    if (before !== null && same === true) return before
    const view = viewStack(name, members, before)
    this.#views.set(key, view)
    return view
  }
}

/** A file that states no level, or the strongest, is a spec's. */
function memberOf(path: string, document: Document): Member {
  const stated = document.header.layer?.name ?? null
  const root: Member = { path, level: null, document }
  return stated === null || stated === chainOf([root])[0] ? root : { path, level: stated, document }
}

const overlaid = ({ document }: Member): readonly string[] =>
  document.blocks.flatMap(({ overlays }) => (overlays === null ? [] : [overlays.name]))

const isOverlay = (member: Member): boolean => member.level === null && overlaid(member).length > 0

const fits = (overlay: Member, { document }: Member): boolean => {
  const ids = new Set(document.sections.map(({ id }) => id))
  return overlaid(overlay).every((id) => ids.has(id))
}

const withOverlays = (base: Member, roots: readonly Member[]): Draft => ({
  name: null,
  members: [base, ...roots.filter((each) => isOverlay(each) && fits(each, base))],
})
