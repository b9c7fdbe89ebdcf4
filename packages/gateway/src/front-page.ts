import type { Gateway } from './gateway.ts'

/** The text of `GET /`: what to try, and nothing of what is configured. */
export function frontPage({ url, keyed, console }: Pick<Gateway, 'url' | 'keyed' | 'console'>): string {
  const key = keyed ? ` -H 'authorization: Bearer YOUR_KEY'` : ''
  const request = `{"model": "any", "messages": [{"role": "user", "content": "Is Santa Claus real?"}]}`
  const lines = [
    ...(console
      ? [`Open ${url} in a browser: the spec, who may change what, and what would change a decision.`, '']
      : []),
    'Try:',
    '',
    `  curl -i ${url}/v1/chat/completions${key} -H 'content-type: application/json' -d '${request}'`,
    '',
    'The answer has a header `bylaw-decision`; what was decided, and why:',
    '',
    `  curl ${url}/v1/decisions/ID${key}`,
    '',
    'And that it is in the log, as a receipt to be verified without us:',
    '',
    `  curl ${url}/v1/decisions/ID/receipt${key}`,
    '',
    `Clients of OpenAI's API work with the base address ${url}/v1, clients of Anthropic's with ${url}.`,
    `What an assistant may and may not do, in plain words: ${url}/about/NAME, with the name of its deployment.`,
  ]
  return `${lines.join('\n')}\n`
}
