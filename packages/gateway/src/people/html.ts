import { createHash } from 'node:crypto'

/** Text that is HTML already. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Content = Html | string | number | null | false | readonly Content[]

/** Builds HTML: whatever is put in is text, and escaped, unless it was built so itself. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Html {
  return new Html(parts.map((part, index) => (index === 0 ? '' : written(contents[index - 1]!)) + part).join(''))
}

function written(content: Content): string {
  if (content === null || content === false) return ''
  if (content instanceof Html) return content.text
  if (typeof content === 'object') return content.map(written).join('')
  return String(content).replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`)
}

const style = `
:root { color-scheme: light dark; --ink: #1b1b1f; --soft: #55555f; --paper: #fdfdfb; --line: #d9d9d2; --mark: #1f5f8b; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #ececf0; --soft: #a9a9b4; --paper: #17171a; --line: #3a3a42; --mark: #8cc4ea; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.75rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; color: var(--soft); }
p { margin: .5rem 0; }
ul { margin: .5rem 0; padding-left: 1.25rem; }
li { margin: .4rem 0; overflow-wrap: anywhere; }
.soft, dt { color: var(--soft); }
dl { margin: .5rem 0; }
dd { margin: 0 0 .75rem; overflow-wrap: anywhere; }
code, pre { font: .875rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
a { color: var(--mark); }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
input, select, textarea, button { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--soft); border-radius: .3rem; padding: .5rem .6rem; width: 100%; }
button { width: auto; margin-top: 1rem; background: var(--mark); border-color: var(--mark); color: var(--paper); padding: .5rem 1.25rem; cursor: pointer; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
@media print { form, .screen { display: none; } main { max-width: none; padding: 0; } body { background: #fff; color: #000; } }
`

/** A whole page. */
export function page(title: string, body: Html): string {
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`
  return text
}

/** No script, nothing from elsewhere, in nobody's frame. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': [
    `default-src 'none'`,
    `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    `form-action 'self'`,
    `base-uri 'none'`,
    `frame-ancestors 'none'`,
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
}
