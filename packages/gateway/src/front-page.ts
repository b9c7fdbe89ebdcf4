/** The text of `GET /`: what to try, and nothing of what is configured. */
export function frontPage(url: string, keyed: boolean): string {
  const key = keyed ? ` -H 'authorization: Bearer YOUR_KEY'` : ''
  const request = `{"model": "any", "messages": [{"role": "user", "content": "Is Santa Claus real?"}]}`
  const lines = [
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
