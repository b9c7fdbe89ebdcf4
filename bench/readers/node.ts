/** Only the file: what Node itself takes. */
import { readOnce } from './read-once.ts'

readOnce((text) => text.length)
