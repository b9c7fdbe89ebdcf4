import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Diagnostic } from '@bylaw/core'
import { LineCounter, parseDocument, type Document as YamlDocument } from 'yaml'
import { type ConfigFile, configFile } from './schema.ts'
import { withSecrets } from './secrets.ts'

/** A configuration that can be served: checked, with its secrets filled in. */
export interface Config extends ConfigFile {
  /** The folder of the configuration file, absolute: what the files in it are relative to. */
  readonly folder: string
  /** `BYLAW_DATABASE_URL`: where the ledger is; null for SQLite in the folder `store`. */
  readonly database: string | null
}

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads `bylaw.yaml`. Never throws.
 * @returns the configuration, null where a problem is an error; every problem has its place in the file
 */
export function loadConfig(
  file: string,
  environment: Environment = process.env,
): { config: Config | null; problems: readonly Diagnostic[] } {
  const reader = new ConfigReader(file, environment)
  const config = reader.read()
  return {
    config: reader.problems.some(({ severity }) => severity === 'error') ? null : config,
    problems: reader.problems,
  }
}

type Path = readonly PropertyKey[]

/** Offsets of a node's start, its value's end and its own end. */
type Span = readonly [number, number, number]

class ConfigReader {
  readonly problems: Diagnostic[] = []
  readonly #file: string
  readonly #environment: Environment
  readonly #lines = new LineCounter()
  #yaml: YamlDocument | null = null

  constructor(file: string, environment: Environment) {
    this.#file = file
    this.#environment = environment
  }

  read(): Config | null {
    const text = this.#text()
    if (text === null) return null
    this.#yaml = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false })
    for (const error of this.#yaml.errors) this.#report('error', 'yaml-syntax', error.message, error.pos[0])
    if (this.#yaml.errors.length > 0) return null
    const parsed = configFile.safeParse(this.#plain())
    if (!parsed.success) {
      for (const issue of parsed.error.issues) this.#at(issue.path, 'error', 'invalid-config', issue.message)
      return null
    }
    this.#warn(parsed.data)
    const database = this.#environment.BYLAW_DATABASE_URL || null
    return {
      ...withSecrets(parsed.data, (text, path) => this.#filled(text, path)),
      folder: dirname(resolve(this.#file)),
      database,
    }
  }

  #text(): string | null {
    try {
      return readFileSync(this.#file, 'utf8')
    } catch (error) {
      this.#report('error', 'unreadable-file', `the file can't be read (${(error as NodeJS.ErrnoException).code})`, 0)
      return null
    }
  }

  #plain(): unknown {
    try {
      return this.#yaml?.toJS()
    } catch (error) {
      this.#report('error', 'yaml-syntax', error instanceof Error ? error.message : 'the file is not YAML', 0)
      return null
    }
  }

  #warn({ deployments }: ConfigFile): void {
    for (const [name, { check, judges, behaviors }] of Object.entries(deployments)) {
      const assigned = Object.values(behaviors).some((each) => each.judges !== undefined && each.judges.length > 0)
      if (check !== 'enforce' || judges.length > 0 || assigned) continue
      const message = 'no judge of text is named: `enforce` holds for tool calls, text is recorded as `not-run`'
      this.#at(['deployments', name], 'warning', 'no-judge', message)
    }
  }

  /** `${NAME}` as the environment has it; the value is never part of a message. */
  #filled(text: string, path: Path): string {
    return text.replace(/\$\{([^}]*)\}/g, (_, name: string) => {
      const value = this.#environment[name]
      if (value === undefined) this.#at(path, 'error', 'missing-variable', `\`${name}\` is not set in the environment`)
      return value ?? ''
    })
  }

  /** Reports at the node of a path, or at the nearest one above it that the file has. */
  #at(path: Path, severity: Diagnostic['severity'], code: string, message: string): void {
    const keys = path.map((part) => (typeof part === 'symbol' ? String(part) : part))
    const lengths = [...keys.keys(), keys.length].reverse()
    const nodes = lengths.map(
      (length) => this.#yaml?.getIn(keys.slice(0, length), true) as { range?: Span } | undefined,
    )
    const offset = nodes.find((node) => node?.range)?.range?.[0] ?? 0
    this.#report(severity, code, keys.length > 0 ? `\`${keys.join('.')}\`: ${message}` : message, offset)
  }

  #report(severity: Diagnostic['severity'], code: string, message: string, offset: number): void {
    const { line, col } = this.#lines.linePos(offset)
    this.problems.push({
      severity,
      code,
      message,
      file: this.#file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      length: 1,
    })
  }
}
