import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { welcome } from '../src/index.ts'
import { ask, folderWith, post, serve } from './house.ts'

const invariants = (...holds: readonly string[]): string =>
  holds.map((each, at) => `~~~yaml bylaw\ninvariant: promise ${at + 1}\nholds: '${each}'\n~~~\n`).join('\n')

const holding = 'atMost(behavior["drug-information"], "general") || user.age_group == "adult"'
/** The shop allows it. */
const refuted = 'behavior["tool.request.shell"] != "allow"'
const undecided = 'behavior["weapons"] == "never" || context.turn * 2.0 <= 100.0'

interface Stack {
  readonly root?: string
  readonly developer?: string
  readonly user?: string
  readonly check: 'observe' | 'enforce'
}

/** A deployment where further layers state invariants. */
async function served({ root = '', developer = '', user = '', check }: Stack) {
  const folder = folderWith(`listen: 127.0.0.1:0
specs: [spec.md, promises.md]
deployments:
  shop: {layers: [{developer: shop.md}, {developer: product.md}, {user: user.md}], check: ${check}}
`)
  for (const [name, text] of Object.entries({ promises: root, product: developer, user })) {
    writeFileSync(join(folder, `${name}.md`), `# ${name}\n\n${text}`)
  }
  const gateway = await serve(folder)
  return { gateway, ...gateway.deployments[0]! }
}

describe('where something is enforced, an invariant', () => {
  it('that holds lets the policy be', async () => {
    const { gateway, policy, diagnostics } = await served({ root: invariants(holding), check: 'enforce' })
    expect([policy, diagnostics]).toEqual([expect.any(String), []])
    expect((await post(gateway, JSON.stringify(ask))).status).toBe(200)
  })

  it.each(['root', 'developer'])('of %s that does not hold refuses the policy, and says when', async (level) => {
    const { gateway, policy, diagnostics } = await served({ [level]: invariants(refuted), check: 'enforce' })
    expect(policy).toBeNull()
    const file = level === 'root' ? 'promises.md' : 'product.md'
    expect(diagnostics).toMatchObject([{ severity: 'error', code: 'invariant-refuted', file, line: 4 }])
    const { status, json } = await post(gateway, JSON.stringify(ask))
    expect([status, json.error.code]).toEqual([503, 'invariant-refuted'])
    expect(json.error.message).toContain(
      `the invariant \`promise 1\` of ${level} does not hold: while nobody says anything, ` +
        `\`tool.request.shell\` is \`allow\` (${file}:4)`,
    )
    expect(welcome(gateway)).toContain('shop: refused, the invariant `promise 1`')
  })

  it('that only words of a level not mounted break names the words and the assertions', async () => {
    const holds = 'behavior["drug-information"] != "refuse" || user.age_group == "under_18"'
    const { diagnostics } = await served({ root: invariants(holds), check: 'enforce' })
    expect(diagnostics[0]!.message).toMatch(
      /: where developer asserts user\.age_group: adult, \w+ \w+ drug-information: refuse, `drug-information` is `refuse`$/,
    )
  })

  it('that can be neither proved nor refuted refuses the policy, with the way out', async () => {
    const { policy, diagnostics } = await served({ root: invariants(holding, undecided), check: 'enforce' })
    expect(policy).toBeNull()
    expect(diagnostics).toMatchObject([
      { severity: 'error', code: 'invariant-undecided', file: 'promises.md', line: 9 },
    ])
    expect(diagnostics[0]!.message).toBe(
      "the invariant `promise 2` of root can't be proved: the invariant calculates with a number; " +
        'state it of fewer facts and tools, or only report it with `check: observe`',
    )
  })

  it('of a user is only reported', async () => {
    const { policy, diagnostics } = await served({ user: invariants(refuted), check: 'enforce' })
    expect(policy).not.toBeNull()
    expect(diagnostics).toMatchObject([{ severity: 'warning', code: 'invariant-refuted', file: 'user.md', line: 4 }])
  })

  it('does not hold by what a user says, and is not refused by it', async () => {
    const lowest = 'behavior["drug-information"] == "refuse"'
    const user = '~~~yaml bylaw\nlimit: {drug-information: refuse}\n~~~\n'
    expect((await served({ root: invariants(lowest), user, check: 'enforce' })).policy).toBeNull()
    const facts = Array.from({ length: 20 }, (_, at) => `user.f${at}`)
    const declared = facts.map((name) => `  ${name}: {type: bool, assume: false, vouched-by: user}`).join('\n')
    const when = facts.join(' && ')
    const hard = `~~~yaml bylaw\nfacts:\n${declared}\n~~~\n\n~~~yaml bylaw\nwhen: ${when}\nlimit: {drug-information: refuse}\n~~~\n`
    const { policy, diagnostics } = await served({ root: invariants(holding), user: hard, check: 'enforce' })
    expect([policy, diagnostics]).toEqual([expect.any(String), []])
  })

  it('refuses the policy also where one behavior alone is enforced', async () => {
    const folder = folderWith(`listen: 127.0.0.1:0
specs: [spec.md, promises.md]
deployments:
  careful: {behaviors: {drug-information: {check: enforce}}}
  watched: {behaviors: {drug-information: {check: observe}}}
`)
    writeFileSync(join(folder, 'promises.md'), `# Promises\n\n${invariants(refuted)}`)
    const { deployments } = await serve(folder)
    expect(deployments.map(({ policy }) => policy)).toEqual([null, expect.any(String)])
  })
})

it('what is not proved where everything is observed is a warning', async () => {
  const { gateway, policy, diagnostics } = await served({ root: invariants(refuted, undecided), check: 'observe' })
  expect(policy).not.toBeNull()
  expect(diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
    'warning invariant-refuted',
    'warning invariant-undecided',
  ])
  expect((await post(gateway, JSON.stringify(ask))).status).toBe(200)
})
