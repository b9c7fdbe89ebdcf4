import { compile, createEngine, type Engine, type Policy, readDocument } from '@bylaw/core'
import { type FormatName, formats, type Prompt } from '@bylaw/providers'
import { type DeploymentConfig, deployment } from '../../src/config/deployments.ts'
import type { Incoming } from '../../src/incoming.ts'
import { spec } from '../stack.ts'

export function policyOf(text = spec, operator?: string): Policy {
  const layers = [{ level: 'root', document: readDocument('spec.md', text) }]
  if (operator !== undefined) layers.push({ level: 'developer', document: readDocument('shop.md', operator) })
  const { policy, diagnostics } = compile({ layers })
  if (policy === null) throw new Error(diagnostics.map(({ message }) => message).join('; '))
  return policy
}

export const engineOf = (text?: string, operator?: string): Engine => createEngine(policyOf(text, operator))

/** The configuration of a deployment, with what is given and otherwise as where nothing is said. */
export const configOf = (given: Record<string, unknown> = {}): DeploymentConfig => deployment.parse(given)

/** A request as a client writes it. */
export function promptOf(body: Record<string, unknown>, format: FormatName = 'openai-chat'): Prompt {
  const read = formats[format].readRequest(JSON.stringify({ model: 'm', ...body }))
  if ('failure' in read) throw new Error(read.failure.message)
  return read.prompt
}

export const said = (...messages: readonly unknown[]): Prompt => promptOf({ messages })

export function incomingOf(headers: Readonly<Record<string, string>> = {}, body = ''): Incoming {
  return {
    method: 'POST',
    path: '/v1/chat/completions',
    address: '127.0.0.1',
    signal: new AbortController().signal,
    query: new URLSearchParams(),
    header: (name) => headers[name] ?? null,
    headers: (name) => (headers[name] === undefined ? [] : [headers[name]]),
    text: async () => body,
  }
}
