import { z } from 'zod'
import { layer } from './deployments.ts'

/** A stack that is shown, and never served. */
export const libraryStack = z.strictObject({
  title: z.string().min(1).optional(),
  specs: z.array(z.string()).min(1).optional().describe('root files of its own, in order; those above unless given'),
  layers: z.array(layer).default([]).describe('`level: file` pairs, in order'),
})
