import type { ComponentChildren } from 'preact'

/** The only scripts are files beside the page; it asks nobody anything, and no text becomes one. */
const rules = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  'worker-src blob:',
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types bylaw',
]

interface PageProps {
  readonly title: string
  readonly description: string
  readonly children: ComponentChildren
}

/** The page of a site before any script runs. */
export function Page({ title, description, children }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={rules.join('; ')} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <title>{title}</title>
        <meta name="description" content={description} />
        <meta property="og:type" content="website" />
        <meta property="og:title" content={title} />
        <meta property="og:description" content={description} />
        <link rel="icon" href="icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="console.css" />
        <script src="boot.js" />
        <script src="data.js" defer />
        <script src="engine.js" defer />
        <script src="console.js" defer />
      </head>
      <body>
        <div id="root">{children}</div>
      </body>
    </html>
  )
}
