import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Editor } from '../../language-server/test/editor.ts'
import { configuration, operator, spec } from '../../language-server/test/stack.ts'

const codes = (diagnostics: readonly { code?: unknown }[]) => diagnostics.map(({ code }) => code)

describe('bylaw lsp', () => {
  const editor = new Editor()
  beforeAll(async () => {
    editor.write('bylaw.yaml', configuration)
    editor.write('spec.md', spec)
    editor.write('operator.md', operator)
    const { capabilities } = await editor.initialize()
    expect(capabilities).toMatchObject({ hoverProvider: true, documentFormattingProvider: true })
    await editor.open('spec.md', spec)
    await editor.open('operator.md', operator)
  })
  afterAll(() => editor.remove())

  it('tells what is wrong as it is typed, with the place and what to do about it', async () => {
    expect(await editor.type('operator.md', 'set: {loan-advice: plain}', 'set: {loan-advise: plain}')).toMatchObject([
      {
        code: 'unknown-behavior',
        severity: 1,
        source: 'bylaw',
        message: expect.stringContaining('did you mean `loan-advice`'),
        range: { start: { line: 9, character: 6 }, end: { line: 9, character: 17 } },
      },
    ])
    expect(await editor.type('operator.md', 'loan-advise', 'loan-advice')).toEqual([])
    expect(codes(await editor.type('operator.md', '(#loans)', '(#loan)'))).toEqual(['dangling-reference'])
    expect(await editor.type('operator.md', '(#loan)', '(#loans)')).toEqual([])
  })

  it('looks for what the layers do together once nobody types, and offers the edit', async () => {
    const first = await editor.type('operator.md', 'limit: {tool.desk.print: ask}', 'limit: {loan-advice: frank}')
    expect(first).toEqual([])
    const idle = await editor.told('operator.md')
    expect(idle).toMatchObject([{ code: 'never-changes', severity: 3, range: { start: { line: 11, character: 21 } } }])
    const [action] = await editor.actions('operator.md', 'limit: {loan-advice: frank}')
    expect(action).toMatchObject({ title: 'remove this statement', kind: 'quickfix' })
    const edits = action!.edit!.changes![editor.uri('operator.md')]!
    expect(editor.applied('operator.md', edits)).not.toContain('limit: {loan-advice: frank}')
    await editor.type('operator.md', 'limit: {loan-advice: frank}', 'limit: {tool.desk.print: ask}')
  })

  it('tells of one file what a keystroke in another made wrong', async () => {
    const said = editor.told('operator.md')
    await editor.type('spec.md', 'behavior: loan-advice', 'behavior: book-advice')
    expect(codes(await said)).toEqual(['unknown-behavior', 'unknown-behavior'])
    const settled = editor.told('operator.md')
    expect(await editor.type('spec.md', 'behavior: book-advice', 'behavior: loan-advice')).toEqual([])
    expect(await settled).toEqual([])
  })

  it('shows the matrix row of a behavior, also where only a family covers it', async () => {
    const row = await editor.hover('operator.md', 'loan-advice')
    expect(row).toContain('**Advice on what to borrow** · `loan-advice`')
    expect(row).toContain('scale: none &lt; **plain** &lt; frank · default `plain` · authority `developer`')
    expect(row).toMatch(/^\| level \| may raise to \| may tighten \| may grant \|$/m)
    expect(row).toMatch(/^\| user \| – \| yes \| frank \|$/m)
    expect(row).toContain('- `frank`: says what it thinks of them')
    expect(await editor.hover('operator.md', 'tool.desk.print')).toContain('covered by the family `tool.*`')
    expect(await editor.hover('spec.md', 'behavior["loan-advice"]')).toContain('Advice on what to borrow')
  })

  it('shows facts, the cells of a condition, levels, sections and tags', async () => {
    const fact = await editor.hover('operator.md', '[user.age_group]')
    expect(fact).toContain('**How old someone is**')
    expect(fact).toContain('`under_18` \\| `adult` · assumed `under_18` · vouched for by `developer` and above')
    expect(fact).toContain('- `user` is trusted by `developer` (operator.md:13)')
    const condition = await editor.hover('spec.md', '"under_18" && reader')
    expect(condition).toContain('- cells of `user.age_group`: `under_18` · `adult`')
    expect(condition).toContain('- cells of `reader.trust`: `0 ≤ … < 0.5` · `0.5` · `0.5 < … ≤ 1`')
    expect(await editor.hover('operator.md', 'user: {')).toContain('below `developer`')
    expect(await editor.hover('operator.md', '#loans')).toContain('**Loans** · authority `developer`')
    expect(await editor.hover('spec.md', 'tags=young')).toContain('user.age_group == "under_18"')
  })

  it('goes to definitions and finds references across files', async () => {
    const goes = async (name: string, at: string) =>
      (await editor.definition(name, at)).map((each) => editor.shown(each))
    expect(await goes('operator.md', 'loan-advice')).toEqual(['spec.md:21 loan-advice'])
    expect(await goes('operator.md', 'tool.desk.print')).toEqual(['spec.md:46 tool.*'])
    expect(await goes('operator.md', '[user.age_group]')).toEqual(['spec.md:14 user.age_group'])
    expect(await goes('operator.md', '#loans')).toEqual(['spec.md:18 loans'])
    expect(await goes('spec.md', 'tags=young')).toEqual(['spec.md:6 young'])
    const all = await editor.references('spec.md', 'reader.trust')
    expect(all.map((each) => editor.shown(each))).toEqual([
      'spec.md:15 reader.trust',
      'spec.md:30 reader.trust',
      'spec.md:57 reader.trust',
    ])
    const uses = await editor.references('operator.md', 'loan-advice', false)
    expect(uses.map((each) => editor.shown(each))).toEqual([
      'spec.md:57 loan-advice',
      'operator.md:10 loan-advice',
      'operator.md:11 loan-advice',
    ])
  })

  it('renames in every file, and says why where it does not', async () => {
    expect(await editor.prepareRename('operator.md', 'loan-advice')).toMatchObject({ placeholder: 'loan-advice' })
    const edit = await editor.rename('operator.md', 'loan-advice', 'reading-advice')
    const texts = ['spec.md', 'operator.md'].map((name) => editor.applied(name, edit!.changes![editor.uri(name)]!))
    expect(texts.join('\n').match(/reading-advice/g)).toHaveLength(4)
    expect(texts.join('\n')).not.toContain('loan-advice')
    const section = await editor.rename('operator.md', '#loans', 'lending')
    expect(editor.applied('spec.md', section!.changes![editor.uri('spec.md')]!)).toContain('[?](#lending)')
    await expect(editor.rename('operator.md', 'loan-advice', 'tone')).rejects.toThrow('`tone` is already declared')
    await expect(editor.rename('operator.md', 'loan-advice', 'Tone!')).rejects.toThrow("form of a behavior's name")
    await expect(editor.rename('operator.md', 'tool.desk.print', 'tool.x')).rejects.toThrow('not up to the spec')
  })

  it('formats what is a layer', async () => {
    await editor.type('operator.md', 'set: {loan-advice: plain}', 'set:   { loan-advice:   plain }  # ours')
    expect(await editor.format('operator.md')).toContain('\nset: {loan-advice: plain} # ours\n')
    await editor.type('operator.md', 'set:   { loan-advice:   plain }  # ours', 'set: {loan-advice: plain}')
  })

  it('completes keys, ids, values, levels, facts and their values', async () => {
    const block = (body: string): string =>
      `---\nbylaw: 1\nlayer: developer\n---\n# X\n\n\`\`\`yaml bylaw\n${body}\n\`\`\`\n`
    const at = (body: string) => editor.complete('operator.md', block(body))
    expect(await at('‸')).toEqual(expect.arrayContaining(['set', 'limit', 'grant', 'trust', 'behavior']))
    expect(await at('set: {lo‸')).toEqual(['loan-advice', 'tone', 'tool.*'])
    expect(await at('set: {loan-advice: ‸}')).toEqual(['none', 'plain', 'frank'])
    expect(await at('limit:\n  tone: [‸')).toEqual(['warm', 'dry'])
    expect(await at('grant: {‸')).toEqual(['root', 'system', 'developer', 'user', 'agent'])
    expect(await at('grant: {user: {tone: ‸')).toEqual(['warm', 'dry'])
    expect(await at('trust: {user: [‸')).toEqual(['user.age_group', 'reader.trust'])
    expect(await at('when: ‸\nset: {tone: dry}')).toContain('user.age_group')
    expect(await at('when: user.age_group == "‸\nset: {tone: dry}')).toEqual(['under_18', 'adult'])
    expect(await editor.complete('operator.md', `${operator}\nSee [x](#‸`)).toEqual(
      expect.arrayContaining(['library', 'loans', 'tone', 'our-branch']),
    )
    expect(await editor.complete('operator.md', `${operator}\n## Y {#y authority=‸`)).toContain('guideline')
    expect(await editor.complete('operator.md', `${operator}\n## Y {#y tags=‸`)).toEqual(['young'])
    await editor.open('operator.md', operator)
  })

  it('leaves a README alone', async () => {
    const readme = '# Notes\n\nSee [nothing](#nowhere).  \n\n\n\n````markdown\n```yaml bylaw\nset: [\n```\n````\n'
    expect(await editor.open('README.md', readme)).toEqual([])
    expect(await editor.format('README.md')).toBe(readme)
  })

  it('ends with 0 when it is told to', async () => {
    expect(await editor.close()).toBe(0)
  })
})
