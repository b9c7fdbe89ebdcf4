/** An operator's mini-spec to start from; it is checked against the reference spec by a test. */
export const operator = `---
bylaw: 1
title: My assistant
version: "0.1"
layer: developer # the level it speaks at: below the spec (root), above the user
---
# My assistant

Say here, in plain words, who the assistant is for and what it does. The model reads this prose; the blocks below are
what Bylaw decides by. Everything that no block mentions stays as the spec has it.

## How it sounds

A *choice* has no safer side. \`limit\` leaves only these values, whoever asks; \`set\` says where it starts.

\`\`\`yaml bylaw
limit: {tone: [warm, plain]}
set: {tone: plain}
\`\`\`

## What users may decide

A *scale* runs from the value that protects most to the one that protects least. You may always tighten one with
\`limit\`; \`grant\` lets users loosen one as far as the spec lets you give it away.

\`\`\`yaml bylaw
limit: {drug-information: general}
grant: {user: {blunt-feedback: frank}}
\`\`\`

## Who vouches

Facts about a user count for loosening only when somebody entitled says them. If your sign-in knows who is an adult,
send \`user.age_group\` with each request. With \`trust\` you would let users vouch for themselves:
\`trust: {user: [user.occupation]}\`.

## Tools

\`deny\`, \`ask\` or \`allow\` for each tool; a star names a whole family. The tools that a request declares are
\`tool.request.NAME\`.

\`\`\`yaml bylaw
set: {tool.request.search: allow}
limit: {tool.request.delete_account: deny}
\`\`\`
`

/**
 * A configuration of the gateway to start from.
 * @param specs paths of the root files, in order
 */
export const configuration = (
  specs: readonly string[],
): string => `# yaml-language-server: $schema=${specs[0]!.replace(/reference\/[^/]*$/, 'bylaw.schema.json')}
# What \`bylaw serve\` serves.

listen: 127.0.0.1:4141

# Root files, in order: the reference spec that comes with Bylaw, where it is installed on this machine. To adopt it as
# your own, copy the files next to this one and name the copies; relative paths start at this file.
specs:
${specs.map((file) => `  - ${JSON.stringify(file)}`).join('\n')}

deployments:
  assistant:
    layers: [{developer: operator.md}] # what you add to the spec
    upstreams: [{format: rehearsal}] # no model: answers come from the spec's own examples, and say so
    # A model behind any OpenAI-compatible address (OpenAI, Ollama, vLLM):
    # upstreams: [{format: openai-chat, url: "http://127.0.0.1:11434/v1", key: "\${UPSTREAM_KEY}"}]
    guide: true # compose the decided values and the prose that matters into the instructions
    check: observe # tool calls are authorised, text is only judged; bylaw would-have says what enforce would have done
    # judges: [reader] # models that judge every behavior; until one is named, text is recorded as not run
    # act: refuse # what enforce does with what is not permitted: refuse, revise, redact, ask or annotate
    # stream: hold # a stream waits for its check; window: it is checked piece by piece; after: when it has left
    # behaviors: # where one differs
    #   crude-language: {judges: [{judge: swearing, exhibits: mild}], act: revise}

# Who reads what the assistant says: detectors, which find things by their form, and models.
# judges:
#   swearing: {detector: words, words: [damn, hell]}
#   reader: {format: openai-chat, url: "http://127.0.0.1:11434/v1", model: llama3.1}

# Without keys only this machine may call, with the word of the first deployment's operator.
# keys: [{name: my-app, sha256: "…", deployment: assistant, level: developer}]

store: .bylaw # the folder where decisions are recorded
`
