import type { Behavior, PolicySection, Source } from '../../policy/types.ts'
import { adjustableTo } from './adjustable.ts'
import type { Ground } from './ground.ts'
import { finding, related } from './report.ts'
import { sentencesOf } from './sentences.ts'
import type { DeepFinding, Edit } from './types.ts'
import { type Absolute, absolutes, isAbout } from './wording.ts'

/**
 * Prose that says "always" or "never" of what somebody below may adjust: the section declares a behavior that words of
 * weaker levels could move in some situation; what is never to be is a value it could be moved to, or what is always to
 * be is the value it would be moved from. Read as English; what is quoted or said of some situations only ("unless",
 * "by default", "when") does not count. One for each section.
 */
export function absoluteProse(ground: Ground): readonly DeepFinding[] {
  return ground.policy.sections.flatMap((section) => {
    const { document } = ground.policy.layers[section.layer]!
    if (section.behaviors.length === 0) return []
    const words = sentencesOf(document, document.sections[section.index]!).flatMap(absolutes)
    return words.length === 0 ? [] : (firstAdjustable(ground, section, words) ?? [])
  })
}

function firstAdjustable(ground: Ground, section: PolicySection, words: readonly Absolute[]): DeepFinding | null {
  for (const id of section.behaviors) {
    const behavior = ground.policy.behaviors.get(id)!
    const reached = adjustableTo(ground, behavior)
    if (reached.length === 0) continue
    for (const word of words) {
      const { file } = ground.policy.layers[section.layer]!.document
      if (isPositive(word)) {
        if (isAbout(word, behavior, behavior.default)) return described(file, word, behavior, reached)
        continue
      }
      const value = reached.find((each) => isAbout(word, behavior, each))
      if (value !== undefined) return described(file, word, behavior, [value])
    }
  }
  return null
}

const isPositive = ({ word }: Pick<Absolute, 'word'>): boolean => word.toLowerCase() === 'always'

function described(file: string, absolute: Absolute, behavior: Behavior, values: readonly number[]): DeepFinding {
  const { sentence, word, offset } = absolute
  const at = { file, ...sentence.at(offset) }
  const reached = values.map((value) => `\`${behavior.values[value]}\``).join(' or ')
  return finding(
    'absolute-prose',
    at,
    `this says \`${word}\`, and levels below may make \`${behavior.id}\` ${reached}`,
    {
      length: word.length,
      related: [related(behavior.source, 'what may be adjusted')],
      help: 'say `by default`, or give the section an authority that keeps it so',
      edit: word.includes('\n') ? null : byDefault(at, word),
    },
  )
}

function byDefault(at: Source, word: string): Edit {
  const { file, line, column } = at
  const written = isPositive({ word }) ? 'by default' : `by default ${word.toLowerCase()}`
  const text = /^[A-Z]/.test(word) ? written.charAt(0).toUpperCase() + written.slice(1) : written
  return { title: `say \`${text}\``, file, from: { line, column }, to: { line, column: column + word.length }, text }
}
