import type { Format } from '../exchange/format.ts'
import { readWhole } from './answer-in.ts'
import { writeWhole } from './answer-out.ts'
import { errorBody } from './errors.ts'
import { readRequest } from './request-in.ts'
import { writeRequest } from './request-out.ts'
import { readStream } from './stream-in.ts'
import { streamWriter } from './stream-out.ts'

/** OpenAI's Chat Completions, the format that most other vendors speak, too. */
export const openAiChat: Format = {
  name: 'openai-chat',
  path: '/v1/chat/completions',
  readRequest,
  writeRequest,
  readWhole,
  readStream,
  writeWhole,
  streamWriter,
  errorBody,
}
