import { readFileSync } from 'node:fs'

/** The chunks of a recorded-like answer, one JSON object a line. */
export function fixture(name: string): string[] {
  const file = new URL(`fixtures/${name}.chunks.txt`, import.meta.url)
  return readFileSync(file, 'utf8').trim().split('\n')
}

/** The body of a streamed answer. */
export function body(chunks: readonly string[], end = 'data: [DONE]\n\n'): Uint8Array {
  return new TextEncoder().encode(`${chunks.map((chunk) => `data: ${chunk}\n\n`).join('')}${end}`)
}

export async function* split(bytes: Uint8Array, ...places: number[]): AsyncGenerator<Uint8Array> {
  let from = 0
  for (const place of [...places, bytes.length]) {
    yield bytes.subarray(from, place)
    from = place
  }
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
