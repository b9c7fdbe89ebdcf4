import { describe, expect, it } from 'vitest'
import {
  applied,
  type Change,
  compile,
  createEngine,
  explain,
  type Policy,
  readDocument,
  situationAsCondition,
  type Trial,
  tried,
  type WrittenFile,
} from '../../src/index.ts'
import { BASE, FACTS, fence } from '../policy/stack.ts'

const ROOT: WrittenFile = { level: 'root', file: 'root.md', text: BASE }

function policyOf(files: readonly WrittenFile[]): Policy {
  const layers = files.map(({ level, file, text }) => ({ level, document: readDocument(file, text) }))
  const { policy, diagnostics } = compile({ layers })
  expect(policy, JSON.stringify(diagnostics)).not.toBeNull()
  return policy!
}

const setBy = (level: string, value: string): Change => ({ level, how: 'set', value })

/** What is left once a level has set the detail, which is then as it said. */
function triedOver(files: readonly WrittenFile[], change: Change, behavior = 'detail', when?: string): Trial {
  const trial = tried(policyOf(files), files, behavior, change, [], { when })
  expect(trial).not.toBeNull()
  const policy = policyOf(trial!.layers)
  if (when === undefined) expect(createEngine(policy).value(behavior, trial!.facts)).toBe(change.value)
  return trial!
}

const namesOf = ({ layers }: Trial): readonly string[] => layers.map(({ file }) => file)
const textOf = ({ layers }: Trial, file: string): string => layers.find((each) => each.file === file)!.text

const SET = fence('set: {detail: all}')

describe('a block at the end of a file', () => {
  it.each([
    ['nothing', '', SET],
    ['a mark of byte order', '\ufeff', SET],
    ['a line without an end', 'One.', `One.\n\n${SET}`],
    ['blank lines', 'One.\n\n\n', `One.\n\n${SET}`],
    ['Windows line ends', 'One.\r\nTwo.\r\n', `One.\r\nTwo.\r\n\r\n${SET.replaceAll('\n', '\r\n')}`],
    [
      'a line end of each kind',
      'One.\r\nTwo.\nThree.\r',
      `One.\r\nTwo.\nThree.\r\n\r\n${SET.replaceAll('\n', '\r\n')}`,
    ],
    ['front matter alone', '---\nbylaw: 1\n---', `---\nbylaw: 1\n---\n\n${SET}`],
    ['a list', '- one\n  - two', `- one\n  - two\n\n${SET}`],
    ['a footnote', 'One.[^1]\n\n[^1]: Two.', `One.[^1]\n\n[^1]: Two.\n\n${SET}`],
    ['a quotation', '> one', `> one\n\n${SET}`],
    ['commentary', '!!! meta "Why"\n    So.', `!!! meta "Why"\n    So.\n\n${SET}`],
    ['a block', fence('set: {tone: warm}'), `${fence('set: {tone: warm}')}\n${SET}`],
    ['a comment that is closed', '<!-- one\n\ntwo -->', `<!-- one\n\ntwo -->\n\n${SET}`],
  ])('that ends with %s', (_, text, after) => {
    const files = [ROOT, { level: 'developer', file: 'clinic.md', text }]
    const trial = triedOver(files, setBy('developer', 'all'))
    expect(trial.layers).toEqual([ROOT, { level: 'developer', file: 'clinic.md', text: after }])
  })

  it.each([
    ['a fence that is never closed', 'One.\n\n```text\ntwo'],
    ['an example that is never closed', '**Example**: one\n\n~~~xml\n<user>two</user>'],
    ['a comment that is never closed', 'One.\n\n<!-- two'],
    ['a script that is never closed', 'One.\n\n<script>\ntwo'],
    ['a section that holds only under a tag', '# One {#one tags=vips}\n\nTwo.'],
    ['a part of such a section', '# One {#one tags=vips}\n\n## Two\n\nThree.'],
  ])('becomes a file of its own behind %s', (_, text) => {
    const root = { ...ROOT, text: `---\nbylaw: 1\ntags: {vips: user.vip}\n---\n${BASE}` }
    const files = [root, { level: 'developer', file: 'clinic.md', text }, { level: 'user', file: 'u.md', text: '' }]
    const trial = triedOver(files, setBy('developer', 'all'))
    expect(namesOf(trial)).toEqual(['root.md', 'clinic.md', 'draft-developer.md', 'u.md'])
    expect(textOf(trial, 'clinic.md')).toBe(text)
    expect(textOf(trial, 'draft-developer.md')).toBe(`---\nbylaw: 1\nlayer: developer\n---\n\n${SET}`)
  })

  it('becomes a file of its own beside one whose errors cost it its word', () => {
    const broken = { level: 'user', file: 'broken.md', text: fence('set: {tone: shrill}') }
    const trial = triedOver([ROOT, broken], setBy('user', 'warm'), 'tone')
    expect(namesOf(trial)).toEqual(['root.md', 'broken.md', 'draft-user.md'])
  })
})

describe('the file that a word is written into', () => {
  const overlay = (said: string): WrittenFile => ({
    level: 'root',
    file: 'overlay.md',
    text: fence('section: one', 'set: {tone: formal}') + said,
  })
  const spec = { ...ROOT, text: `# One {#one}\n\n${BASE}` }

  it('is the last root file that is no overlay', () => {
    const trial = triedOver([spec, overlay('')], setBy('root', 'all'))
    expect(trial.layers).toEqual([{ ...spec, text: `${spec.text}\n${SET}` }, overlay('')])
  })

  it('is a new one where an overlay behind it speaks of the same', () => {
    const trial = triedOver([spec, overlay(`\n${fence('set: {detail: some}')}`)], setBy('root', 'all'))
    expect(namesOf(trial)).toEqual(['root.md', 'overlay.md', 'draft-root.md'])
  })

  it('is the last of its level, by either name of it', () => {
    const files = [
      ROOT,
      { level: 'operator', file: 'one.md', text: 'One.\n' },
      { level: 'developer', file: 'two.md', text: 'Two.\n' },
      { level: 'user', file: 'three.md', text: 'Three.\n' },
    ]
    expect(textOf(triedOver(files, setBy('developer', 'all')), 'two.md')).toBe(`Two.\n\n${SET}`)
  })

  it('is never one that is mounted twice', () => {
    const files = [
      ROOT,
      { level: 'developer', file: 'one.md', text: 'One.\n' },
      { level: 'user', file: 'one.md', text: 'One.\n' },
    ]
    const trial = triedOver(files, setBy('developer', 'all'))
    expect(namesOf(trial)).toEqual(['root.md', 'one.md', 'draft-developer.md', 'one.md'])
  })

  it('takes no name that is taken', () => {
    const files = [ROOT, { level: 'user', file: 'draft-developer.md', text: '' }]
    const trial = triedOver(files, setBy('developer', 'all'))
    expect(namesOf(trial)).toEqual(['root.md', 'draft-developer-2.md', 'draft-developer.md'])
  })

  it('of a grant is one at each of the two levels', () => {
    const change: Change = { level: 'developer', how: 'grant', to: 'user', value: 'all' }
    const trial = triedOver([ROOT, { level: 'developer', file: 'one.md', text: 'One.\n' }], change)
    expect(textOf(trial, 'one.md')).toBe(`One.\n\n${fence('grant: {user: {detail: all}}')}`)
    expect(textOf(trial, 'draft-user.md')).toContain(SET)
    expect(trial.done).toBe('A developer grants a user `all` of `detail`, and a user sets it.')
  })
})

describe('taking statements out', () => {
  const TEXT = `One.\r\n\r\n${fence('set: {detail: none, tone: warm}', 'limit: {detail: none}').replaceAll('\n', '\r\n')}`
  const files = [ROOT, { level: 'user', file: 'u.md', text: TEXT }]

  it('takes out all that is in the way of a set, and nothing else', () => {
    const [change] = explain(createEngine(policyOf(files)), 'detail', []).changes.filter(
      ({ how, level }) => how === 'set' && level === 'developer',
    )
    expect(change).toMatchObject({ value: 'all', without: ['u.md:4', 'u.md:5'] })
    const trial = triedOver(files, change!)
    expect(textOf(trial, 'u.md')).toBe('One.\r\n\r\n```yaml bylaw\r\nset: {tone: warm}\r\n```\r\n')
    expect(trial.done).toBe('A developer sets `detail` to `all`, and u.md:4 and u.md:5 go.')
  })

  it('finds the one that is meant where two stand in a line', () => {
    const text = fence('rules: [{set: high}, {limit: low}]', 'behavior: own', 'values: [low, high]', 'default: low')
    const one = [ROOT, { level: 'developer', file: 'd.md', text }]
    const change: Change = { level: 'developer', how: 'lift', value: 'high', source: 'd.md:2' }
    const trial = triedOver(one, change, 'own')
    expect(textOf(trial, 'd.md')).toContain('rules: [{set: high}]')
    expect(trial.done).toBe('A developer takes back d.md:2 as to `own`.')
  })

  it('leaves alone what is not as the policy was compiled from', () => {
    const policy = policyOf(files)
    const lift: Change = { level: 'user', how: 'lift', value: 'much', source: 'u.md:5' }
    const other = [ROOT, { level: 'user', file: 'u.md', text: `Zero.\n\n${TEXT}` }]
    expect(tried(policy, other, 'detail', lift, [])).toBeNull()
    expect(tried(policy, [ROOT], 'detail', lift, [])).toBeNull()
    expect(tried(policy, files, 'detail', lift, [])).not.toBeNull()
  })

  it('does nothing to a file that is broken or mounted twice', () => {
    const lift: Change = { level: 'user', how: 'lift', value: 'much', source: 'u.md:2' }
    const limit = (more: string): WrittenFile => ({
      level: 'user',
      file: 'u.md',
      text: fence('limit: {detail: none}') + more,
    })
    const broken = [ROOT, limit(fence('set: {tone: shrill}'))]
    expect(tried(policyOf(broken), broken, 'detail', lift, [])).toBeNull()
    const twice = [ROOT, limit(''), { ...limit(''), level: 'agent' }]
    expect(tried(policyOf(twice), twice, 'detail', lift, [])).toBeNull()
  })
})

describe('a condition for what is added', () => {
  it.each([
    ['user.vip', 'user.vip'],
    ['user.age == "adult" && user.score == 2', 'user.age == "adult" && user.score == 2'],
    ['!user.vip', '"!user.vip"'],
    ['user.vip ? user.score > 1 : false', '"user.vip ? user.score > 1 : false"'],
    ['user.vip\n  && user.score > 1', '"user.vip\\n  && user.score > 1"'],
  ])('%j', (when, written) => {
    const trial = triedOver([ROOT], setBy('developer', 'all'), 'detail', when)
    expect(textOf(trial, 'draft-developer.md')).toContain(`\nwhen: ${written}\nset: {detail: all}\n`)
    expect(policyOf(trial.layers).statements[0]!.condition!.text).toBe(when)
    expect(trial.done).toBe(`A developer sets \`detail\` to \`all\`, when ${when}.`)
  })

  it.each(['', 'user.nothing', 'user.vip &&', 'own.paid', 'args.path == "a"'])(
    'not %j, which root can not read',
    (when) => {
      const own = fence('facts:', '  own.paid: {type: bool, assume: false, vouched-by: developer}')
      const files = [ROOT, { level: 'developer', file: 'd.md', text: own }]
      expect(tried(policyOf(files), files, 'detail', setBy('root', 'all'), [], { when })).toBeNull()
    },
  )
})

describe('a situation as a condition', () => {
  const policy = policyOf([ROOT])
  const said = (name: string, value: string | number | boolean, by = 'developer') => ({ name, value, by })

  it.each([
    [[said('user.age', 'adult')], 'user.age == "adult"'],
    [[said('user.score', 2), said('user.age', 'child')], 'user.age == "child" && user.score == 2'],
    [[said('user.vip', true), said('user.score', -0.5)], 'user.vip && user.score == -0.5'],
    [[said('user.vip', false)], '!user.vip'],
    [[said('user.score', 2 ** 70)], 'user.score == 1.1805916207174113e+21'],
    [[said('user.score', 1e20)], 'user.score == 1e+20'],
    [[said('user.vip', true, 'user'), said('user.age', 'old')], null],
    [[], null],
  ])('%j', (facts, condition) => {
    expect(situationAsCondition(facts, policy)).toBe(condition)
    if (condition === null) return
    const trial = tried(policy, [ROOT], 'detail', setBy('developer', 'all'), facts, { when: condition })
    const engine = createEngine(policyOf(trial!.layers))
    expect(engine.value('detail', facts)).toBe('all')
    const isVip = facts.some(({ value }) => value === true)
    const elsewhere = [said('user.age', 'teen'), said('user.vip', !isVip), said('user.score', 7)]
    expect(engine.value('detail', elsewhere)).toBe('much')
  })

  it('leaves out what a level may not read', () => {
    const own = fence('facts:', '  own.paid: {type: bool, assume: false, vouched-by: developer}')
    const more = policyOf([
      { ...ROOT, text: FACTS },
      { level: 'developer', file: 'd.md', text: own },
    ])
    const facts = [said('own.paid', true), said('user.vip', true)]
    expect(situationAsCondition(facts, more)).toBe('user.vip && own.paid')
    expect(situationAsCondition(facts, more, 'system')).toBe('user.vip')
  })
})

describe('vouching', () => {
  it('takes the place of what the same level said, and of nothing else', () => {
    const { policy, files } = { policy: policyOf([ROOT]), files: [ROOT] }
    const facts = [
      { name: 'user.vip', value: false, by: 'user' },
      { name: 'user.vip', value: false, by: 'developer' },
    ]
    const change: Change = { level: 'developer', how: 'vouch', value: 'all', fact: { name: 'user.vip', value: true } }
    const trial = tried(policy, files, 'detail', change, facts)!
    expect(trial.facts).toEqual([facts[0], { name: 'user.vip', value: true, by: 'developer' }])
    expect(trial.layers).toEqual(files)
    expect(trial.done).toBe('A developer vouches that user.vip is true.')
  })
})

describe('an edit', () => {
  const files = [
    { file: 'a.md', text: '\ufeffone\r\ntwo\r\nthree' },
    { file: 'b.md', text: 'one\ntwo\n' },
  ]
  const at = (line: number, column: number) => ({ line, column })

  it.each([
    [at(1, 1), at(2, 1), '', '\ufefftwo\r\nthree'],
    [at(2, 4), at(2, 4), '\n\nmore', '\ufeffone\r\ntwo\r\n\r\nmore\r\nthree'],
    [at(3, 1), at(5, 1), '', '\ufeffone\r\ntwo\r\n'],
  ])('from %j to %j in one file alone', (from, to, text, after) => {
    expect(applied(files, { title: '', file: 'a.md', from, to, text })).toEqual([
      { file: 'a.md', text: after },
      files[1],
    ])
  })
})
