import { findingKinds } from '@bylaw/core'
import { compiling } from './compiling.ts'
import { reading } from './reading.ts'

/** What each code of a diagnostic stands for, in one sentence. */
export const codes: Readonly<Record<string, string>> = { ...reading, ...compiling, ...findingKinds }
