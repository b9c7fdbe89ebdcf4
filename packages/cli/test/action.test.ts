import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Folder, launcher } from './command.ts'
import { operator, spec } from './library.ts'

const example = resolve(import.meta.dirname, '../../../examples/github-action')
const repository = new Folder()
const out = new Folder()
const config = 'specs: [spec.md]\ndeployments:\n  town:\n    layers: [{developer: operator.md}]\n'

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const outside = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' }
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: repository.path,
    encoding: 'utf8',
    env: { ...process.env, ...outside, ...env },
  })
  return { code: status, out: stdout, err: stderr }
}

function git(...args: readonly string[]): void {
  const { code, err } = run('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args])
  expect({ code, err }).toMatchObject({ code: 0 })
}

const review = (base: string, where = 'reader.age == "child"', bylaw = `${process.execPath} ${launcher}`) =>
  run(join(example, 'review.sh'), [base, out.path], { BYLAW: bylaw, FAIL_WHERE: where })
const written = (name: string): string => readFileSync(join(out.path, name), 'utf8')

beforeAll(() => {
  git('init', '--quiet')
  repository.write('README.md', '# Nothing yet\n')
  git('add', '.')
  git('commit', '--quiet', '-m', 'first')
  git('tag', 'empty')
  repository.write('bylaw.yaml', config)
  repository.write('spec.md', spec)
  repository.write('operator.md', operator)
  git('add', '.')
  git('commit', '--quiet', '-m', 'second')
  git('tag', 'base')
})
afterAll(() => {
  repository.remove()
  out.remove()
})

describe('the review of a pull request', () => {
  it('comments what is decided otherwise, and lets pass what only loosens for others', () => {
    repository.write('operator.md', operator.replace('set: {lending: everything}', 'set: {lending: novels}'))
    const { code, err } = review('base')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(written('comment.md')).toMatch(/^## Bylaw: decisions change \(\d tighter\)\n/)
    expect(written('comment.md')).toContain('`lending`')
    expect(JSON.parse(written('bylaw.sarif')).version).toBe('2.1.0')
  })

  it('fails where something gets looser that must not', () => {
    repository.write('spec.md', spec.replace('    limit: picture-books', '    limit: novels'))
    repository.write('operator.md', operator)
    expect(review('base').code).toBe(1)
    expect(written('comment.md')).toContain('🔓 looser')
    expect(written('comment.md')).toContain('What must not get looser did')
    expect(review('base', '').code).toBe(0)
    repository.write('spec.md', spec)
  })

  it('fails on an error, and says where findings are', () => {
    repository.write('operator.md', `${operator}\nSee [the cellar](#cellar).\n`)
    expect(review('base').code).toBe(0)
    expect(written('comment.md')).toContain('`bylaw check` has findings')
    const [{ locations }] = JSON.parse(written('bylaw.sarif')).runs[0].results
    expect(locations[0].physicalLocation.artifactLocation).toEqual({ uri: 'operator.md', uriBaseId: '%SRCROOT%' })
    repository.write('operator.md', operator)
  })

  it('says that a stack is new, and ends with 2 where it can tell nothing', () => {
    expect(review('empty').code).toBe(0)
    expect(written('comment.md')).toMatch(/^## Bylaw: a new stack/)
    expect(review('nowhere')).toMatchObject({ code: 2, err: 'review: no such revision: nowhere\n' })
    expect(review('base', 'reader.height > 2').code).toBe(2)
    expect(review('base', '', 'false-command-that-is-not-there').code).toBe(2)
  })
})

describe('the comment', () => {
  const comment = (known: string, number = '7') => {
    const gh = out.write(
      'bin/gh',
      `#!/bin/sh\necho "$@" >> "${out.path}/calls"\nif [ "$2" = --paginate ]; then echo "${known}"; fi\n`,
    )
    chmodSync(gh, 0o755)
    out.write('calls', '')
    out.write('comment.md', '## Bylaw: only the text changes\n')
    const env = { PATH: `${join(out.path, 'bin')}:${process.env.PATH}`, GITHUB_REPOSITORY: 'o/r', PULL_REQUEST: number }
    const { code } = run(join(example, 'comment.sh'), [join(out.path, 'comment.md')], env)
    return { code, calls: written('calls').trim().split('\n') }
  }

  it('is written anew the first time, over itself later', () => {
    expect(comment('').calls.at(-1)).toMatch(/^api --method POST repos\/o\/r\/issues\/7\/comments -F body=@/)
    expect(comment('12').calls.at(-1)).toMatch(/^api --method PATCH repos\/o\/r\/issues\/comments\/12 -F body=@/)
  })

  it('goes nowhere but to a number', () => {
    expect(comment('', '7/../8')).toMatchObject({ code: 2, calls: [''] })
  })
})

describe('the workflow', () => {
  const workflow = readFileSync(join(example, 'bylaw.yml'), 'utf8')

  it('pins every action to a commit', () => {
    const used = [...workflow.matchAll(/uses: (\S+)/g)].map(([, action]) => action!)
    expect(used.length).toBeGreaterThan(4)
    for (const action of used) expect(action).toMatch(/^[\w-]+(\/[\w-]+)+@[0-9a-f]{40}$/)
  })

  it('lends a stranger nothing', () => {
    expect(workflow).toMatch(/^permissions: \{\}$/m)
    expect(workflow).toMatch(/^on:\n {2}pull_request:\n/m)
    expect(workflow).not.toMatch(/pull_request_target|secrets\./)
    const [review = '', report = ''] = workflow.split('\n  report:')
    expect(review).not.toContain(': write')
    expect(review).not.toContain('token')
    expect(report).toContain('github.event.pull_request.head.repo.full_name == github.repository')
    expect(report).not.toMatch(/npm |npx /)
    for (const [, script] of workflow.matchAll(/run: (.*)/g)) expect(script).not.toContain('${{')
  })
})
