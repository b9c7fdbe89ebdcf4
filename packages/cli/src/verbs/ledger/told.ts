import { writeFileSync } from 'node:fs'
import { WrongUse } from '../../failure.ts'
import { reasonOf } from '../../files.ts'
import { note, printJson } from '../../output.ts'

/** Says why something is not as it should be; the exit code for that. */
export function refused(reason: string, { json }: { readonly json?: boolean }): 1 {
  if (json) printJson({ ok: false, reason })
  else note(reason)
  return 1
}

/** @throws WrongUse where the file can't be written */
export function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new WrongUse(`cannot write ${file}: ${reasonOf(error)}`)
  }
}
