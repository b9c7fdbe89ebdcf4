import type { Diagnostic } from './diagnostic.ts'
import { limits } from './limits.ts'
import { Report } from './report.ts'
import { withoutMark } from './source.ts'

/**
 * Decodes a file's bytes. Never throws: bytes that are not UTF-8 become U+FFFD and an error `invalid-utf8`; a file that
 * is too large is not decoded (`too-large`, and an empty text). A byte order mark is taken off.
 */
export function decodeText(file: string, bytes: Uint8Array): { text: string; diagnostics: readonly Diagnostic[] } {
  const report = new Report(file)
  if (bytes.length > limits.bytes) {
    const message = `the file has ${bytes.length} bytes, more than the ${limits.bytes} that are read`
    report.error('too-large', message, { line: 1, column: 1 })
    return { text: '', diagnostics: report.diagnostics() }
  }
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
  if (text.includes('\ufffd')) reportInvalid(text, bytes, report)
  return { text: withoutMark(text), diagnostics: report.diagnostics() }
}

/** A replacement character that the bytes themselves don't hold (EF BF BD) is where decoding failed first. */
function reportInvalid(text: string, bytes: Uint8Array, report: Report): void {
  let byte = 0
  let line = 1
  let column = 1
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (code === 0xfffd && !(bytes[byte] === 0xef && bytes[byte + 1] === 0xbf && bytes[byte + 2] === 0xbd)) {
      const value = bytes[byte]!.toString(16).padStart(2, '0').toUpperCase()
      const utf16 = byte === 0 && (bytes[0] === 0xff || bytes[0] === 0xfe)
      const help = utf16 ? 'this looks like UTF-16; save the file as UTF-8' : 'save the file as UTF-8'
      report.error('invalid-utf8', `byte ${value} at offset ${byte} is not UTF-8`, { line, column }, 1, help)
      return
    }
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
    if (code === 0x0a) {
      line++
      column = 1
    } else if (byte > 3 || code !== 0xfeff) column += character.length
  }
}
