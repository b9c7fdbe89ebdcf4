import type { Assertion, FactType, FactValue } from '@bylaw/core'

/** Through what everything is read: which spec, who looks, and what is so. */
export interface Lens {
  /** A name of the shelf (it moves with what is mounted there) or the digest of one policy (it stays); null: the first on the shelf. */
  readonly version: string | null
  /** Another one to compare with. */
  readonly compared: string | null
  /** The level that looks. */
  readonly as: string | null
  readonly facts: readonly Assertion[]
}

export const noLens: Lens = { version: null, compared: null, as: null, facts: [] }

/** A fact as it stands in an address and on the command line: `user.age_group=adult@developer`. */
export const writtenFact = ({ name, value, by }: Assertion): string => `${name}=${String(value)}@${by}`

/** The fact written so; null where it is not. Whether it is declared, and of which type, the policy says. */
export function readFact(text: string): Assertion | null {
  const found = /^([^=]+)=(.*)@([^@]+)$/s.exec(text)
  if (found === null) return null
  return { name: found[1]!, value: readValue(found[2]!), by: found[3]! }
}

function readValue(text: string): FactValue {
  if (text === 'true') return true
  if (text === 'false') return false
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text
}

/** The facts with one more: what the same level said of the same fact before gives way. */
export function withFact(facts: readonly Assertion[], fact: Assertion): readonly Assertion[] {
  return [...facts.filter(({ name, by }) => name !== fact.name || by !== fact.by), fact]
}

export const withoutFact = (facts: readonly Assertion[], { name, by }: Pick<Assertion, 'name' | 'by'>) =>
  facts.filter((fact) => fact.name !== name || fact.by !== by)

/** The facts as the policy declares them: where a fact has words for values, `18` is a word. The same list where nothing changes. */
export function typedFacts(
  facts: readonly Assertion[],
  declared: readonly { readonly name: string; readonly type: FactType }[],
): readonly Assertion[] {
  const isWord = ({ name, value }: Assertion) =>
    typeof value !== 'string' && declared.some((fact) => fact.name === name && fact.type.kind === 'enum')
  return facts.some(isWord)
    ? facts.map((fact) => (isWord(fact) ? { ...fact, value: String(fact.value) } : fact))
    : facts
}
