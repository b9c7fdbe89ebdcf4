import type { Principal } from '../who/principal.ts'

/** Who looks at approvals or answers them. */
export interface Viewer extends Pick<Principal, 'key' | 'level' | 'deployment' | 'user'> {
  readonly operator: string | null
  /** The chain of the deployment's policy, strongest first. */
  readonly levels: readonly string[]
}

/** Who an approval is for, as it is kept. */
interface Concerned {
  readonly level: string
  readonly key: string | null
  /** A pseudonym. */
  readonly person: string | null
}

/** Whether the level speaks for one end user, who has to be the one concerned: `user`, and every level below it. */
function isPersonal(level: string, levels: readonly string[]): boolean {
  const user = levels.indexOf('user')
  return user >= 0 && levels.indexOf(level) >= user
}

/** The levels whose approvals a viewer may see whoever they are for: none for a level that speaks for one end user. */
export function overseen({ level, levels }: Viewer): readonly string[] {
  const rank = levels.indexOf(level)
  return rank < 0 || isPersonal(level, levels) ? [] : levels.slice(rank)
}

/** Whether a request of this viewer, for the same end user, is what asked. */
export function isOwn(viewer: Viewer, person: string | null, concerned: Concerned): boolean {
  return concerned.key === viewer.key && concerned.person === person
}

/**
 * Why a viewer may not answer as a level; null where it may: a level no stronger than its key's, and at least as strong
 * as the one that is asked. As an end user only the one concerned answers, through the key that asked.
 * @param person the pseudonym of the viewer's end user
 */
export function whyNotAs(as: string, viewer: Viewer, person: string | null, concerned: Concerned): string | null {
  const { levels } = viewer
  const [own, speaking, asked] = [viewer.level, as, concerned.level].map((level) => levels.indexOf(level))
  if (speaking! < 0) return `\`${as}\` is not a level`
  if (own! < 0 || speaking! < own!) return `a key at \`${viewer.level}\` can't answer as \`${as}\``
  if (asked! < 0) return `\`${concerned.level}\`, which has to answer, is no level of the policy in force`
  if (speaking! > asked!) return `\`${concerned.level}\` or a stronger level has to answer, and \`${as}\` is weaker`
  if (!isPersonal(as, levels)) return null
  if (concerned.person === null) return `it is not known which end user asked, so nobody can answer as \`${as}\``
  return isOwn(viewer, person, concerned) ? null : `only the end user who asked can answer as \`${as}\``
}
