import type { Instruction, Relation } from '@bylaw/core'
import type { z } from 'zod'
import type { rawRelation, Unverified } from './reading.ts'

type RawRelation = z.output<typeof rawRelation>

/**
 * Keeps the relations that bear on instructions that are there, and that an interpreter may state. It may find that two
 * conflict, whichever they are: the chain decides which gives way. That one replaces, corrects or empowers another is for
 * somebody to have said, at the same level or a stronger one, and never about a section of the spec; and only an
 * instruction of a user or below is mistaken by the interpreter's word alone.
 * @param ids instructions by the id that the interpreter gave them, and sections by their own
 */
export function verifiedRelations(
  said: readonly RawRelation[],
  ids: ReadonlyMap<string, Instruction>,
  sections: ReadonlySet<string>,
  chain: readonly string[],
): { readonly verified: readonly Relation[]; readonly unverified: readonly Unverified[] } {
  const unverified: Unverified[] = []
  const verified = said.flatMap((relation) => {
    const found = verify(relation, ids, sections, chain)
    if (typeof found !== 'string') return [found]
    unverified.push({ what: 'relation', why: found })
    return []
  })
  return { verified, unverified }
}

function verify(
  { kind, from: fromId, to: toId, level }: RawRelation,
  ids: ReadonlyMap<string, Instruction>,
  sections: ReadonlySet<string>,
  chain: readonly string[],
): Relation | string {
  const to = ids.get(toId)
  const from = fromId === null ? null : ids.get(fromId)
  if (to === undefined || from === undefined) return 'it names an instruction that is not there'
  if (from === to) return 'it relates an instruction to itself'
  const rank = ({ level }: Instruction) => (chain.includes(level) ? chain.indexOf(level) : chain.length)
  if (kind === 'conflicts') return from === null ? 'it takes two to conflict' : { kind, from: from.id, to: to.id }
  if (sections.has(to.id)) return 'sections of the spec are not replaced by what is said'
  if (from === null) {
    if (kind !== 'mistaken') return 'it does not say by what'
    const user = chain.includes('user') ? chain.indexOf('user') : chain.length - 1
    return rank(to) < user ? 'nobody who may said that this is a mistake' : { kind, from, to: to.id }
  }
  if (rank(from) === chain.length) return 'what has no authority changes nothing'
  if (kind === 'delegates') {
    const given = level === null ? -1 : chain.indexOf(level)
    if (given < rank(from)) return 'nobody gives more authority than they have'
    return { kind, from: from.id, to: to.id, level: chain[given]! }
  }
  if (rank(from) > rank(to)) return 'a weaker level does not correct a stronger one'
  return { kind, from: from.id, to: to.id }
}
