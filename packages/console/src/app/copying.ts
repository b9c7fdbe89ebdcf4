import type { Assertion } from '@bylaw/core'
import { isEmpty, type WrittenFile } from '../place/draft.ts'
import { writtenFact } from '../place/lens.ts'
import { writtenPlace } from '../place/place.ts'
import { type House, useHouse } from './house.ts'
import { valueIn } from './loaded.ts'

/** What the keys `y` and `.` copy. */
export interface Copying {
  link(): void
  command(): void
}

let current: (() => string) | null = null

/** The screen that is open says what the same question is on the command line. Called at every rendering. */
export function offerCommand(command: (() => string) | null): void {
  current = command
}

export function useCopying(): Copying {
  const house = useHouse()
  const copy = (text: string, told: string) =>
    navigator.clipboard.writeText(text).then(
      () => house.tell(told),
      () => house.tell('The browser does not let this page copy.'),
    )
  return {
    link: () => copy(pinnedLink(house), 'The link was copied. It names this version by its digest.'),
    command: () =>
      current === null
        ? house.tell('There is no command for this.')
        : copy(current(), 'The command was copied. It runs in the folder of the bylaw.yaml that is served.'),
  }
}

/** The address of the place, where a name that moves is the digest that it stands for now. */
export function pinnedLink({ place, open, address }: House): string {
  const digest = valueIn(open)?.mounted.digest ?? place.lens.version
  const pinned = { ...place, lens: { ...place.lens, version: digest } }
  return new URL(address.href(writtenPlace(pinned)), location.href).href
}

const plain = /^[\w./:=@,+-]+$/

/** One word of a shell. */
export const quoted = (word: string): string => (plain.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

/** The options that name the layers and what is so. */
export function stackOptions(
  files: readonly Pick<WrittenFile, 'level' | 'file'>[],
  facts: readonly Assertion[],
): readonly string[] {
  const top = files[0]?.level
  const layers = files.flatMap(({ level, file }) =>
    level === top ? ['--spec', quoted(file)] : ['--layer', quoted(`${level}=${file}`)],
  )
  return [...layers, ...facts.flatMap((fact) => ['--fact', quoted(writtenFact(fact))])]
}

/**
 * A call of the command line: what is not on disk yet is written first.
 * @param words the verb and its own options, quoted where needed
 */
export function commandLine(house: House, words: readonly string[]): string {
  const open = valueIn(house.open)
  if (open === null) return ''
  const { place, draft } = house
  const own = new Set(Object.keys(draft.changed))
  const drafted = isEmpty(draft)
    ? []
    : open.files.filter(({ file }) => own.has(file) || draft.added.some((added) => added.file === file))
  const name = (file: string) => (drafted.some((each) => each.file === file) ? `draft-${file.split('/').at(-1)}` : file)
  const writing = drafted.map(({ file, text }) => hereDocument(name(file), text))
  const files = open.files.map((each) => ({ ...each, file: name(each.file) }))
  const call = ['npx', 'bylaw', ...words, ...stackOptions(files, place.lens.facts)].join(' ')
  return [...writing, call].join('\n')
}

/** The house with no situation: for commands that are about all of them, and take no facts. */
export function withoutFacts(house: House): House {
  const { place } = house
  return { ...house, place: { ...place, lens: { ...place.lens, facts: [] } } }
}

/** What differs between what is compared with and what is open, on the command line; null where nothing is compared. */
export function diffLine(house: House): (() => string) | null {
  const older = house.compared === null ? null : valueIn(house.compared)
  if (older === null) return null
  const old = stackOptions(older.layers, []).map((word) => word.replace(/^--(?=spec$|layer$)/, '--old-'))
  return () => commandLine(withoutFacts(house), ['diff', ...old])
}

function hereDocument(file: string, text: string): string {
  let end = 'BYLAW'
  while (text.split('\n').includes(end)) end += '_'
  return `cat > ${quoted(file)} <<'${end}'\n${text.endsWith('\n') ? text : `${text}\n`}${end}`
}
