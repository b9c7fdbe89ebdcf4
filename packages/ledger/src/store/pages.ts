/** Reads a long list a page at a time. `read` is given the cursor of the last item, `from` at first; `cursor` names it. */
export async function* inPages<T>(
  from: number,
  count: number,
  read: (cursor: number) => Promise<readonly T[]>,
  cursor: (item: T) => number,
): AsyncGenerator<T, void> {
  for (let at = from; ; ) {
    const page = await read(at)
    yield* page
    if (page.length < count) return
    at = cursor(page.at(-1)!)
  }
}
