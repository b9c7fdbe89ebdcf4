import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseDocument } from 'yaml'

export const root = fileURLToPath(new URL('../../../../', import.meta.url))
export const chart = join(root, 'deploy/helm/bylaw')

export const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** @throws where it is not YAML */
export function yamlIn(file: string): unknown {
  const document = parseDocument(read(file))
  if (document.errors.length > 0) throw document.errors[0]
  return document.toJS()
}

/** The templates of the chart, by name. */
export const templates: readonly (readonly [string, string])[] = readdirSync(join(chart, 'templates')).map((name) => [
  name,
  readFileSync(join(chart, 'templates', name), 'utf8'),
])

const program = 'helm'

/** Helm, where it is installed. */
export const helm = (...args: readonly string[]) => spawnSync(program, args, { encoding: 'utf8' })
export const withoutHelm = helm('version').error === undefined ? null : 'helm is not installed'
