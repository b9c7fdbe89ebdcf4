/** A text that is sent with many requests, and the same as JSON. */
export interface Words {
  readonly text: string
  /** What `JSON.stringify` writes as it stands: the text as a JSON string. */
  readonly json: RawJson
}

interface RawJson {
  readonly rawJSON: string
}

const json = JSON as unknown as { rawJSON(text: string): RawJson }

/**
 * Words with their JSON written once. Everything beyond ASCII is escaped in it, so that a body in which nothing else is
 * beyond ASCII stays a string of one byte to a character, which is several times as fast to write and to send.
 */
export function wordsOf(text: string): Words {
  return { text, json: json.rawJSON(JSON.stringify(text).replaceAll(/[\u0080-\uffff]/g, escaped)) }
}

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
