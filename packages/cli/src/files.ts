import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs'
import { type Document, decodeText, readDocument } from '@bylaw/core'
import { WrongUse } from './failure.ts'

/** Bytes of a file that are taken into memory; what is longer is refused unread. */
const MOST = 64 * 1024 * 1024
const CHUNK = 1024 * 1024

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  EEXIST: 'a file of this name is in the way',
}

/**
 * Reads a layer. What is wrong inside it is in the document's diagnostics.
 * @throws WrongUse where the file can't be read
 */
export function readLayer(file: string): Document {
  const { text, diagnostics } = decodeText(file, readBytes(file))
  const document = readDocument(file, text)
  return diagnostics.length === 0 ? document : { ...document, diagnostics: [...diagnostics, ...document.diagnostics] }
}

/** Why the system could not do something with a file, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return reasons[code ?? ''] ?? message
}

function readBytes(file: string): Uint8Array {
  try {
    return readAtMost(file)
  } catch (error) {
    if (error instanceof WrongUse) throw error
    throw new WrongUse(`cannot read ${file}: ${reasonOf(error)}`)
  }
}

function readAtMost(file: string): Uint8Array {
  const descriptor = openSync(file, 'r')
  try {
    const status = fstatSync(descriptor)
    if (status.size > MOST) throw tooLong(file)
    return status.isFile() ? readFileSync(descriptor) : readStream(file, descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** A pipe or a device says no length: it is read until it ends, or is too long. */
function readStream(file: string, descriptor: number): Uint8Array {
  const chunks: Buffer[] = []
  for (let length = 0; length <= MOST; ) {
    const chunk = Buffer.alloc(CHUNK)
    const read = readSync(descriptor, chunk)
    if (read === 0) return Buffer.concat(chunks)
    chunks.push(chunk.subarray(0, read))
    length += read
  }
  throw tooLong(file)
}

const tooLong = (file: string): WrongUse => new WrongUse(`cannot read ${file}: it is longer than ${MOST} bytes`)
