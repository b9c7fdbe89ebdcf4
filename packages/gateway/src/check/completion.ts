import type { ChatChoice, ChatCompletion } from '@bylaw/providers'
import { finishReason, type Gate, gated, legacyCall } from './gate.ts'

/** The answer with only the calls that may leave, and words in place of the others. */
export async function checkCompletion(completion: ChatCompletion, gate: Gate): Promise<ChatCompletion> {
  const choices: ChatChoice[] = []
  for (const choice of completion.choices) choices.push(await checkChoice(choice, gate))
  return { ...completion, choices }
}

async function checkChoice(choice: ChatChoice, gate: Gate): Promise<ChatChoice> {
  const { tool_calls, function_call, ...message } = choice.message
  const calls = await gated(gate, choice.index, tool_calls ?? [])
  const legacy = await gated(gate, choice.index, function_call ? [legacyCall(function_call)] : [])
  const finish_reason = finishReason(choice.finish_reason, calls.kept.length + legacy.kept.length)
  const notices = [calls.notice, legacy.notice].filter((notice) => notice !== '')
  if (notices.length === 0) return finish_reason === choice.finish_reason ? choice : { ...choice, finish_reason }
  const content = [message.content ?? '', ...notices].filter((text) => text !== '').join('\n\n')
  return {
    ...choice,
    finish_reason,
    message: {
      ...message,
      content,
      ...(calls.kept.length > 0 && { tool_calls: [...calls.kept] }),
      ...(legacy.kept.length > 0 && { function_call }),
    },
  }
}
