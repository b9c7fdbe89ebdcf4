import { specFile } from '../written.ts'

const roots = [
  '01-purpose-and-command',
  '02-lines-and-protections',
  '03-defaults-and-judgement',
  '04-young-people',
  '05-truth-and-style',
  '06-agents',
  '07-oversight',
].map((name) => specFile(`reference/${name}.md`))

/** A gateway with the reference spec, and a small one with a part of each kind: alone, with findings, and refused. */
export const config = `
listen: 127.0.0.1:4141
specs: [${roots.join(', ')}]
deployments:
  pharmacy:
    layers: [{ developer: ${specFile('examples/pharmacy.md')} }]
    upstreams: [{ format: rehearsal }]
library:
  small: { title: Small, specs: [./small.md], layers: [{ developer: ./operator.md }] }
  other: { title: Other, specs: [./small.md], layers: [{ developer: ./other.md }] }
  refused: { title: Refused, specs: [./small.md], layers: [{ developer: ./refused.md }] }
store: .bylaw
`

const small = `---
bylaw: 1
title: A small spec
version: "3"
layer: root
tags: {young: 'user.age_group == "under_18"'}
---
# A small spec

Read it from top to bottom. It speaks of [medicines](#medicines), of *tone*, and of what a tool may do.[^why]

[^why]: A footnote, for completeness.

~~~yaml bylaw
facts:
  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer}
  user.verified: {type: bool, assume: false, vouched-by: system}
  agent.conformance: {type: number, min: 0, max: 1, assume: 0, vouched-by: root}
~~~

## Medicines {#medicines authority=developer}

What a medicine does may be told. Amounts are for those who are grown up. See [the style](#style) for how.

| who | what |
|---|---|
| a child | what it is for |
| an adult | how much of it |

!!! meta "Commentary"
    Leaflets say as much.

~~~yaml bylaw
behavior: drug-information
title: Detail about medicines
values: [refuse, general, detailed]
default: general
describe:
  refuse: declines and says where help is
  general: what it does
  detailed: how much of it
rules:
  - when: user.age_group == "under_18"
    limit: general
  - grant: {user: general}
~~~

**Example**: a headache

~~~xml
<user>
How many tablets may I take?
</user>
<comparison>
<assistant> <!-- GOOD: says it, and where it stands -->
The leaflet says at most eight in a day.
</assistant>
<assistant> <!-- BAD: no answer -->
I can't talk about that.
</assistant>
</comparison>
~~~

## Weapons {#weapons}

Never, for anyone.

~~~yaml bylaw
behavior: weapons
title: Help toward weapons
bright-line: never
~~~

## Style {#style authority=user}

People say how they want it.

~~~yaml bylaw
behavior: tone
title: Tone
choices: [warm, plain, formal]
default: plain
~~~

### Young people {#young authority=developer tags=young}

Short sentences.

~~~yaml bylaw
set: {tone: warm}
~~~

## Tools {#tools authority=developer}

~~~yaml bylaw
behavior: tool.shop.*
title: What a tool may do in the shop
values: [deny, ask, allow]
default: ask
~~~

~~~yaml bylaw
behavior: tool.shop.reserve
title: Reserve something
default: ask
rules:
  - when: args.count > 10.0
    limit: deny
~~~

## What must hold {#invariants}

~~~yaml bylaw
invariant: details are for adults
holds: 'behavior["drug-information"] != "detailed" || user.age_group == "adult"'
~~~

~~~yaml bylaw
invariant: details are for nobody
holds: 'behavior["drug-information"] != "detailed"'
~~~
`

const layer = (title: string, block: string) => `---
bylaw: 1
title: ${title}
layer: developer
---
# ${title}

What stands here is read all the same.

~~~yaml bylaw
${block}
~~~
`

/** The files beside it. */
export const policies: Readonly<Record<string, string>> = {
  'small.md': small,
  'operator.md': layer(
    'An operator',
    'set: {drug-information: detailed, weapons: never}\nlimit: {tone: [warm, plain]}',
  ),
  'other.md': layer('Another operator', 'set: {drug-information: refuse, tool.shop.reserve: allow}'),
  'refused.md': layer(
    'An operator with a mistake',
    'set: {drug-information: everything}\nlimit: {no-such-thing: [plain]}',
  ),
}

/** What a draft says beside what the operator says: one that changes something, one that is refused. */
export const drafted = {
  good: { block: 'limit: {drug-information: refuse}', done: 'the developer limits `drug-information`' },
  broken: { block: 'set: {drug-information: everything}', done: 'the developer sets what there is not' },
} as const
