import { compile, createEngine, type Engine, readDocument } from '@bylaw/core'
import { accessRoutes } from '../../src/access/endpoints.ts'
import type { Answer, Passage } from '../../src/choke.ts'
import type { DecisionRecord } from '../../src/record.ts'

/** Who may do what with two records: whoever may is named, and everything else is denied. */
export const recordsSpec = `---
bylaw: 1
title: Records
layer: root
---
# Records

~~~yaml bylaw
facts:
  office.open: {type: bool, assume: true, vouched-by: developer}
~~~

## Records {#records authority=root}

~~~yaml bylaw
behavior: tool.*
title: Using a tool
values: [deny, ask, allow]
default: deny
~~~

~~~yaml bylaw
behavior: tone
title: Tone
values: [plain, warm, effusive]
default: warm
~~~

~~~yaml bylaw
behavior: manner
title: Manner
choices: [formal, casual]
default: formal
~~~

~~~yaml bylaw
behavior: forging
title: Forging records
bright-line: never
~~~

## Reading {#reading authority=root}

~~~yaml bylaw
when: args.subject.type == "user" && args.subject.id in ["alice", "bob"] && args.resource.id == "record-1"
set: {tool.record.read: allow}
~~~

~~~yaml bylaw
when: args.subject.type == "user" && 'carol' == args.subject.id
set: {tool.record.read: ask}
~~~

## Changing {#changing authority=root}

~~~yaml bylaw
when: args.subject.type == "user" && args.subject.id == "alice" && args.resource.id == "record-1"
set: {tool.record.write: allow}
~~~

~~~yaml bylaw
when: args.subject.type == "user" && args.subject.id == "bob" && args.resource.id == "record-2"
set: {tool.record.write: allow}
~~~

~~~yaml bylaw
when: args.subject.type == "user" && args.subject.id == "alice" && args.action.properties.soft == true
set: {tool.record.delete: allow}
~~~

~~~yaml bylaw
when: office.open == false
limit: {tool.record.write: deny}
~~~

~~~yaml bylaw
when: has(args.resource.properties.sealed) && args.resource.properties.sealed == true
limit: {tool.record.*: deny}
~~~

~~~yaml bylaw
when: args.subject.id == "alice"
set: {tool.record.print%20out: allow}
~~~
`

export function engineOf(text: string): Engine {
  const { policy, diagnostics } = compile({ layers: [{ level: 'root', document: readDocument('spec.md', text) }] })
  if (policy === null) throw new Error(JSON.stringify(diagnostics))
  return createEngine(policy)
}

export const engine = engineOf(recordsSpec)

export interface Asked {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  // biome-ignore lint/suspicious/noExplicitAny: whatever the answer is, the test says what it has to be
  readonly body: any
  readonly recorded: Partial<DecisionRecord>
}

/** Asks an endpoint of the Authorization API as the gateway would, with a recording that only remembers. */
export async function ask(
  path: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = { 'content-type': 'application/json' },
): Promise<Asked> {
  const { endpoint } = accessRoutes.find((route) => route.path === path)!
  let recorded: Partial<DecisionRecord> = {}
  const recording = {
    record: { id: 'dec_1' },
    note: (more: Partial<DecisionRecord>) => {
      recorded = { ...recorded, ...more }
    },
    close: async (state: DecisionRecord['state']) => {
      recorded = { ...recorded, state }
    },
  }
  const passage = {
    deployment: { name: 'office', service: { engine, policy: engine.policy } },
    principal: { key: 'pep', level: 'developer', deployment: 'office', user: null, claims: [] },
    incoming: {
      header: (name: string) => headers[name] ?? null,
      headers: (name: string) => (headers[name] === undefined ? [] : [headers[name]]),
      text: async () => (typeof body === 'string' ? body : JSON.stringify(body)),
    },
    recording,
  } as unknown as Passage
  const answer: Answer = await endpoint.serve(passage)
  return { status: answer.status, headers: answer.headers, body: JSON.parse(String(answer.body)), recorded }
}

export const entity = (type: string, id: string, properties?: object) => ({
  type,
  id,
  ...(properties && { properties }),
})
export const user = (id: string, properties?: object) => entity('user', id, properties)
export const record = (id: string, properties?: object) => entity('record', id, properties)
