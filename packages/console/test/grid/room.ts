import type { Gateway } from '@bylaw/gateway'
import type { Browser } from 'playwright-core'
import { draftBetween, pack, type WrittenFile } from '../../src/place/draft.ts'
import { startBrowser, type Visit, visit } from '../browser.ts'
import { serveWritten, specFile } from '../written.ts'

/** What the states of the grid are looked at in: a gateway with a stack of each kind, a browser, and drafts to link to. */
export interface Room {
  readonly gateway: Gateway
  readonly browser: Browser
  readonly here: Visit
  /** A draft that loosens, one that is refused; as they stand behind `#s=`, with what they are drafts of. */
  readonly drafts: { readonly good: string; readonly broken: string; readonly of: string }
  close(): Promise<void>
}

const roots = [
  '01-purpose-and-command',
  '02-lines-and-protections',
  '03-defaults-and-judgement',
  '04-young-people',
  '05-truth-and-style',
  '06-agents',
  '07-oversight',
].map((name) => specFile(`reference/${name}.md`))

const config = `
listen: 127.0.0.1:4141
specs: [${roots.join(', ')}]
deployments:
  pharmacy:
    layers: [{ developer: ${specFile('examples/pharmacy.md')} }]
    upstreams: [{ format: rehearsal }]
library:
  medical: { title: Medical, layers: [{ developer: ${specFile('presets/medical.md')} }] }
  refused: { title: Refused, layers: [{ developer: ./refused.md }] }
  conflicting: { title: Conflicting, specs: [./conflicting.md], layers: [{ developer: ./operator.md }] }
store: .bylaw
`

const refused = `# An operator with a mistake

What stands here is read all the same.

\`\`\`yaml bylaw
set: {drug-information: everything}
limit: {tone-of-voice: [plain]}
\`\`\`
`

const conflicting = `---
bylaw: 1
title: A small spec with findings
layer: root
---
# A small spec with findings

\`\`\`yaml bylaw
facts:
  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer}
\`\`\`

## Drugs {#drugs authority=developer}

\`\`\`yaml bylaw
behavior: drug-information
title: Detail about drugs
values: [refuse, general, detailed]
default: general
rules:
  - when: user.age_group == "under_18"
    limit: general
\`\`\`

\`\`\`yaml bylaw
invariant: details are for adults
holds: 'behavior["drug-information"] != "detailed" || user.age_group == "adult"'
\`\`\`

\`\`\`yaml bylaw
invariant: details are for nobody
holds: 'behavior["drug-information"] != "detailed"'
\`\`\`
`

const operator = `---
bylaw: 1
title: An operator
layer: developer
---
# An operator

\`\`\`yaml bylaw
set: {drug-information: detailed}
limit: {drug-information: general}
\`\`\`
`

/** Everything that one file of the grid needs; close it. */
export async function openRoom(): Promise<Room> {
  const gateway = await serveWritten(config, { 'refused.md': refused, 'conflicting.md': conflicting, 'operator.md': operator })
  const browser = await startBrowser()
  const here = await visit(browser)
  const close = async () => {
    await browser.close()
    await gateway.close()
  }
  return { gateway, browser, here, drafts: await draftsOf(gateway), close }
}

async function draftsOf({ url }: Gateway): Promise<Room['drafts']> {
  const answer = await fetch(`${url}/v1/policies/pharmacy`)
  const { digest, layers } = (await answer.json()) as { digest: string; layers: readonly WrittenFile[] }
  const saying = (block: string, done: string) => {
    const after = layers.map((layer) =>
      layer.level === 'developer' ? { ...layer, text: `${layer.text}\n~~~yaml bylaw\n${block}\n~~~\n` } : layer,
    )
    return pack(draftBetween(layers, after, [done]))
  }
  const good = saying('set: {drug-information: without-warnings}', 'the developer sets `drug-information`')
  const broken = saying('set: {drug-information: everything}', 'the developer sets what there is not')
  const [packedGood, packedBroken] = await Promise.all([good, broken])
  return { good: packedGood, broken: packedBroken, of: digest }
}
