import type { FormatName, Prompt } from './prompt.ts'

/** The fields of a request that the shared settings hold, by format; every other one is lost on the way to another format. */
const understood: Readonly<Record<FormatName, ReadonlySet<string>>> = {
  'openai-chat': new Set([
    ...['model', 'messages', 'stream', 'stream_options', 'n', 'tools', 'functions', 'tool_choice', 'function_call'],
    ...['parallel_tool_calls', 'max_tokens', 'max_completion_tokens', 'temperature', 'top_p', 'stop'],
    ...['response_format', 'reasoning_effort', 'user', 'safety_identifier'],
  ]),
  'openai-responses': new Set([
    ...['model', 'input', 'instructions', 'stream', 'stream_options', 'tools', 'tool_choice', 'parallel_tool_calls'],
    ...['max_output_tokens', 'temperature', 'top_p', 'text', 'reasoning', 'user', 'safety_identifier'],
  ]),
  'anthropic-messages': new Set([
    ...['model', 'messages', 'system', 'stream', 'tools', 'tool_choice', 'max_tokens', 'temperature', 'top_p'],
    ...['stop_sequences', 'metadata', 'thinking', 'output_format', 'output_config'],
  ]),
}

/** The fields of a request's body that only its own format can say. */
export function lostFields(prompt: Prompt): string[] {
  const known = understood[prompt.format]
  return Object.keys(prompt.raw).filter((key) => !known.has(key) && prompt.raw[key] != null)
}
