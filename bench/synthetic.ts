/** A document of the size and shape of a published behaviour spec, for whoever has none at hand. */
import { randomFrom } from './policy.ts'

const SECTIONS = 80
const EXAMPLES = 183
const FOOTNOTES = 116
const BYTES = 271_000
const AUTHORITIES = ['root', 'system', 'developer', 'user', 'guideline']
const WORDS = `assistant answer person request reason operator harm care doubt say ask tell keep give take weigh honest
plain short useful open private careful other every some its their when where since unless while about under without and
or but may should can does not`.split(/\s+/)

/** The same text every time: headings with attributes, prose, lists, graded examples, notes and references. */
export function syntheticSpec(): string {
  const random = randomFrom(4)
  const sentence = (): string => {
    const words = Array.from({ length: 8 + random(14) }, () => WORDS[random(WORDS.length)]!)
    return `${words.join(' ').replace(/^./, (first) => first.toUpperCase())}.`
  }
  const paragraph = (): string => Array.from({ length: 2 + random(4) }, sentence).join(' ')
  const parts: string[] = []
  const notes: string[] = []
  for (let section = 0; section < SECTIONS; section++) {
    parts.push(heading(section, random))
    if (section % 4 === 0) parts.push(`!!! meta "Commentary"\n    ${paragraph()}`)
    parts.push(paragraph(), ['**Firmly**', '*Gently*', 'Always'].map((word) => `- ${word}: ${sentence()}`).join('\n'))
    parts.push(`${sentence()} See [how it goes on](#part-${random(SECTIONS)}).`)
    for (let note = (section * FOOTNOTES) / SECTIONS; note < ((section + 1) * FOOTNOTES) / SECTIONS; note++) {
      const label = Math.floor(note).toString(36).padStart(4, 'n')
      if (notes.includes(label)) continue
      notes.push(label)
      parts.push(`${sentence()}[^${label}]`)
    }
    const last = Math.floor(((section + 1) * EXAMPLES) / SECTIONS)
    for (let example = Math.floor((section * EXAMPLES) / SECTIONS); example < last; example++)
      parts.push(exampleText(example, sentence, paragraph))
  }
  parts.push(notes.map((label) => `[^${label}]: ${sentence()}`).join('\n\n'))
  const missing = BYTES - parts.join('\n\n').length
  for (let added = 0; added < missing; added += parts.at(-1)!.length + 2) parts.push(paragraph())
  return `${parts.join('\n\n')}\n`
}

function heading(section: number, random: (below: number) => number): string {
  const depth = section === 0 ? 1 : 2 + random(3)
  const tags = section % 20 === 19 ? ' tags=under_18' : ''
  return `${'#'.repeat(depth)} Part ${section} {#part-${section} authority=${AUTHORITIES[section % AUTHORITIES.length]}${tags}}`
}

function exampleText(number: number, sentence: () => string, paragraph: () => string): string {
  return `**Example**: what to do in case ${number}

~~~xml
<user>
${sentence()}
</user>
<comparison>
<assistant> <!-- GOOD: ${sentence()} -->
${paragraph()}
</assistant>
<assistant> <!-- BAD: ${sentence()} -->
${paragraph()}
</assistant>
</comparison>
~~~`
}
