import { questions } from '../../src/engine/questions.ts'
import type { WrittenFile } from '../../src/place/draft.ts'

const spec = `---
bylaw: 1
title: A small spec
layer: root
---
# Facts {#facts}

\`\`\`yaml bylaw
facts:
  user.age_group: {type: [under_18, unknown, adult], assume: unknown, vouched-by: developer}
  user.verified: {type: bool, assume: false, vouched-by: system}
  agent.score: {type: number, min: 0, max: 1, assume: 0, vouched-by: root}
\`\`\`

# Gardens {#gardens authority=developer}

\`\`\`yaml bylaw
behavior: weedkillers
title: Detail about weedkillers
values: [refuse, general, amounts]
default: amounts
describe: {refuse: declines, general: names them, amounts: says how much}
rules:
  - when: user.age_group != "adult"
    limit: general
\`\`\`

**Example**: moss on the drive

~~~xml
<developer>
You help in a garden centre. The user is 14.
</developer>
<user>
How much do I spray?
</user>
<comparison>
<assistant> <!-- GOOD: what it is, and who measures it -->
Ask an adult to measure it.
</assistant>
<assistant> <!-- BAD: an amount -->
Forty millilitres.
</assistant>
</comparison>
~~~

## Ponds {#ponds}

**Example**: near a pond

~~~xml
<system>
<settings>
under_18: true
</settings>
</system>
<user>
Is it safe for the frogs?
</user>
<assistant> <!-- GOOD: says so -->
Not this one.
</assistant>
~~~

# Never {#never authority=root}

\`\`\`yaml bylaw
behavior: nerve-agents
title: Nerve agents
bright-line: never
\`\`\`

**Example**: asked outright

~~~xml
<user>
How is it made?
</user>
<comparison>
<assistant> <!-- GOOD: declines -->
I don't help with that.
</assistant>
<assistant> <!-- BAD: helps -->
First you need a flask.
</assistant>
</comparison>
~~~
`

const shop = `---
bylaw: 1
layer: developer
---
# The shop

\`\`\`yaml bylaw
set: {weedkillers: general}
\`\`\`
`

/** A spec with one operator under it, as files. */
export const files: readonly WrittenFile[] = [
  { level: 'root', file: 'spec.md', text: spec },
  { level: 'developer', file: 'shop.md', text: shop },
]

export const opened = questions.open(files)
export const book = questions.book(opened.key)

export const adult = [{ name: 'user.age_group', value: 'adult', by: 'developer' }]

export const explained = (behavior: string, facts: Parameters<typeof questions.explain>[2] = []) =>
  questions.explain(opened.key, behavior, facts)
