import type { Deployed } from './estate.ts'

type Body = Readonly<Record<string, unknown>>

/** A tool that every request declares, so that its calls are of a known one. */
const tool = { name: 'read_file', description: 'Reads a file.' }

/** A request for an answer in each format: what a user says, and fields beside it. */
export const asking: Readonly<Record<Deployed, (words: string, more?: Body) => Body>> = {
  chat: (content, more) => ({
    ...{ model: 'calls', messages: [{ role: 'user', content }], tools: [{ type: 'function', function: tool }] },
    ...more,
  }),
  responses: (content, more) => ({
    ...{ model: 'calls', input: [{ role: 'user', content }], tools: [{ type: 'function', ...tool }] },
    ...more,
  }),
  messages: (content, more) => ({
    ...{ model: 'calls', max_tokens: 64, messages: [{ role: 'user', content }] },
    ...{ tools: [{ ...tool, input_schema: { type: 'object' } }], ...more },
  }),
}

/** Every field of a request in which words can stand, by what it is; each is a request with these words in it. */
export const fields: Readonly<Record<Deployed, Readonly<Record<string, (words: string) => Body>>>> = {
  chat: {
    'a message of the user': (words) => asking.chat(words),
    'a part of it': (text) => chatWith({ role: 'user', content: [{ type: 'text', text }] }),
    'the name of a speaker': (name) => chatWith({ role: 'user', content: 'x', name }),
    'a message at system': (content) => chatWith({ role: 'system', content }),
    'a message at developer': (content) => chatWith({ role: 'developer', content }),
    'an earlier answer': (content) => chatWith({ role: 'assistant', content }),
    'a refusal in it': (refusal) => chatWith({ role: 'assistant', content: null, refusal }),
    'reasoning in it': (reasoning) => chatWith({ role: 'assistant', content: 'x', reasoning }),
    'arguments of a call': (words) => chatWith({ role: 'assistant', content: null, tool_calls: [called('f', words)] }),
    'the name of a call': (words) => chatWith({ role: 'assistant', content: null, tool_calls: [called(words, '{}')] }),
    'the output of a tool': (content) => chatWith({ role: 'tool', tool_call_id: 'c', content }),
    'the output of a function': (content) => chatWith({ role: 'function', name: 'f', content }),
    'the description of a tool': (description) => withTool({ ...tool, description }),
    'the name of a tool': (name) => withTool({ name }),
    'a schema': (description) => withTool({ ...tool, parameters: { type: 'object', description } }),
    'the id of the user': (user) => asking.chat('x', { user }),
    metadata: (words) => asking.chat('x', { metadata: { words }, bylaw: { level: words } }),
    'the name of a file': (filename) =>
      chatWith({
        role: 'user',
        content: [{ type: 'file', file: { filename, file_data: 'data:text/plain;base64,eA==' } }],
      }),
  },
  responses: {
    'the input': (input) => asking.responses('x', { input }),
    instructions: (instructions) => asking.responses('x', { instructions }),
    'a message of the user': (words) => asking.responses(words),
    'a message at system': (content) => itemWith({ role: 'system', content }),
    'an earlier answer': (text) => itemWith({ role: 'assistant', content: [{ type: 'output_text', text }] }),
    reasoning: (text) => itemWith({ type: 'reasoning', id: 'rs', summary: [{ type: 'summary_text', text }] }),
    'arguments of a call': (words) => itemWith({ type: 'function_call', call_id: 'c', name: 'f', arguments: words }),
    'the output of a tool': (output) => itemWith({ type: 'function_call_output', call_id: 'c', output }),
    'the output of a shell': (stdout) => itemWith({ type: 'shell_call_output', call_id: 'c', output: [{ stdout }] }),
    'an item of no known type': (words) => itemWith({ type: 'system_message', text: words }),
    'the name of a tool': (name) => asking.responses('x', { tools: [{ type: 'function', name }] }),
    'a stored prompt': (words) => asking.responses('x', { prompt: { id: 'pmpt_1', variables: { words } } }),
  },
  messages: {
    'a message of the user': (words) => asking.messages(words),
    system: (system) => asking.messages('x', { system }),
    'a block of it': (text) => asking.messages('x', { system: [{ type: 'text', text }] }),
    'an earlier answer': (content) => messageWith({ role: 'assistant', content }),
    thinking: (thinking) =>
      messageWith({ role: 'assistant', content: [{ type: 'thinking', thinking, signature: 'x' }] }),
    'the output of a tool': (content) =>
      messageWith({ role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content }] }),
    'a document': (data) =>
      messageWith({
        role: 'user',
        content: [{ type: 'document', title: data, source: { type: 'text', media_type: 'text/plain', data } }],
      }),
    'input of a call': (words) =>
      messageWith({ role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input: { words } }] }),
    'the name of a tool': (name) => asking.messages('x', { tools: [{ name, input_schema: { type: 'object' } }] }),
    'the id of the user': (user_id) => asking.messages('x', { metadata: { user_id } }),
  },
}

const called = (name: string, args: string) => ({ id: 'c', type: 'function', function: { name, arguments: args } })

function chatWith(message: Body): Body {
  return asking.chat('x', { messages: [{ role: 'user', content: 'x' }, message] })
}

function withTool(declared: Body): Body {
  return asking.chat('x', { tools: [{ type: 'function', function: declared }] })
}

function itemWith(item: Body): Body {
  return asking.responses('x', { input: [{ role: 'user', content: 'x' }, item] })
}

function messageWith(message: Body): Body {
  return asking.messages('x', { messages: [{ role: 'user', content: 'x' }, message] })
}
