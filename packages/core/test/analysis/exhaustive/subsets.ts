/** Every choice of some of the items, none of them first. */
export function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  let all: (readonly T[])[] = [[]]
  for (const item of items) all = all.flatMap((some) => [some, [...some, item]])
  return all
}
