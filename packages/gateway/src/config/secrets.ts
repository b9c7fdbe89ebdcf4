import type { ConfigFile } from './schema.ts'

type Path = readonly PropertyKey[]

/** The text with what it takes from the environment. */
type Fill = (text: string, path: Path) => string

/** A configuration with its secrets filled in: of upstreams and their headers, of judges, of webhooks. */
export function withSecrets(file: ConfigFile, fill: Fill): ConfigFile {
  const filled = (value: string | undefined, path: Path) => (value === undefined ? undefined : fill(value, path))
  return {
    ...file,
    deployments: mapped(file.deployments, (deployment, name) => {
      const at = ['deployments', name]
      return {
        ...deployment,
        upstreams: deployment.upstreams.map((upstream, index) => ({
          ...upstream,
          key: filled(upstream.key, [...at, 'upstreams', index, 'key']),
          headers: mapped(upstream.headers, (value, header) =>
            fill(value, [...at, 'upstreams', index, 'headers', header]),
          ),
        })),
        approvals: {
          ...deployment.approvals,
          secret: filled(deployment.approvals.secret, [...at, 'approvals', 'secret']),
        },
      }
    }),
    judges: mapped(file.judges, (judge, name) =>
      'model' in judge ? { ...judge, key: filled(judge.key, ['judges', name, 'key']) } : judge,
    ),
  }
}

function mapped<T>(all: Readonly<Record<string, T>>, change: (each: T, name: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(all).map(([name, each]) => [name, change(each, name)]))
}
