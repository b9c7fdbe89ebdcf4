import { resolve } from 'node:path'
import { loadConfig } from '@bylaw/gateway'
import { type ConfiguredStack, Folders, type MountedFile, serveEditor } from '@bylaw/language-server'

/** `bylaw lsp`: answers an editor on standard input and output until it is done. */
export function lsp(): Promise<number> {
  return serveEditor(process.stdin, process.stdout, new Folders(stacksOf))
}

/** Which files make a stack does not turn on the secrets that a configuration takes from the environment. */
const environment = new Proxy<Record<string, string | undefined>>(
  {},
  { get: (_, name) => (name === 'BYLAW_DATABASE_URL' ? undefined : '') },
)

/** The stack of each deployment; the spec alone where there is none. A configuration with errors makes none. */
function stacksOf(file: string): readonly ConfiguredStack[] {
  const { config } = loadConfig(file, environment)
  if (config === null) return []
  const { folder, specs, deployments } = config
  const roots = specs.map((path): MountedFile => ({ level: null, path: resolve(folder, path) }))
  const stacks = Object.entries(deployments).map(([name, { layers }]): ConfiguredStack => {
    const mounted = layers
      .flatMap((layer) => Object.entries(layer))
      .map(([level, path]): MountedFile => ({ level, path: resolve(folder, path) }))
    return { name, files: [...roots, ...mounted] }
  })
  return stacks.length > 0 ? stacks : [{ name: null, files: roots }]
}
