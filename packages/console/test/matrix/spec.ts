import type { WrittenFile } from '../../src/place/draft.ts'

const block = (text: string): string => `\`\`\`yaml bylaw\n${text.trim()}\n\`\`\``

/** A small spec with a scale, a choice and a bright line, and an operator under it. */
export const files: readonly WrittenFile[] = [
  {
    level: 'root',
    file: 'spec.md',
    text: [
      '# The spec {#spec authority=root}',
      '## Facts {#facts}',
      block('facts:\n  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer}'),
      '## Substances {#substances authority=developer}',
      '### Drugs {#drugs}',
      block(`
behavior: drugs
title: Detail about drugs
values: [refuse, general, detailed]
default: general
rules:
  - when: user.age_group == "under_18"
    limit: general`),
      '### Medicine {#medicine}',
      block('behavior: medicine\nvalues: [general, detailed]\ndefault: general\ndelegable: false'),
      '## Manner {#manner authority=user}',
      '### Tone {#tone}',
      block('behavior: tone\nchoices: [warm, plain, formal]\ndefault: warm'),
      '### The line {#line authority=root}',
      block('behavior: the-line\nbright-line: never'),
      '',
    ].join('\n\n'),
  },
  {
    level: 'developer',
    file: 'clinic.md',
    text: ['# The clinic', block('set: {medicine: detailed}'), ''].join('\n\n'),
  },
]

export const adult = { name: 'user.age_group', value: 'adult', by: 'developer' } as const
