import type { Source } from '../policy/types.ts'

/** `file:line`, or nothing for what stands in no file. */
export const place = (source: Source): string => (source.file === '' ? '' : `${source.file}:${source.line}`)
