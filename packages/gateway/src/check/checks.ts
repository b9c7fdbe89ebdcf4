import type { Act } from '../config/checks.ts'
import type { CheckRecord } from '../record.ts'
import { passes } from './compared.ts'
import type { Verdict } from './verdict.ts'

/**
 * What the record says of a review: an entry for each behavior that is enforced, was found in the text or failed, and one
 * for all the others.
 * @param done what was done with the text; null where it left
 * @param late whether it had left already when it was checked
 */
export function checksOf(
  what: CheckRecord['what'],
  verdicts: readonly Verdict[],
  done: Act | null,
  late = false,
): CheckRecord[] {
  const own = verdicts.filter(({ mode, finding }) => mode === 'enforce' || finding !== 'none')
  const entries = own.map((verdict) => checkOf(what, verdict, done, late))
  const rest = verdicts.length - own.length
  if (rest === 0) return entries
  const why = rest === 1 ? 'one other behavior: nothing was found' : `${rest} other behaviors: nothing was found`
  return [...entries, { what, mode: 'observe', behavior: null, outcome: 'permitted', why }]
}

function checkOf(what: CheckRecord['what'], verdict: Verdict, done: Act | null, late: boolean): CheckRecord {
  const { mode, behavior, finding, exhibited, permitted, outcome, act, by } = verdict
  const stands = outcome === 'permitted' || (mode === 'enforce' && passes(verdict))
  return {
    what,
    mode,
    behavior,
    outcome,
    why: late && !stands ? `${verdict.why}; it was checked after it had left` : verdict.why,
    exhibited,
    permitted,
    act: stands ? null : mode === 'enforce' ? done : act,
    ...(finding !== 'none' && { finding }),
    ...(by !== '' && { by }),
  }
}

/** Of a part that nobody can read. */
export function unreadCheck(wire: string, mode: CheckRecord['mode'], withheld: boolean): CheckRecord {
  const why = `${unreadName(wire)} can't be read`
  return { what: 'opaque', mode, behavior: null, outcome: 'not-run', why, act: withheld ? 'refuse' : null }
}

export function unreadName(wire: string): string {
  const type = wireType(wire)
  return type === null ? 'a part of an unknown type' : `a part of type \`${type}\``
}

/** An upstream wrote the type: it is named only where it looks like one. */
export const wireType = (wire: string): string | null => (/^[a-z][a-z0-9_.-]{0,63}$/.test(wire) ? wire : null)
