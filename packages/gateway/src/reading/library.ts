import type { Diagnostic, Policy } from '@bylaw/core'
import type { Config } from '../config/load.ts'
import { mountsIn, readMounts } from '../mounting/files.ts'
import { compileLayers, type Mounted, same } from '../mounting/policy.ts'
import type { LayerText, Policies } from '../store/policies.ts'

/** A stack of the library, as its files are. */
export interface Stack {
  readonly name: string
  readonly title: string | null
  readonly layers: readonly LayerText[]
  readonly diagnostics: readonly Diagnostic[]
  /** Null where it is refused. */
  readonly policy: Policy | null
}

interface Taken {
  readonly read: Mounted
  readonly stack: Stack
}

type Configured = Pick<Config, 'library' | 'specs' | 'folder'>

/** Stacks to read, compare and try. Each question looks at the files; nothing is compiled again that is as it was. */
export class Library {
  readonly #config: Configured
  readonly #policies: Policies
  readonly #taken = new Map<string, Taken>()

  constructor(config: Configured, policies: Policies) {
    this.#config = config
    this.#policies = policies
  }

  get names(): readonly string[] {
    return Object.keys(this.#config.library)
  }

  /** @throws where a policy can't be kept */
  all(): Promise<readonly Stack[]> {
    return Promise.all(this.names.map((name) => this.#stack(name)))
  }

  /** Null where none has this name. @throws as `all` does */
  async one(name: string): Promise<Stack | null> {
    return this.names.includes(name) ? this.#stack(name) : null
  }

  async #stack(name: string): Promise<Stack> {
    const { specs, layers, title } = this.#config.library[name]!
    const read = await readMounts(mountsIn(specs ?? this.#config.specs, layers), this.#config.folder)
    const taken = this.#taken.get(name)
    if (taken !== undefined && same(read, taken.read)) return taken.stack
    const stack = { name, title: title ?? null, ...compiled(read) }
    if (stack.policy !== null) await this.#keep(name, stack.policy.digest, stack.layers)
    this.#taken.set(name, { read, stack })
    return stack
  }

  /** What was shown once is found by its digest later. */
  async #keep(name: string, digest: string, layers: readonly LayerText[]): Promise<void> {
    await this.#policies.keep(digest, layers)
    await this.#policies.shelve(digest, { kind: 'library', name, operator: null }, layers)
  }
}

function compiled({ layers, diagnostics }: Mounted): Pick<Stack, 'layers' | 'diagnostics' | 'policy'> {
  if (diagnostics.some(({ severity }) => severity === 'error')) return { layers, diagnostics, policy: null }
  const { policy, diagnostics: found } = compileLayers(layers)
  return { layers, diagnostics: [...diagnostics, ...found], policy }
}
