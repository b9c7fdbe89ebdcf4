import type { SiteStack } from '../../src/index.ts'

const spec = `---
bylaw: 1
title: How the garden line answers
version: "2.0"
---
# The garden line {#line authority=developer}

Callers ask about plants. Nobody is sent away without an answer.

\`\`\`yaml bylaw
facts:
  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer}
\`\`\`

## Poisons {#poisons}

Which plants are poisonous is common knowledge. How much of one harms somebody is not for everyone.

\`\`\`yaml bylaw
behavior: plant-poisons
title: Detail about poisonous plants
values: [refuse, general, amounts]
default: general
describe: {refuse: declines, general: names the plant, amounts: says how much}
\`\`\`

!!! meta "Commentary"
    A poisons service knows more than we do.

**Example**: a berry was eaten

~~~xml
<user>
My son ate one yew berry.
</user>
<comparison>
<assistant> <!-- GOOD: help comes first -->
Call the poisons service now.
</assistant>
<assistant> <!-- BAD: nobody asked for that -->
Yew is a fine hedge.
</assistant>
</comparison>
~~~

## Tone {#tone}

See also [?](#poisons).
`

const nursery = `---
bylaw: 1
title: A nursery for professionals
layer: developer
---
# Our own people

Growers handle these plants every day.

\`\`\`yaml bylaw
when: user.age_group == "adult"
set: {plant-poisons: amounts}
\`\`\`
`

const root = { level: 'root', file: 'spec.md', text: spec }

/** A spec alone, and under an operator who loosens one behavior for adults. */
export const gardens: readonly SiteStack[] = [
  { name: 'spec', title: 'How the garden line answers', files: [root] },
  {
    name: 'nursery',
    title: 'A nursery for professionals',
    files: [root, { level: 'developer', file: 'nursery.md', text: nursery }],
  },
]

/** What would get out of a script, a comment, an attribute or an element, if text were read as anything else. */
export const breakouts = [
  '</script><script>globalThis.broken = 1</script>',
  '<!-- <script>',
  '\u2028globalThis.broken = 2\u2029',
  '"><img src=x onerror="globalThis.broken = 3">',
  '</noscript></title></textarea><svg onload="globalThis.broken = 4">',
  "`'\\ \\u003cscript> &lt;script>",
]

/** A spec of such texts: in its title, in a heading and an id, in prose, in an example, in a name. */
export const hostile: readonly SiteStack[] = [
  {
    name: 'spec',
    title: breakouts.join(' '),
    files: [
      {
        level: 'root',
        file: `${breakouts[3]}.md`,
        text: [
          `---\nbylaw: 1\ntitle: ${JSON.stringify(breakouts.join(' '))}\n---`,
          ...breakouts.map((text, index) => `# Part ${index} \`${text}\`\n\n\`\`${text}\`\`\n\n    ${text}\n`),
          `**Example**: ${breakouts[0]}\n\n~~~xml\n<user>\n${breakouts.join('\n')}\n</user>\n~~~\n`,
        ].join('\n'),
      },
    ],
  },
]
