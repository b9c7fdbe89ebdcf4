import type { Folder } from './command.ts'

export const spec = `---
bylaw: 1
title: A library's assistant
layer: root
---
# A library's assistant {#library}

\`\`\`yaml bylaw
facts:
  reader.age: {type: [child, grown], assume: child, vouched-by: developer}
  reader.staff: {type: bool, assume: false, vouched-by: developer}
  reader.loans: {type: number, min: 0, max: 100, assume: 0, vouched-by: system}
\`\`\`

## Fire {#fire authority=root}

\`\`\`yaml bylaw
behavior: burning-books
bright-line: never
\`\`\`

## Shelves {#shelves authority=developer}

What may be lent depends on who reads; see [?](#fire).

\`\`\`yaml bylaw
behavior: lending
title: What is lent
values: [picture-books, novels, everything]
default: novels
delegable: novels
describe:
  picture-books: lends picture books
  novels: lends novels as well
  everything: lends whatever is on the shelves
rules:
  - when: reader.age == "child"
    limit: picture-books
  - when: reader.loans > 5
    limit: novels
\`\`\`

**Example**: a young reader

~~~xml
<user>
May I have the atlas of wars?
</user>
<comparison>
<assistant>
Let's look at it together with a librarian. <!-- GOOD: helps and keeps to the shelf -->
</assistant>
<assistant>
No. <!-- BAD: curt -->
</assistant>
</comparison>
~~~

## Voice {#voice authority=guideline}

\`\`\`yaml bylaw
behavior: voice
choices: [quiet, bright, solemn]
default: quiet
\`\`\`

## Tools {#tools authority=developer}

\`\`\`yaml bylaw
behavior: tool.*
values: [deny, ask, allow]
default: ask
\`\`\`
`

export const operator = `---
bylaw: 1
layer: developer
---
# The town library

\`\`\`yaml bylaw
trust: {user: [reader.age]}
limit: {voice: [quiet, bright]}
set: {tool.catalogue.*: allow}
\`\`\`

\`\`\`yaml bylaw
when: args.branch == "closed"
limit: {tool.catalogue.order: deny}
\`\`\`

\`\`\`yaml bylaw
when: reader.staff == true
set: {lending: everything}
\`\`\`
`

export const user = `---
bylaw: 1
layer: user
---
# What I like

\`\`\`yaml bylaw
set: {voice: solemn, lending: everything, burning-books: never}
\`\`\`
`

export const agent = `---
bylaw: 1
layer: agent
---
# What I plan

\`\`\`yaml bylaw
set: {tool.post.send: allow, voice: bright}
\`\`\`
`

export const mandate = `---
bylaw: 1
layer: agent
---
# What the helper may do

\`\`\`yaml bylaw
set: {tool.post.send: allow}
limit: {tool.catalogue.*: ask}
\`\`\`
`

/** Writes the stack; its files are named relative to the folder. */
export function library(folder: Folder): readonly string[] {
  folder.write('spec.md', spec)
  folder.write('operator.md', operator)
  folder.write('user.md', user)
  folder.write('agent.md', agent)
  folder.write('mandate.md', mandate)
  return stack
}

export const stack: readonly string[] = [
  ...['--spec', 'spec.md'],
  ...['--layer', 'developer=operator.md'],
  ...['--layer', 'user=user.md'],
  ...['--layer', 'agent=agent.md'],
]
