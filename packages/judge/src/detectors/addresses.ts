import validator from 'validator'
import type { Found } from './detector.ts'

/** What an expression with bounded repetition matches and a check confirms. */
export function confirmed(
  text: string,
  kind: string,
  expression: RegExp,
  check: (match: string) => boolean,
): readonly Found[] {
  const found: Found[] = []
  for (const { 0: match, index } of text.matchAll(expression)) {
    if (check(match)) found.push({ kind, start: index, end: index + match.length })
  }
  return found
}

const LOCAL = /[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]/u
const DOMAIN = /[\p{L}\p{N}.-]/u
const LONGEST_LOCAL = 64
const LONGEST_DOMAIN = 255

/** From each `@` outwards: every character is looked at a bounded number of times. */
export function emails(text: string): readonly Found[] {
  const found: Found[] = []
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > 0 && at - start < LONGEST_LOCAL && LOCAL.test(text[start - 1]!)) start--
    let end = at + 1
    while (end < text.length && end - at <= LONGEST_DOMAIN && DOMAIN.test(text[end]!)) end++
    const address = trimmed(text, start, end)
    if (validator.isEmail(text.slice(address.start, address.end))) found.push({ kind: 'email', ...address })
  }
  return found
}

/** Without the quotation marks, slashes and full stops around it. */
function trimmed(text: string, start: number, end: number): { start: number; end: number } {
  while (/[.'`*_/{|=]/.test(text[start] ?? '')) start++
  while (/[.-]/.test(text[end - 1] ?? '')) end--
  return { start, end }
}

const CARD = /(?<!\d[ -]?)\d(?:[ -]?\d){11,18}(?![ -]?\d)/g

/** Card numbers of known issuers whose last digit is right (Luhn). */
export const cards = (text: string): readonly Found[] =>
  confirmed(text, 'credit-card', CARD, (match) => validator.isCreditCard(match.replaceAll(/[ -]/g, '')))

const IBAN_START = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?=[ -]?[A-Za-z0-9])/g
const SHORTEST_IBAN = 15
const LONGEST_IBAN = 34

/** How long one is depends on its country: the longest beginning that is one. */
export function ibans(text: string): readonly Found[] {
  const found: Found[] = []
  for (const { index } of text.matchAll(IBAN_START)) {
    const end = ibanEnd(text, index)
    if (end !== null) found.push({ kind: 'iban', start: index, end })
  }
  return found
}

function ibanEnd(text: string, start: number): number | null {
  let compact = ''
  let end: number | null = null
  for (let at = start; at < text.length && compact.length < LONGEST_IBAN; at++) {
    const character = text[at]!
    if (character === ' ' || character === '-') continue
    if (!/[A-Za-z0-9]/.test(character)) break
    compact += character.toUpperCase()
    const whole = !/[A-Za-z0-9]/.test(text[at + 1] ?? ' ')
    if (whole && compact.length >= SHORTEST_IBAN && validator.isIBAN(compact)) end = at + 1
  }
  return end
}

const IPV4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d)/g
const IPV6 = /(?<![0-9A-Za-z:.])(?=[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:]{2,39}(?:\.\d{1,3}){0,3}(?![0-9A-Za-z:])/g
/** Of one's own machine or network, of a group, of nobody. */
const IMPERSONAL =
  /^(?:0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|2[2-5]\d\.)|^(?:::1?$|f[cdef][0-9a-f]{2}:)/i

/** Addresses that may stand for somebody: not those of loopback, private or link-local networks, nor of groups. */
export function ipAddresses(text: string): readonly Found[] {
  const personal = (match: string): boolean => !IMPERSONAL.test(match)
  return [
    ...confirmed(text, 'ip-address', IPV4, (match) => validator.isIP(match, 4) && personal(match)),
    ...confirmed(text, 'ip-address', IPV6, (match) => validator.isIP(match, 6) && personal(match)),
  ]
}
