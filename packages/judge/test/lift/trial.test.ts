import { compile, readDocument } from '@bylaw/core'
import { describe, expect, it } from 'vitest'
import { checkProposals, layerOf, lift } from '../../src/index.ts'
import { statementOf } from '../../src/lift/statement.ts'
import { tried } from '../../src/lift/trial.ts'
import { policyOf } from '../policy.ts'

const policy = policyOf(`---
bylaw: 1
layer: root
---
# A shop

\`\`\`yaml bylaw
facts:
  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer}
  user.verified: {type: bool, assume: false, vouched-by: system}
  user.dose: {type: number, min: 0, max: 10, assume: 0, vouched-by: developer}
\`\`\`

## Detail {#detail authority=system}

\`\`\`yaml bylaw
behavior: detail
values: [none, general, full]
default: none
rules:
  - grant: {user: general}
  - when: user.verified
    grant: {developer: full}
\`\`\`

\`\`\`yaml bylaw
behavior: voice
choices: [plain, formal, playful]
default: plain
\`\`\`

## Open {#open authority=developer}

\`\`\`yaml bylaw
behavior: jokes
values: [none, mild, crude]
default: none
delegable: mild
\`\`\`

\`\`\`yaml bylaw
behavior: greeting
choices: [none, short, long]
default: none
delegable: [short]
\`\`\`

## Tools {#tools authority=system}

\`\`\`yaml bylaw
behavior: tool.*
values: [deny, ask, allow]
default: ask
rules:
  - when: user.verified
    grant: {developer: allow}
\`\`\`
`)

const said = { to: null, when: null, sentence: 'As you like.', why: '' }
const triedAs = (kind: string, about: string, values: readonly string[], more = {}, level = 'developer') => {
  const statement = statementOf({ ...said, kind, about, values, ...more }, 'As you like.', policy)
  return 'kind' in statement ? tried(statement, policy, level) : expect.fail(statement.why)
}
const to = (level: string) => ({ to: level })
const when = (condition: string) => ({ when: condition })

describe('what a level tries that it may not', () => {
  it.each([
    ['a set that it has no reach for', 'set', 'detail', ['general'], {}, 'out-of-reach', /refused here$/],
    [
      'a set under a condition, where it holds',
      'set',
      'detail',
      ['general'],
      when('user.age_group == "adult"'),
      'out-of-reach',
      /where user\.age_group is adult$/,
    ],
    [
      'a set beyond a number, where it holds',
      'set',
      'detail',
      ['full'],
      when('user.dose > 5.0'),
      'out-of-reach',
      /where user\.dose is /,
    ],
    [
      'a set in one of the situations of its condition',
      'set',
      'detail',
      ['full'],
      when('user.verified || user.dose > 5.0'),
      'out-of-reach',
      /where user\.dose is /,
    ],
    [
      'a set under the absence of a fact',
      'set',
      'detail',
      ['full'],
      when('!user.verified'),
      'out-of-reach',
      /refused here$/,
    ],
    [
      'a set on arguments that nobody knows yet',
      'set',
      'tool.*',
      ['allow'],
      when('args.amount < 10'),
      'out-of-reach',
      /refused here$/,
    ],
    [
      'a set that a condition on nothing hides',
      'set',
      'detail',
      ['full'],
      when('user.dose > 20.0'),
      'out-of-reach',
      /./,
    ],
    [
      'a choice under a condition',
      'set',
      'voice',
      ['formal'],
      when('user.age_group == "adult"'),
      'out-of-reach',
      /adult/,
    ],
    [
      'a choice limited under a condition',
      'limit',
      'voice',
      ['formal'],
      when('user.age_group == "adult"'),
      'out-of-reach',
      /adult/,
    ],
    ['a grant of a reach that it has not', 'grant', 'detail', ['full'], to('user'), 'out-of-reach', /refused here$/],
    [
      'the same where a condition holds',
      'grant',
      'detail',
      ['full'],
      { ...to('user'), ...when('user.dose > 5.0') },
      'out-of-reach',
      /dose/,
    ],
    ['a grant of choices that it has not', 'grant', 'voice', ['formal', 'plain'], to('user'), 'out-of-reach', /./],
    [
      'a grant of more than any may give',
      'grant',
      'jokes',
      ['crude'],
      to('user'),
      'beyond-delegable',
      /goes further than `mild`$/,
    ],
    [
      'a grant of choices that none may give',
      'grant',
      'greeting',
      ['short', 'long'],
      to('user'),
      'beyond-delegable',
      /further than `short`$/,
    ],
    ['a grant of tools that it has not', 'grant', 'tool.*', ['allow'], to('user'), 'out-of-reach', /./],
  ] as const)('%s', (_, kind, about, values, more, reason, message) => {
    expect(triedAs(kind, about, values, more)).toMatchObject({
      outcome: 'tries',
      tries: { reason, message: expect.stringMatching(message) },
    })
  })

  it.each([
    ['a limit of a scale', 'limit', 'detail', ['none'], {}],
    ['a limit under a condition', 'limit', 'detail', ['none'], when('user.age_group == "adult"')],
    ['a set to the tightest value', 'set', 'detail', ['none'], {}],
    ['a set where the reach was granted', 'set', 'detail', ['full'], when('user.verified')],
    ['a set within the authority', 'set', 'jokes', ['crude'], when('user.dose > 5.0')],
    ['a grant within its reach', 'grant', 'jokes', ['mild'], to('user')],
    ['a grant where the reach was granted', 'grant', 'detail', ['full'], { ...to('user'), ...when('user.verified') }],
    ['a grant of what is granted already', 'grant', 'detail', ['general'], to('user')],
    ['a choice within the authority', 'set', 'greeting', ['long'], {}],
    [
      'a set on arguments where the reach was granted',
      'set',
      'tool.*',
      ['allow'],
      when('user.verified && args.amount < 10'),
    ],
    ['a limit on arguments', 'limit', 'tool.*', ['deny'], when('args.amount > 10')],
  ] as const)('is not %s', (_, kind, about, values, more) => {
    expect(triedAs(kind, about, values, more)).toEqual({ outcome: 'stands' })
  })

  it('is told by the statement alone, whatever the files of the policy are called', () => {
    const layer = readDocument('tried.md', '```yaml bylaw\nset: {jokes: mild}\n```\n')
    const mounts = policy.layers.map(({ document }) => ({ level: 'root', document }))
    const { policy: named } = compile({ layers: [...mounts, { level: 'developer', document: layer }] })
    const { tries } = checkProposals(
      [{ ...said, kind: 'grant', about: 'jokes', values: ['crude'], to: 'user' }],
      'As you like.',
      named!,
    )
    expect(tries).toMatchObject([{ reason: 'beyond-delegable' }])
  })

  it('depends on the level', () => {
    expect(triedAs('set', 'detail', ['full'], when('user.dose > 5.0'), 'system')).toEqual({ outcome: 'stands' })
    expect(triedAs('grant', 'jokes', ['mild'], to('agent'), 'user')).toMatchObject({ outcome: 'tries' })
  })
})

describe('what was proposed before', () => {
  const prompt = 'As you like.'
  const fine = { ...said, kind: 'set', about: 'jokes', values: ['mild'] }
  const wrong = { ...said, kind: 'set', about: 'detail', values: ['full'] }
  const never = new AbortController().signal

  it('is checked anew, whatever it was taken for', () => {
    const { by, failure, statements, tries, dropped, layer, inherited } = checkProposals(
      [fine, wrong, null, { ...fine, about: 'made-up' }],
      prompt,
      policy,
    )
    expect({ by, failure }).toEqual({ by: 'model', failure: null })
    expect(statements).toMatchObject([{ about: 'jokes', line: 1 }])
    expect(tries).toMatchObject([{ statement: { about: 'detail' }, reason: 'out-of-reach' }])
    expect(dropped.map(({ about }) => about)).toEqual([null, 'made-up'])
    expect(inherited).not.toContain('jokes')
    expect(layer).toBe(layerOf('prompt.md', prompt, statements, 'developer').text)
  })

  it('leads to the layer that it led to then, and to the prompt alone where nothing is left', async () => {
    const { statements, layer } = checkProposals([fine], prompt, policy)
    expect(checkProposals(JSON.parse(JSON.stringify(statements)), prompt, policy).layer).toBe(layer)
    expect(checkProposals([], prompt, policy).layer).toBe((await lift(prompt, policy, null, never)).layer)
  })
})
