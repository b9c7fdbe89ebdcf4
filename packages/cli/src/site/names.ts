import { dirname, relative, resolve, sep } from 'node:path'

/** Names the files from the deepest folder that holds them all, so that nothing is said of what is above it. */
export function withinCommonFolder(files: readonly string[]): (file: string) => string {
  const folders = files.map((file) => dirname(resolve(file)).split(sep))
  const [first = []] = folders
  const shared = first.findIndex((part, depth) => folders.some((folder) => folder[depth] !== part))
  const common = first.slice(0, shared < 0 ? first.length : shared).join(sep)
  return (file) => relative(common === '' ? sep : common, resolve(file)).replaceAll(sep, '/')
}
