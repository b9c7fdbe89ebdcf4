import { describe, expect, it } from 'vitest'
import { diagnosticsOf } from '../src/diagnostics.ts'
import { isLayer, Library } from '../src/library.ts'
import type { ConfiguredStack, Workspace } from '../src/workspace.ts'
import { operator, spec } from './stack.ts'

/** A disk made of texts. */
const disk = (files: Readonly<Record<string, string>>, stacks: readonly ConfiguredStack[] = []): Workspace => ({
  read: (path) => files[path] ?? null,
  stamp: (path) => (files[path] === undefined ? null : '1'),
  stacks: (path) => stacks.filter((stack) => stack.files.some((file) => file.path === path)),
})

const deployment = (name: string, layer: string): ConfiguredStack => ({
  name,
  files: [
    { level: null, path: '/spec.md' },
    { level: 'developer', path: layer },
  ],
})

const told = (library: Library, path: string): readonly unknown[] =>
  diagnosticsOf(library.document(path)!, library.stacksOf(path)).map(({ code }) => code)

const block = (body: string): string => `\`\`\`yaml bylaw\n${body}\n\`\`\`\n`

describe('which files make a stack', () => {
  it('is what the configuration says, and a file in several has the findings of each once', () => {
    const strict = operator.replace('set: {loan-advice: plain}', 'set: {loan-advise: plain}')
    const files = { '/spec.md': spec, '/a.md': operator, '/b.md': strict }
    const library = new Library(disk(files, [deployment('a', '/a.md'), deployment('b', '/b.md')]))
    library.show('/spec.md', spec.replace('(#loans)', '(#lones)'))
    expect(library.stacksOf('/spec.md').map(({ name }) => name)).toEqual(['a', 'b'])
    expect(told(library, '/spec.md')).toEqual(['dangling-reference'])
    expect(told(library, '/a.md')).toEqual([])
    expect(told(library, '/b.md')).toEqual(['unknown-behavior'])
  })

  it('is a spec alone where no configuration names it, and with it the open overlay that speaks about its sections', () => {
    const library = new Library(disk({}))
    library.show('/other.md', '# Other\n')
    library.show('/base.md', '# Theirs {#theirs authority=user}\n\nProse [x](#nowhere).\n')
    expect(library.stacksOf('/base.md')).toEqual([])
    const overlay = `---\nbylaw: 1\nlayer: root\n---\n${block('section: theirs\nbehavior: own\nvalues: [a, b]\ndefault: a')}`
    library.show('/overlay.md', overlay)
    const [view] = library.stacksOf('/overlay.md')
    expect(view!.members.map(({ path }) => path)).toEqual(['/base.md', '/overlay.md'])
    expect(view!.engine?.policy.behaviors.get('own')?.authorityName).toBe('user')
    expect(told(library, '/base.md')).toEqual(['dangling-reference'])
    library.close('/base.md')
    expect(told(library, '/overlay.md')).toEqual([])
  })

  it('is a lower layer alone, whose names can then not be told', () => {
    const library = new Library(disk({}))
    library.show(
      '/operator.md',
      `---\nbylaw: 1\nlayer: developer\n---\n${block('set: {a: b}')}${block('sett: {a: b}')}`,
    )
    expect(told(library, '/operator.md')).toEqual(['unknown-key'])
  })

  it('reads again only what changed', () => {
    const library = new Library(disk({ '/spec.md': spec, '/a.md': operator }, [deployment('a', '/a.md')]))
    library.show('/a.md', operator)
    const before = library.stacksOf('/a.md')[0]!
    expect(library.stacksOf('/a.md')[0]).toBe(before)
    library.show('/a.md', `${operator}\nmore`)
    const after = library.stacksOf('/a.md')[0]!
    expect(after).not.toBe(before)
    expect(after.members[0]!.document).toBe(before.members[0]!.document)
  })

  it('keeps the last engine while a block is being typed', () => {
    const library = new Library(disk({}))
    library.show('/spec.md', spec)
    expect(library.stacksOf('/spec.md')[0]!.engine).not.toBeNull()
    library.show('/spec.md', spec.replace('default: plain', 'default: '))
    const [view] = library.stacksOf('/spec.md')
    expect([view!.engine === null, view!.latest === null]).toEqual([true, false])
  })
})

describe('what is a layer', () => {
  const layer = (text: string): boolean => {
    const library = new Library(disk({}))
    library.show('/x.md', text)
    return isLayer(library.document('/x.md')!)
  }

  it('is told by its front matter or a block, broken or not', () => {
    expect(layer('---\nbylaw: 1\n---\n# T\n')).toBe(true)
    expect(layer(`# T\n${block('set: {a: b}')}`)).toBe(true)
    expect(layer(`# T\n${block('set: {a: ')}`)).toBe(true)
    expect(layer('# T {#t authority=user}\n\n[x](#nowhere)\n')).toBe(false)
    expect(layer('---\ntitle: Site\ndate: x\n---\n# T\n\nbylaw: 1\n\n---\n')).toBe(false)
    expect(layer(`# T\n\`\`\`\`md\n${block('set: {')}\`\`\`\`\n`)).toBe(false)
  })
})
