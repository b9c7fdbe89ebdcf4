import { createHash } from 'node:crypto'
import type { Approvals } from '../approvals/approvals.ts'
import type { Gate, GatedCall, GatedRecord } from '../check/gate.ts'
import { authorise, type ToolSituation } from '../check/tools.ts'
import type { DeploymentConfig } from '../config/schema.ts'
import type { ToolCallRecord } from '../record.ts'
import type { Recording } from '../recording.ts'
import type { Principal } from '../who/principal.ts'

/** What it takes to decide the calls of an answer. */
export interface Gatekeeping {
  readonly situation: ToolSituation
  readonly approvals: Approvals
  readonly recording: Recording
  readonly principal: Principal
  readonly config: DeploymentConfig['approvals']
}

/** Decides calls one after another: one `ask` that was approved uses its approval up. What was decided is written first. */
export function gateOf(keeping: Gatekeeping): Gate {
  const { recording } = keeping
  return async (choice, calls) => {
    const decided: GatedRecord[] = []
    for (const call of calls) decided.push(await decide(keeping, choice, call))
    const records = decided.map(({ approval: _, ...record }): ToolCallRecord => record)
    await recording.write({ toolCalls: [...recording.record.toolCalls, ...records] })
    return decided
  }
}

async function decide(keeping: Gatekeeping, choice: number, gated: GatedCall): Promise<GatedRecord> {
  const record = authorise(keeping.situation, choice, gated)
  if (record.outcome !== 'ask' || !record.declared) return record
  try {
    return await asked(keeping, record, gated)
  } catch {
    return { ...record, outcome: 'blocked', sentence: `${record.sentence} Approvals can't be reached at present.` }
  }
}

async function asked(keeping: Gatekeeping, record: ToolCallRecord, { text }: GatedCall): Promise<GatedRecord> {
  const { situation, approvals, recording, principal, config } = keeping
  const { policy } = situation.engine
  const binding = {
    deployment: principal.deployment,
    key: principal.key,
    person: principal.user,
    behavior: record.behavior,
    subject: subjectOf(text),
    policy: policy.digest,
  }
  if (await approvals.take(binding)) {
    return { ...record, outcome: 'permitted', sentence: `${record.sentence} It was approved, once.` }
  }
  const { id } = await approvals.pending({
    binding,
    operator: principal.operator?.id ?? null,
    decision: recording.record.id,
    level: record.asks ?? policy.levels[0]!,
    shown: { kind: 'call', tool: record.behavior, arguments: text },
    config,
  })
  return { ...record, approval: id }
}

/** What an approval is bound to of the text that it is about: SHA-256, lower-case hex. */
export const subjectOf = (text: string): string => createHash('sha256').update(text).digest('hex')
