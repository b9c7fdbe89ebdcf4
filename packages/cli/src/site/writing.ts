import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { WrongUse } from '../failure.ts'
import { reasonOf } from '../files.ts'

/** Says which files of a folder are a site's: they, and no others, are written over. */
const SIGN = 'bylaw-site.json'

/**
 * Writes a site into a folder that is not there yet, is empty, or holds an earlier one. Nothing is ever deleted.
 * @throws WrongUse where something else is in the way
 */
export function writeSite(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  try {
    mkdirSync(folder, { recursive: true })
    const own = ownFiles(folder)
    const names = [SIGN, ...files.keys()]
    const strange = names.find(
      (name) => isThere(folder, name) && !(own.has(name) && lstatSync(join(folder, name)).isFile()),
    )
    if (strange !== undefined) throw new WrongUse(`cannot write ${join(folder, strange)}: it is no file of a site`)
    const listed = [...new Set([...own, ...files.keys()])].filter((name) => name !== SIGN)
    writeFileSync(join(folder, SIGN), `${JSON.stringify({ 'bylaw-site': 1, files: listed })}\n`)
    for (const [name, content] of files) writeFileSync(join(folder, name), content)
  } catch (error) {
    throw error instanceof WrongUse ? error : new WrongUse(`cannot write ${folder}: ${reasonOf(error)}`)
  }
}

/** The files of the folder that belong to an earlier site. */
function ownFiles(folder: string): ReadonlySet<string> {
  if (readdirSync(folder).length === 0) return new Set()
  const files = signedFiles(folder)
  if (files === null)
    throw new WrongUse(
      `cannot write ${folder}: it holds other things than a site; name an empty folder or one that bylaw site wrote`,
    )
  return new Set([SIGN, ...files])
}

function signedFiles(folder: string): readonly string[] | null {
  try {
    const { 'bylaw-site': sign, files } = JSON.parse(readFileSync(join(folder, SIGN), 'utf8'))
    return sign === 1 && Array.isArray(files) ? files.filter((name) => typeof name === 'string') : null
  } catch {
    return null
  }
}

const isThere = (folder: string, name: string): boolean =>
  lstatSync(join(folder, name), { throwIfNoEntry: false }) !== undefined
