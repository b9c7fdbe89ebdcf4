import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { configFile } from '../../src/config/schema.ts'
import { chart, helm, read, templates, withoutHelm, yamlIn } from './files.ts'

interface Values {
  readonly config: { readonly listen: string }
  readonly secret: Readonly<Record<string, string>>
}

const values = yamlIn('deploy/helm/bylaw/values.yaml') as Values & Record<string, unknown>
const schema = z.fromJSONSchema(JSON.parse(read('deploy/helm/bylaw/values.schema.json')))
const text = templates.map(([, template]) => template).join('\n')

/** Every path below `.Values` that the templates read. */
const readPaths = new Set([...text.matchAll(/\.Values\.([A-Za-z.]+)/g)].map(([, path]) => path!))

function at(path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], values)
}

/** Without Helm its templates are not rendered here: what they read and how they are built is looked at. */
describe('the chart', () => {
  it('says what it is', () => {
    expect(yamlIn('deploy/helm/bylaw/Chart.yaml')).toMatchObject({
      apiVersion: 'v2',
      name: 'bylaw',
      type: 'application',
      version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
      appVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    })
  })

  it('has values that fit their schema', () => {
    expect(schema.safeParse(values).error?.issues).toBeUndefined()
  })

  const wrong: readonly (readonly [string, object])[] = [
    ['a name that nobody knows', { replica: 2 }],
    ['no replicas', { replicas: 0 }],
    ['an address that the service does not lead to', { config: { ...values.config, listen: '127.0.0.1:4141' } }],
    ['no secret', { secret: {} }],
    ['a variable without a name', { env: [{ value: '00' }] }],
    ['a document in place of the configuration', { documents: { 'bylaw.yaml': '' } }],
  ]
  it.each(wrong)('refuses %s', (_, more) => {
    expect(schema.safeParse({ ...values, ...more }).success).toBe(false)
  })

  it('has a configuration that the gateway takes, and that serves nobody without a key', () => {
    expect(configFile.parse(values.config)).toMatchObject({ listen: '0.0.0.0:4141', keys: [], ledger: { adopt: true } })
  })

  it('reads no value that is not there, and has none that nobody reads', () => {
    for (const path of readPaths) expect(at(path), path).toBeDefined()
    for (const key of Object.keys(values))
      expect(
        [...readPaths].some((path) => path.split('.')[0] === key),
        key,
      ).toBe(true)
  })

  it.each(templates)('closes everything that it opens: %s', (_, template) => {
    const opened = [...template.matchAll(/\{\{-?\s*(if|with|range|define)\b/g)].length
    const closed = [...template.matchAll(/\{\{-?\s*end\b/g)].length
    expect(closed).toBe(opened)
    expect(template.replace(/\{\{.*?\}\}/g, '')).not.toContain('{{')
  })

  it('takes everything secret from the secret', () => {
    const names = ['BYLAW_DATABASE_URL', 'BYLAW_MASTER_KEY', 'BYLAW_USER_KEY', 'BYLAW_LOG_KEY']
    for (const name of names) expect(text).toMatch(new RegExp(`name: ${name}\\n\\s+valueFrom: \\{secretKeyRef:`))
    expect(text).not.toMatch(/kind: Secret/)
  })

  it('lets a replica do no more than it has to', () => {
    for (const each of [
      'runAsNonRoot: true',
      'readOnlyRootFilesystem: true',
      'allowPrivilegeEscalation: false',
      'drop: [ALL]',
      'automountServiceAccountToken: false',
      'type: RuntimeDefault',
    ]) {
      expect(text).toContain(each)
    }
  })

  it('asks whether a replica lives and whether it is ready, at the port it listens at', () => {
    expect(text.match(/path: \/healthz, port: http/g)).toHaveLength(2)
    expect(text.match(/path: \/readyz, port: http/g)).toHaveLength(1)
    expect(text).toContain(`containerPort: ${values.config.listen.split(':')[1]}`)
  })
})

describe.skipIf(withoutHelm !== null)(`the chart with Helm${withoutHelm === null ? '' : ` (${withoutHelm})`}`, () => {
  it('is linted', () => {
    const { status, stdout } = helm('lint', '--strict', chart)
    expect(stdout).toContain('0 chart(s) failed')
    expect(status).toBe(0)
  })

  it('is rendered, with everything switched on', () => {
    const on = ['--set', 'autoscaling.enabled=true', '--set', 'networkPolicy.to[0].to[0].podSelector.a=b']
    const { status, stdout, stderr } = helm('template', 'one', chart, ...on)
    expect(stderr).toBe('')
    expect(status).toBe(0)
    for (const kind of ['Deployment', 'Service', 'ConfigMap', 'HorizontalPodAutoscaler', 'NetworkPolicy']) {
      expect(stdout).toContain(`kind: ${kind}`)
    }
  })
})
