import { setTimeout as delay } from 'node:timers/promises'
import type { Diagnostic, Engine, Policy } from '@bylaw/core'
import type { Logger } from 'pino'
import type { Config } from '../config/load.ts'
import type { DeploymentConfig } from '../config/schema.ts'
import type { Deployment } from '../deployment.ts'
import type { Pseudonyms } from '../ledger/pseudonyms.ts'
import type { OpenState } from '../store/open.ts'
import type { LayerText } from '../store/policies.ts'
import { readFiles } from './files.ts'
import { Past } from './past.ts'
import { Personal } from './personal.ts'
import { type Mounted, type MountedPolicy, mountPolicy, same } from './policy.ts'
import { KeptPreferences } from './preferences.ts'
import { fileOf, LayerVersions, type NewLayer } from './versions.ts'
import { watchFolders } from './watch.ts'

/** How often files and other replicas' layers are looked at without being told, in milliseconds. */
const interval = 2000
/** How long a changed file has to stay as it is before it is taken up, in milliseconds: it may be half written. */
const settling = 150

export interface MountingOptions {
  readonly config: Pick<Config, 'specs' | 'deployments' | 'folder' | 'watch'>
  readonly state: Pick<OpenState, 'db' | 'dialect' | 'policies'>
  /** Preferences lie under them: nothing that is kept names a user. */
  readonly pseudonyms: Pick<Pseudonyms, 'of'>
  readonly logger: Logger
  /** Furnishes what a policy is served with. */
  deploymentOf(name: string, config: DeploymentConfig, mounted: MountedPolicy): Deployment
  /** What of a deployment's configuration does not fit its policy; an error refuses the policy. */
  problems?(config: DeploymentConfig, policy: Policy): readonly Diagnostic[]
  /** Told of each policy that comes into force, before it does. */
  inForce?(policy: Policy): void
  /** Milliseconds; 150 unless given. */
  readonly settling?: number
}

/** What holds in a deployment, and what was refused since. */
export interface MountState {
  readonly deployment: Deployment
  /** Since when its policy is in force or refused. */
  readonly since: string
  /** A change that was refused, so that the policy before it is still in force; null where what is mounted is in force. */
  readonly refused: { readonly at: string; readonly diagnostics: readonly Diagnostic[] } | null
}

/** Why a layer of the admin API was not taken: nothing changed. */
export interface NotMounted {
  readonly ok: false
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The policies in force. They follow their files and the layers of the admin API: what is good replaces what was, whole and
 * at once; what is refused changes nothing. `bylaw.yaml` itself is read at the start only.
 */
export class Mounting {
  readonly versions: LayerVersions
  readonly preferences: KeptPreferences
  readonly #options: MountingOptions
  readonly #past: Past
  readonly #personal: Personal
  readonly #states = new Map<string, MountState>()
  /** The files as last taken up, by deployment. */
  readonly #files = new Map<string, Mounted>()
  /** What was tried last, by deployment: the same is not tried again. */
  readonly #tried = new Map<string, Mounted>()
  #queue: Promise<unknown> = Promise.resolve()
  #unwatch: (() => void) | null = null
  #timer: NodeJS.Timeout | null = null

  private constructor(options: MountingOptions) {
    this.#options = options
    this.versions = new LayerVersions(options.state)
    this.preferences = new KeptPreferences(options.state, options.pseudonyms)
    this.#past = new Past(options.state.policies, options.deploymentOf)
    this.#personal = new Personal(this.preferences, options.state.policies, options.deploymentOf)
  }

  /**
   * Mounts every deployment; one whose policy is refused is there, without a service.
   * @throws where the state can't be read or a policy can't be kept
   */
  static async open(options: MountingOptions): Promise<Mounting> {
    const { config, state } = options
    const mounting = new Mounting(options)
    for (const name of Object.keys(config.deployments)) {
      mounting.#files.set(name, await readFiles(config, name))
      await mounting.#take(name)
    }
    if (config.watch) mounting.#unwatch = watchFolders(config, () => void mounting.reload())
    if (config.watch || state.dialect === 'postgres') {
      mounting.#timer = setInterval(() => void mounting.reload(), interval).unref()
    }
    return mounting
  }

  /** The deployment as it is served now. */
  deployment(name: string): Deployment | null {
    return this.#states.get(name)?.deployment ?? null
  }

  deployments(): readonly Deployment[] {
    return this.states().map(({ deployment }) => deployment)
  }

  state(name: string): MountState | null {
    return this.#states.get(name) ?? null
  }

  states(): readonly MountState[] {
    return [...this.#states.values()]
  }

  /** The engine of a policy that is or was in force; null where there never was one, or it can't be compiled any more. */
  async engineOf(digest: string | null, deployment: Deployment): Promise<Engine | null> {
    return (await this.pinned(digest, deployment))?.mounted.engine ?? null
  }

  /** A deployment as it is under a policy that is or was in force; null as with `engineOf`. */
  async pinned(digest: string | null, deployment: Deployment): Promise<Deployment | null> {
    if (digest === null) return null
    return deployment.mounted.policy?.digest === digest ? deployment : this.#past.get(digest, deployment)
  }

  /**
   * A deployment as it is for one end user: with the layer of the preferences they keep, if they may.
   * @param user the user's id; null where nobody is named
   * @throws Refusal 503 where the preferences are there and can't be mounted: they may be what protects this person
   */
  async withPreferences(deployment: Deployment, user: string | null): Promise<Deployment> {
    return user === null ? deployment : this.#personal.of(deployment, user)
  }

  /** Looks at everything that is mounted, and takes up what changed. Never rejects: what fails changes nothing. */
  reload(): Promise<void> {
    return this.#next(async () => {
      for (const name of Object.keys(this.#options.config.deployments)) {
        try {
          if (this.#options.config.watch) await this.#readAgain(name)
          await this.#take(name)
        } catch (error) {
          const { name: kind, message } = error as Error
          this.#options.logger.error(
            { deployment: name, kind, reason: message },
            'what is mounted could not be looked at',
          )
        }
      }
    })
  }

  /**
   * Mounts a new version of a layer, if the policy with it is good.
   * @param by who mounts it
   * @returns the number of the version, or the diagnostics that refuse it
   * @throws VersionClash, and where the state can't be written
   */
  mountLayer(
    name: string,
    layer: NewLayer,
    by: string,
  ): Promise<{ readonly ok: true; readonly version: number } | NotMounted> {
    return this.#next(async () => {
      const version = await this.versions.next(name, layer.name)
      const refused = await this.#refusal(name, layer.name, { ...layer, file: fileOf(layer.name, version) })
      if (refused !== null) return refused
      await this.versions.add(name, version, layer, by)
      await this.#take(name)
      return { ok: true, version }
    })
  }

  /**
   * Makes an older version of a layer the active one, or with null none, if the policy with that is good.
   * @returns null where there is no such version
   */
  activateLayer(
    name: string,
    layer: string,
    version: number | null,
  ): Promise<{ readonly ok: true } | NotMounted | null> {
    return this.#next(async () => {
      const row = version === null ? null : await this.versions.read(name, layer, version)
      if (version !== null && row === null) return null
      const refused = await this.#refusal(name, layer, row && { ...row, file: fileOf(layer, row.version) })
      if (refused !== null) return refused
      await this.versions.activate(name, layer, version)
      await this.#take(name)
      return { ok: true }
    })
  }

  /** Watches no more. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#unwatch?.()
    await this.#queue
  }

  /** One change after the other. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => {})
    return result
  }

  /** Takes a file up only as it still is after a while. */
  async #readAgain(name: string): Promise<void> {
    const { config } = this.#options
    const read = await readFiles(config, name)
    if (same(read, this.#files.get(name)!)) return
    await delay(this.#options.settling ?? settling)
    const again = await readFiles(config, name)
    if (same(read, again)) this.#files.set(name, again)
  }

  /** Everything that is mounted, with one layer of the admin API in place of what there is of its name. */
  async #read(name: string, other?: { readonly name: string; readonly layer: LayerText | null }): Promise<Mounted> {
    const { layers, diagnostics } = this.#files.get(name)!
    const active = (await this.versions.active(name)).filter((each) => each.name !== other?.name)
    const added = other?.layer ? [...active, { ...other.layer, name: other.name }] : active
    const sorted = added.toSorted((a, b) => (a.name < b.name ? -1 : 1))
    return { layers: [...layers, ...sorted.map(({ level, file, text }) => ({ level, file, text }))], diagnostics }
  }

  #mount(name: string, read: Mounted): MountedPolicy {
    const { config, problems } = this.#options
    const own = config.deployments[name]!
    return mountPolicy(own, read, problems && ((policy) => problems(own, policy)))
  }

  async #refusal(name: string, layer: string, text: LayerText | null): Promise<NotMounted | null> {
    const mounted = this.#mount(name, await this.#read(name, { name: layer, layer: text }))
    return mounted.state === 'ready' ? null : { ok: false, diagnostics: mounted.diagnostics }
  }

  async #take(name: string): Promise<void> {
    const read = await this.#read(name)
    const tried = this.#tried.get(name)
    if (tried !== undefined && same(read, tried)) return
    const mounted = this.#mount(name, read)
    if (mounted.state === 'ready') await this.#putInForce(name, mounted)
    else this.#refuse(name, mounted)
    this.#tried.set(name, read)
  }

  async #putInForce(name: string, mounted: MountedPolicy & { readonly state: 'ready' }): Promise<void> {
    const { config, state, logger, deploymentOf, inForce } = this.#options
    const { digest } = mounted.policy
    await state.policies.keep(digest, mounted.layers)
    inForce?.(mounted.policy)
    const own = config.deployments[name]!
    await state.policies.shelve(digest, { kind: 'deployment', name, operator: own.operator ?? null }, mounted.layers)
    const before = this.#states.get(name)
    const deployment = deploymentOf(name, own, mounted)
    this.#states.set(name, { deployment, since: new Date().toISOString(), refused: null })
    logger.info(
      { deployment: name, policy: digest, before: before?.deployment.mounted.policy?.digest },
      'a policy is in force',
    )
  }

  #refuse(name: string, mounted: MountedPolicy): void {
    const { config, logger, deploymentOf } = this.#options
    const at = new Date().toISOString()
    const before = this.#states.get(name)
    const kept = before !== undefined && before.deployment.service !== null
    if (kept) this.#states.set(name, { ...before, refused: { at, diagnostics: mounted.diagnostics } })
    else
      this.#states.set(name, {
        deployment: deploymentOf(name, config.deployments[name]!, mounted),
        since: at,
        refused: null,
      })
    const found = mounted.diagnostics.find(({ severity }) => severity === 'error')
    const place = found && { code: found.code, file: found.file, line: found.line }
    logger.warn({ deployment: name, kept, ...place }, 'what is mounted is refused')
  }
}
