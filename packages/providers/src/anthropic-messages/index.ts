import type { Format } from '../exchange/format.ts'
import { readWhole } from './answer-in.ts'
import { writeWhole } from './answer-out.ts'
import { errorBody } from './errors.ts'
import { readRequest } from './request-in.ts'
import { writeRequest } from './request-out.ts'
import { readStream } from './stream-in.ts'
import { streamWriter } from './stream-out.ts'

/** Anthropic's Messages. */
export const anthropicMessages: Format = {
  name: 'anthropic-messages',
  path: '/v1/messages',
  readRequest,
  writeRequest,
  readWhole,
  readStream,
  writeWhole,
  streamWriter,
  errorBody,
}
