import { frontPage } from './front-page.ts'
import type { Gateway } from './gateway.ts'

/** What to show when the gateway is up: where it listens, what it serves, and a line to paste. */
export function welcome(gateway: Gateway): string {
  const { url, deployments, ledger } = gateway
  const lines = [`Bylaw serves at ${url}`, '']
  for (const { name, policy, upstream, diagnostics } of deployments) {
    const refused = diagnostics.find(({ severity }) => severity === 'error')
    if (policy !== null) lines.push(`  ${name}: policy ${policy.slice(0, 12)}, model: ${upstream}`)
    else
      lines.push(
        `  ${name}: refused, ${refused?.message ?? 'no policy'}${refused ? ` (${refused.file}:${refused.line})` : ''}`,
      )
  }
  lines.push(`  log: ${ledger.vkey}${ledger.refused === null ? '' : `, not signed: ${ledger.refused}`}`)
  return `${lines.join('\n')}\n\n${frontPage(gateway)}`
}
