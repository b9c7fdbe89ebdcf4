import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readDocument } from '@bylaw/core'
import { describe, expect, it } from 'vitest'
import { configFile } from '../../src/config/schema.ts'
import { read, root, yamlIn } from './files.ts'

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly image?: string
        readonly build?: { readonly context: string; readonly dockerfile: string }
        readonly environment?: Readonly<Record<string, string>>
        readonly volumes?: readonly string[]
        readonly networks?: readonly string[]
        readonly depends_on?: unknown
        readonly ports?: readonly string[]
        readonly healthcheck?: object
      }
    >
  >
  readonly volumes: object
  readonly networks: object
}

const compose = yamlIn('deploy/compose.yaml') as Compose
const { postgres, gateway, balancer } = compose.services
const dockerfile = read('deploy/Dockerfile')
const config = configFile.parse(yamlIn('deploy/bylaw.yaml'))

describe('compose', () => {
  it('mounts files that are there, volumes that are declared, in networks that are declared', () => {
    for (const { volumes = [], networks = [] } of Object.values(compose.services)) {
      for (const from of volumes.map((volume) => volume.split(':')[0]!)) {
        if (from.startsWith('./')) expect(existsSync(join(root, 'deploy', from)), from).toBe(true)
        else expect(Object.keys(compose.volumes)).toContain(from)
      }
      for (const network of networks) expect(Object.keys(compose.networks)).toContain(network)
    }
  })

  it('builds the image that the Dockerfile says, and mounts its configuration where that is read', () => {
    expect(existsSync(join(root, 'deploy', gateway!.build!.context, gateway!.build!.dockerfile))).toBe(true)
    const [, served] = /"--config", "([^"]+)"/.exec(dockerfile)!
    expect(gateway!.volumes).toContain(`./bylaw.yaml:${served}:ro`)
  })

  it('says nowhere a secret itself: each is a variable that has to be given, and that the example names', () => {
    const told = Object.values(compose.services).flatMap(({ environment = {} }) => Object.entries(environment))
    const secrets = told.filter(([name]) => /PASSWORD|KEY|URL/.test(name))
    expect(secrets.length).toBeGreaterThan(2)
    for (const [, value] of secrets) {
      const [, variable] = /\$\{([A-Z_]+):\?/.exec(value)!
      expect(read('deploy/env.example')).toMatch(new RegExp(`^${variable}=$`, 'm'))
    }
    expect(postgres!.environment!.POSTGRES_PASSWORD).toMatch(/^\$\{POSTGRES_PASSWORD:\?/)
  })

  it('gives the gateway every variable that its configuration takes from the environment', () => {
    for (const [, name] of read('deploy/bylaw.yaml').matchAll(/\$\{([A-Z_]+)\}/g)) {
      expect(Object.keys(gateway!.environment!)).toContain(name)
    }
  })

  it('leads everybody through the balancer, at the port that the gateway listens at', () => {
    const port = config.listen.split(':')[1]!
    expect(read('deploy/Caddyfile')).toContain(`dynamic a gateway ${port}`)
    expect(dockerfile).toContain(`EXPOSE ${port}`)
    expect(dockerfile).toContain(`127.0.0.1:${port}/healthz`)
    expect([gateway!.ports, postgres!.ports]).toEqual([undefined, undefined])
    expect(balancer!.ports).toEqual(['127.0.0.1:4141:4141'])
  })
})

describe('the configuration that compose serves', () => {
  it('serves nobody before a key is put into it', () => {
    expect([config.keys, config.admin.keys]).toEqual([[], []])
    expect(config.listen).toMatch(/^0\.0\.0\.0:/)
  })

  it('names documents that the image has or that are mounted', () => {
    for (const spec of config.specs) {
      expect(existsSync(join(root, spec.replace(/^\/app\//, ''))), spec).toBe(true)
    }
    const { diagnostics } = readDocument('operator.md', read('deploy/operator.md'))
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  it('keeps its keys in the volume, with the mark of what was signed', () => {
    expect(config.store).toBe('/data/ledger')
    expect(gateway!.volumes!.some((volume) => volume.startsWith('keys:/data'))).toBe(true)
    expect(dockerfile).toContain('VOLUME /data')
  })
})

describe('the Dockerfile', () => {
  it('builds from the repository, with what the lock file says, and runs as nobody', () => {
    expect(dockerfile).toMatch(/^FROM node:24-slim$/m)
    expect(dockerfile).toMatch(/npm ci --omit=dev --ignore-scripts/)
    expect(dockerfile).toMatch(/^USER node$/m)
    expect(existsSync(join(root, 'packages/cli/bin/bylaw.js'))).toBe(true)
  })

  it('takes no key, no store and no secret of whoever builds it', () => {
    const ignored = read('deploy/Dockerfile.dockerignore').split('\n')
    for (const each of ['**/.bylaw', '**/*.key', '**/.env', '**/node_modules', '.git']) expect(ignored).toContain(each)
  })
})
