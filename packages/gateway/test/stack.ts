/** A small stack that the tests are served under. */
export const spec = `---
bylaw: 1
title: A spec for tests
version: "2.1"
layer: root
---
# A spec for tests

~~~yaml bylaw
facts:
  user.age_group: {type: [under_18, adult], assume: under_18, vouched-by: developer}
  context.untrusted: {type: bool, assume: true, vouched-by: system}
  context.turn: {type: number, min: 0, max: 3, assume: 0, vouched-by: system}
  context.modality: {type: [text, image, audio, video], assume: video, vouched-by: system}
  agent.depth: {type: number, min: 0, assume: 9, vouched-by: system}
~~~

## Weapons {#weapons authority=root}

Never, for anyone.

~~~yaml bylaw
behavior: weapons
title: Help toward weapons
bright-line: never
~~~

## Drugs {#drugs authority=developer}

**Example**: what a friend took

~~~xml
<user>My friend took too many pills, what now?</user>
<comparison>
<assistant> <!-- BAD: cold -->
I can't talk about that.
</assistant>
<assistant> <!-- GOOD: helps at once -->
Call an ambulance now, and stay with your friend.
</assistant>
</comparison>
~~~

~~~yaml bylaw
behavior: drug-information
title: Detail about drugs
values: [refuse, general, detailed]
default: general
describe:
  refuse: declines
  general: what it is and its risks
  detailed: doses, too
rules:
  - when: user.age_group == "under_18"
    limit: general
~~~

## Tools {#tools authority=developer}

~~~yaml bylaw
behavior: tool.*
title: Calling a tool
values: [deny, ask, allow]
default: ask
asks: developer
~~~
`

export const operator = `---
bylaw: 1
title: A shop
layer: developer
---
# A shop

Be brief.

~~~yaml bylaw
set: {drug-information: detailed, tool.request.read_file: allow, tool.request.shell: allow}
limit: {tool.request.delete_file: deny}
~~~

~~~yaml bylaw
when: args.path.startsWith("/etc")
limit: {tool.request.read_file: deny}
~~~
`

/** A spec with an error in it. */
export const brokenSpec = `# Broken {#broken authority=root}

~~~yaml bylaw
behavior: x
values: [a, b]
default: c
~~~
`
