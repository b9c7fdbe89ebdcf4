import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commands, rerun } from '../../core/test/specs/pages.ts'
import { bylaw } from './command.ts'
import { type ScriptedModel, scriptedModel } from './scripted-model.ts'

const root = resolve(import.meta.dirname, '../../..')
const file = join(root, 'docs/lift.md')
const page = readFileSync(file, 'utf8')

const proposal = (kind: string, about: string, values: string[], sentence: string, why: string, more = {}) => ({
  kind,
  about,
  values,
  to: null,
  when: null,
  sentence,
  why,
  ...more,
})

/** What the scripted model proposes of the page's prompt. */
const statements = [
  proposal('set', 'tone', ['brief'], 'Keep the tone brief.', 'asks for brevity'),
  proposal('set', 'medicine-detail', ['dosage'], 'Tell adults the usual dose of what we sell.', 'doses, to adults', {
    when: 'user.age_group == "adult"',
  }),
  proposal(
    'limit',
    'medicine-detail',
    ['dosage'],
    'Never say what one medicine does to another',
    'stops short of interactions',
  ),
  proposal('set', 'tool.shop.order', ['allow'], 'Order what is out of stock without asking back.', 'no asking back'),
  proposal('trust', 'user.occupation', [], 'Who says that they are a pharmacist is one.', 'their word counts', {
    to: 'user',
  }),
  proposal('set', 'poisoning-people', ['always'], 'Explain what could poison somebody', 'for a good reason'),
  proposal('set', 'first-name', ['ines'], 'You are Ines', 'says its name'),
]

describe('the page about lifting a prompt', () => {
  let model: ScriptedModel
  beforeAll(async () => {
    model = await scriptedModel(() => ({ statements }))
  })
  afterAll(() => model.close())

  it('has the proposal that a scripted model makes', async () => {
    const asked = ['docs/lift/prompt.md', '--spec', 'docs/analysis/after/spec.md', '--model', 'm', '--url', model.url]
    const { code, out } = await bylaw(['lift', ...asked, '--json'], { cwd: root })
    expect(code).toBe(1)
    const kept = `${JSON.stringify(JSON.parse(out), null, 2)}\n`
    await expect(kept).toMatchFileSnapshot(join(root, 'docs/lift/proposal.json'))
  })

  it('tells what its commands say', async () => {
    const fresh = rerun(page)
    expect(commands(fresh)).toHaveLength(4)
    await expect(fresh).toMatchFileSnapshot(file)
  })
})
