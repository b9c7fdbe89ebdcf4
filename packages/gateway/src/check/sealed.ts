import { type AnswerEvent, isObject, type Raw } from '@bylaw/providers'

type PartEvent = Extract<AnswerEvent, { part: number }>
type Shape = ReadonlyMap<string, (value: unknown) => boolean>

/** Bytes as base64, with either alphabet: no words stand in it. */
const isSealedText = (value: unknown): boolean => typeof value === 'string' && /^[\w+/-]*={0,2}$/.test(value)
const isId = (value: unknown): boolean => typeof value === 'string' && /^[\w-]{1,128}$/.test(value)
const isStatus = (value: unknown): boolean =>
  value == null || ['in_progress', 'completed', 'incomplete'].includes(`${value}`)

/** Everything that may stand in a part that only its upstream can open, by the type of the part. */
const shapes: ReadonlyMap<unknown, Shape> = new Map([
  [
    'reasoning',
    new Map([
      ['type', () => true],
      ['id', isId],
      ['status', isStatus],
      ['encrypted_content', (value: unknown) => value === null || isSealedText(value)],
    ]),
  ],
  [
    'redacted_thinking',
    new Map([
      ['type', () => true],
      ['data', isSealedText],
    ]),
  ],
])

/**
 * Whether a part is reasoning that its upstream sealed, or that says nothing: no person is shown it, and the upstream wants
 * it back with the next turn. Where anything else stands beside it, or something readable in its place, it is not.
 */
export function isSealed({ raw }: PartEvent): boolean {
  if (raw === undefined || raw.part !== undefined) return false
  const item: Raw = isObject(raw.item) ? raw.item : raw
  const shape = shapes.get(item.type)
  return shape !== undefined && Object.entries(item).every(([field, value]) => shape.get(field)?.(value) ?? false)
}
