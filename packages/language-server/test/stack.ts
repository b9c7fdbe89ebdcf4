/** A spec, an operator and the configuration that makes them a stack, for the tests. */
export const spec = `---
bylaw: 1
title: Corner library
layer: root
tags:
  young: user.age_group == "under_18"
---
# Corner library {#library authority=developer}

What we lend and how we speak. See [the loans](#loans) and [?](#loans).

\`\`\`yaml bylaw
facts:
  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer, title: How old someone is}
  reader.trust: {type: number, min: 0, max: 1, assume: 0, vouched-by: root}
\`\`\`

## Loans {#loans}

\`\`\`yaml bylaw
behavior: loan-advice
title: Advice on what to borrow
values: [none, plain, frank]
default: plain
describe:
  none: gives no advice
  plain: names books
  frank: says what it thinks of them
rules:
  - when: user.age_group == "under_18" && reader.trust < 0.5
    limit: plain
\`\`\`

## Tone

\`\`\`yaml bylaw
behavior: tone
choices: [warm, dry]
default: warm
authority: system
\`\`\`

## Machines {#machines}

\`\`\`yaml bylaw
behavior: tool.*
values: [deny, ask, allow]
default: deny
\`\`\`

## For the young {#for-the-young tags=young}

Read aloud.

\`\`\`yaml bylaw
invariant: nothing frank for children
holds: 'behavior["loan-advice"] != "frank" || user.age_group == "adult" || reader.trust >= 0.5'
\`\`\`
`

export const operator = `---
bylaw: 1
layer: developer
---
# Our branch

As [in the spec](#loans).

\`\`\`yaml bylaw
set: {loan-advice: plain}
grant: {user: {loan-advice: frank}}
limit: {tool.desk.print: ask}
trust: {user: [user.age_group]}
\`\`\`
`

export const configuration = `specs: [spec.md]
deployments:
  branch:
    layers: [{developer: operator.md}]
`
