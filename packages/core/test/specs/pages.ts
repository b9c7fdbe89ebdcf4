import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './specs.ts'

/** A row of a table in a page, by the table's column titles. */
export type Row = Readonly<Record<string, string>>

const launcher = join(root, 'packages/cli/bin/bylaw.js')
const CONSOLE = /(?<=^```console\n)[\s\S]*?(?=^```$)/gm
const COMMAND = /^\$ (?:.*\\\n)*.*/gm

/** The commands of a page's `console` blocks, as they are typed. */
export const commands = (page: string): string[] =>
  [...page.matchAll(CONSOLE)].flatMap(([block]) => block.match(COMMAND) ?? []).map((line) => line.slice('$ '.length))

/** The page with the output of every command as it is now. */
export const rerun = (page: string): string =>
  page.replace(CONSOLE, (block) =>
    (block.match(COMMAND) ?? []).map((line) => `${line}\n${run(line.slice(2))}`).join(''),
  )

/** What a command says, run in the repository's root; where it fails, how. */
function run(command: string): string {
  const bylaw = `'${process.execPath}' '${launcher}'`
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command.replaceAll('npx bylaw', bylaw)], {
    cwd: root,
    encoding: 'utf8',
  })
  return `${stdout}${stderr}${status === 0 ? '' : `[exit ${status}]\n`}`
}

/** Every table of a page under the title of the section it stands in, first one first. */
export function tables(page: string): { title: string; rows: readonly Row[] }[] {
  return page.split(/^#+ /m).flatMap((section) => {
    const title = section.slice(0, section.indexOf('\n'))
    const found = section.match(/(?:^\|.*\n)+/gm) ?? []
    return found.map((table) => ({ title, rows: rowsOf(table) }))
  })
}

function rowsOf(table: string): readonly Row[] {
  const [header = [], , ...body] = table
    .trimEnd()
    .split('\n')
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
  return body.map((cells) => Object.fromEntries(header.map((name, column) => [name, cells[column] ?? ''])))
}
