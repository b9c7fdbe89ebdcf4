import { type CountryCode, isSupportedCountry, searchPhoneNumbersInText } from 'libphonenumber-js'
import { cards, emails, ibans, ipAddresses } from './addresses.ts'
import { type Detector, detector, type Found } from './detector.ts'
import { nationalIds } from './national-ids.ts'
import { plain } from './normalised.ts'
import { windows } from './windows.ts'

export const personalDataKinds = ['email', 'phone', 'credit-card', 'iban', 'ip-address', 'national-id'] as const
export type PersonalDataKind = (typeof personalDataKinds)[number]

/** Nothing that is looked for is longer than the overlap. */
const SIZE = 4_096
const OVERLAP = 512

/**
 * Finds data about people by form and checksum: no names, no addresses of houses.
 * @param kinds all of them unless given
 * @param regions countries whose telephone numbers are known without a leading `+`
 */
export function personalData(
  name: string,
  kinds: readonly PersonalDataKind[] = personalDataKinds,
  regions: readonly string[] = [],
): Detector | { readonly problem: string } {
  const unknown = regions.find((region) => !isSupportedCountry(region))
  if (unknown !== undefined) return { problem: `no telephone numbers are known of the region \`${unknown}\`` }
  const scans: Readonly<Record<PersonalDataKind, (text: string) => readonly Found[]>> = {
    email: emails,
    phone: (text) => phones(text, regions as readonly CountryCode[]),
    'credit-card': cards,
    iban: ibans,
    'ip-address': ipAddresses,
    'national-id': nationalIds,
  }
  return detector(name, 'personal-data/1', [kinds, regions], async (text) => {
    const { text: read, original } = plain(text)
    const found = await windows(read, SIZE, OVERLAP, (stretch) => kinds.flatMap((kind) => scans[kind](stretch)))
    return { state: 'read', found: found.map(({ kind, start, end }) => ({ kind, ...original(start, end) })) }
  })
}

function phones(text: string, regions: readonly CountryCode[]): readonly Found[] {
  if (!/\p{Nd}/u.test(text)) return []
  const searches = regions.length === 0 ? [undefined] : regions
  return searches.flatMap((region) => {
    const numbers = searchPhoneNumbersInText(text, region === undefined ? {} : { defaultCountry: region })
    return [...numbers].map(({ startsAt, endsAt }) => ({ start: startsAt, end: endsAt, kind: 'phone' }))
  })
}
