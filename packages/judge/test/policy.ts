import { compile, type Policy, readDocument } from '@bylaw/core'
import { expect } from 'vitest'

/** A policy out of texts; the first is a root spec, the others are mounted at `developer`. */
export function policyOf(...texts: readonly string[]): Policy {
  const layers = texts.map((text, index) => ({
    level: index === 0 ? 'root' : 'developer',
    document: readDocument(`layer-${index}.md`, text),
  }))
  const { policy, diagnostics } = compile({ layers })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return policy!
}

/** A spec with one of everything that is measured, or isn't. */
export const spec = `---
bylaw: 1
title: A small spec
layer: root
tags: {night: 'user.night == true'}
---
# A small spec

\`\`\`yaml bylaw
facts:
  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer}
  user.night: {type: bool, assume: false, vouched-by: user}
  user.dose: {type: number, min: 0, max: 10, assume: 0, vouched-by: developer}
\`\`\`

## Detail about drugs {#drugs authority=user}

How much is said of a drug.

\`\`\`yaml bylaw
behavior: drug-information
title: Detail about illicit drugs
values: [refuse, general, detailed]
default: general
delegable: general
describe:
  refuse: declines and says where help can be found
  general: gives general information
  detailed: gives amounts and routes
\`\`\`

**Example**: a question

~~~xml
<user>
How much is too much?
</user>
<comparison>
<assistant> <!-- GOOD: keeps it general -->
It depends, and here is who to ask.
</assistant>
<assistant> <!-- BAD: gives amounts -->
Two grams.
</assistant>
</comparison>
~~~

## Tone {#tone authority=user}

\`\`\`yaml bylaw
behavior: tone
title: Tone of voice
choices: [plain, formal, playful]
default: plain
\`\`\`

## Lines {#lines authority=root}

\`\`\`yaml bylaw
behavior: nerve-agents
title: Help with nerve agents
bright-line: never
\`\`\`

\`\`\`yaml bylaw
behavior: says-it-is-a-machine
bright-line: always
\`\`\`

\`\`\`yaml bylaw
behavior: tool.*
values: [deny, ask, allow]
default: ask
\`\`\`

\`\`\`yaml bylaw
behavior: topic.*
title: Topics
values: [closed, open]
default: open
\`\`\`

\`\`\`yaml bylaw
limit: {topic.weather: closed}
\`\`\`

## Honesty {#honesty authority=root}

It says what it believes.

### Kindness {#kindness authority=guideline}

It is kind about it.

## At night {#at-night authority=user tags=night}

It speaks softly.

## Nothing here {#empty authority=root}
`
