/** One file of a stack: a text mounted at a level. */
export interface WrittenFile {
  readonly level: string
  readonly file: string
  readonly text: string
}

/** A stretch of a text, in code units, and what stands there instead. */
type Splice = readonly [from: number, to: number, text: string]

/** Changes that nobody has made yet, against the files of one policy. */
export interface Draft {
  /** By file. */
  readonly changed: Readonly<Record<string, Splice>>
  readonly added: readonly WrittenFile[]
  /** What was done, in words, in order. */
  readonly done: readonly string[]
}

export const noDraft: Draft = { changed: {}, added: [], done: [] }

export const isEmpty = ({ changed, added }: Draft): boolean => added.length === 0 && Object.keys(changed).length === 0

/** The files with a draft applied. Added files stand after those of their level. */
export function withDraft(files: readonly WrittenFile[], { changed, added }: Draft): readonly WrittenFile[] {
  const edited = files.map((file) => {
    return Object.hasOwn(changed, file.file) ? { ...file, text: spliced(file.text, changed[file.file]!) } : file
  })
  const all = [...edited]
  for (const file of added) {
    const last = all.findLastIndex(({ level }) => level === file.level)
    all.splice(last < 0 ? all.length : last + 1, 0, file)
  }
  return all
}

/** The draft that leads from some files to others. Files that went stay: a file is emptied, not unmounted. */
export function draftBetween(
  files: readonly WrittenFile[],
  after: readonly WrittenFile[],
  done: readonly string[],
): Draft {
  const texts = new Map(files.map(({ file, text }) => [file, text]))
  const changed = after.flatMap(({ file, text }) => {
    const before = texts.get(file)
    return before === undefined || before === text ? [] : [[file, spliceBetween(before, text)] as const]
  })
  return { changed: Object.fromEntries(changed), added: after.filter(({ file }) => !texts.has(file)), done }
}

const spliced = (text: string, [from, to, put]: Splice): string => text.slice(0, from) + put + text.slice(to)

function spliceBetween(before: string, after: string): Splice {
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from++
  let end = 0
  while (end < shorter - from && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  return [from, before.length - end, after.slice(from, after.length - end)]
}

/** A draft as a part of an address: base64url of raw deflate of JSON. */
export async function pack(draft: Draft): Promise<string> {
  if (isEmpty(draft)) return ''
  const bytes = new TextEncoder().encode(JSON.stringify(draft))
  const packed = await through(bytes, new CompressionStream('deflate-raw'))
  return btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')
}

/** The most bytes that a packed draft may unfold to. */
const longest = 4_000_000

/** The draft that was packed so; null where it is none. */
export async function unpack(packed: string): Promise<Draft | null> {
  if (packed === '') return noDraft
  try {
    const binary = atob(packed.replaceAll('-', '+').replaceAll('_', '/'))
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0))
    const text = new TextDecoder().decode(await through(bytes, new DecompressionStream('deflate-raw')))
    return readDraft(JSON.parse(text))
  } catch {
    return null
  }
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: GenericTransformStream): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader()
  const pieces: Uint8Array[] = []
  let length = 0
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length
    if (length > longest) throw new RangeError('a draft is not that long')
    pieces.push(read.value)
  }
  const all = new Uint8Array(length)
  pieces.reduce((at, piece) => {
    all.set(piece, at)
    return at + piece.length
  }, 0)
  return all
}

/** Reads what came from outside; null where it has not the shape of a draft. */
export function readDraft(value: unknown): Draft | null {
  if (!isRecord(value) || !isRecord(value.changed) || !Array.isArray(value.added) || !Array.isArray(value.done))
    return null
  const good =
    Object.values(value.changed).every(isSplice) &&
    value.added.every((file) => isRecord(file) && ['level', 'file', 'text'].every((key) => isText(file[key]))) &&
    value.done.every(isText)
  return good ? (value as unknown as Draft) : null
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isSplice = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 3 &&
  Number.isInteger(value[0]) &&
  Number.isInteger(value[1]) &&
  isText(value[2])
