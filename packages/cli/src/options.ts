import { Option } from 'commander'

/** Is told the exit code of a verb that ran. */
export type Done = (code: number) => void

/** Gathers what an option is given each time it stands there. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value]

/** What stands below a verb's help. */
export const example = (...lines: readonly string[]): string =>
  `\nExample${lines.length === 1 ? '' : 's'}:\n${lines.map((line) => `  ${line}`).join('\n')}`

export const json = (): Option => new Option('--json', 'print JSON instead of text')
