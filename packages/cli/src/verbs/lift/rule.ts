import { declarationOf, type Policy } from '@bylaw/core'
import type { Overreach } from '@bylaw/judge'

/** The rule that keeps a statement from having effect, and where it stands. */
export interface Rule {
  readonly rule: string
  /** `file:line` */
  readonly source: string | null
}

/** In words of this policy; what it has no words for is told as the compiler tells it. */
export function ruleOf({ statement: { about }, reason, message }: Overreach, policy: Policy, level: string): Rule {
  const fact = policy.facts.find(({ name }) => name === about)
  const declared = fact ?? declarationOf(about, policy.behaviors)
  if (declared === null) return { rule: message, source: null }
  const source = `${declared.source.file}:${declared.source.line}`
  if ('vouchedBy' in declared) {
    const entitled = policy.levels[declared.vouchedBy]!
    const rule =
      reason === 'not-entitled' ? `only ${orStronger(entitled)} may say whom to trust about \`${about}\`` : message
    return { rule, source }
  }
  const rules: Readonly<Record<string, string>> = {
    'bright-line': `\`${about}\` is a bright line, which nobody may change`,
    'out-of-reach': `\`${about}\` is for ${authorityOf(declared.authorityName)} to loosen or choose; ${level} was granted no more`,
    'not-delegable': `\`${about}\` can't be granted to anybody`,
    'not-below': `a grant goes to a level weaker than ${level}`,
  }
  return { rule: rules[reason] ?? message, source }
}

const authorityOf = (name: string): string => (name === 'guideline' ? 'every level' : orStronger(name))

const orStronger = (level: string): string => (level === 'root' ? 'root' : `${level} or stronger`)
