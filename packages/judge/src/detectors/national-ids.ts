import validator from 'validator'
import { confirmed } from './addresses.ts'
import type { Found } from './detector.ts'

interface NationalId {
  readonly country: string
  readonly form: RegExp
  readonly valid: (compact: string) => boolean
}

const any = (): boolean => true

/**
 * Numbers that are told by their form or by a checksum. A form without letters, separators or a checksum of two digits
 * would be found in every tenth number, so countries whose ids are like that are not here.
 */
const ids: readonly NationalId[] = [
  { country: 'US', form: /(?<![\d-])(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])/g, valid: any },
  {
    country: 'GB',
    form: /(?<![A-Za-z0-9])(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![A-Za-z0-9])/gi,
    valid: any,
  },
  {
    country: 'ES',
    form: /(?<![A-Za-z0-9])(?:\d{8}|[XYZ]\d{7})-?[A-HJ-NP-TV-Z](?![A-Za-z0-9])/gi,
    valid: (id) => validator.isIdentityCard(id, 'ES'),
  },
  {
    country: 'FI',
    form: /(?<![A-Za-z0-9])[0-3]\d[01]\d{3}[-+A]\d{3}[0-9A-FHJ-NPR-Y](?![A-Za-z0-9])/gi,
    valid: (id) => validator.isIdentityCard(id, 'FI'),
  },
  {
    country: 'IT',
    form: /(?<![A-Za-z0-9])[A-Z]{6}[0-9LMNPQRSTUV]{2}[A-EHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z](?![A-Za-z0-9])/gi,
    valid: (id) => validator.isTaxID(id, 'it-IT'),
  },
  {
    country: 'BR',
    form: /(?<![\d.-])\d{3}\.\d{3}\.\d{3}-\d{2}(?![\d-])/g,
    valid: (id) => validator.isTaxID(id, 'pt-BR'),
  },
  {
    country: 'IN',
    form: /(?<![\d-])[2-9]\d{3}([ -])\d{4}\1\d{4}(?![\d-])/g,
    valid: (id) => validator.isIdentityCard(id, 'IN'),
  },
  {
    country: 'FR',
    form: /(?<!\d)[12] ?\d{2} ?(?:0[1-9]|1[0-2]|20) ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}(?! ?\d)/g,
    valid: hasFrenchKey,
  },
]

/** Ids that states give to people: United States, United Kingdom, Spain, Finland, Italy, Brazil, India, France. */
export const nationalIds = (text: string): readonly Found[] =>
  ids.flatMap(({ form, valid }) =>
    confirmed(
      text,
      'national-id',
      form,
      (match) => valid(match.replaceAll(/[ .-]/g, '').toUpperCase()) || valid(match.toUpperCase()),
    ),
  )

/** The last two digits: 97 less the remainder of the rest by 97, where `2A` and `2B` of Corsica are 19 and 18. */
function hasFrenchKey(id: string): boolean {
  const digits = id.replace('2A', '19').replace('2B', '18')
  if (!/^\d{15}$/.test(digits)) return false
  return 97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13))
}
