import { createHash } from 'node:crypto'
import type { Binding } from '../approvals/approval.ts'
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

/**
 * Decides calls, and resolves when what was decided is written. An `ask` that was approved uses its approval up only once
 * it is written that it may leave: where that fails, the approval stands. One that was used up or taken back meanwhile is
 * asked for anew, and written so. Where the second writing fails, or the process ends after an approval was used and before
 * its call left, the approval is used up all the same: nothing leaves twice.
 */
export function gateOf(keeping: Gatekeeping): Gate {
  return async (choice, calls) => {
    const before = keeping.recording.record.toolCalls
    const decided: Decided[] = []
    for (const call of calls) decided.push(await decide(keeping, choice, call))
    await write(keeping, before, decided)
    if (!decided.some(({ approved }) => approved)) return decided.map(({ record }) => record)
    const used: Decided[] = []
    for (const each of decided) used.push(await use(keeping, each))
    if (used.some(({ record }, index) => record !== decided[index]!.record)) await write(keeping, before, used)
    return used.map(({ record }) => record)
  }
}

interface Decided {
  readonly gated: GatedCall
  readonly record: GatedRecord
  /** Null where nobody approved it; else how it is recorded where the approval turns out to be none. */
  readonly approved: ToolCallRecord | null
}

function write({ recording }: Gatekeeping, before: readonly ToolCallRecord[], decided: readonly Decided[]) {
  const records = decided.map(({ record: { approval: _, ...record } }): ToolCallRecord => record)
  return recording.write({ toolCalls: [...before, ...records] })
}

async function decide(keeping: Gatekeeping, choice: number, gated: GatedCall): Promise<Decided> {
  const record = authorise(keeping.situation, choice, gated)
  if (record.outcome !== 'ask' || !record.declared) return { gated, record, approved: null }
  return reachable(gated, record, async () => {
    if (!(await keeping.approvals.stands(bindingOf(keeping, record, gated)))) return asked(keeping, record, gated)
    const sentence = `${record.sentence} It was approved, once.`
    return { gated, record: { ...record, outcome: 'permitted', sentence }, approved: record }
  })
}

/** Uses up the approval of a call that has one. */
async function use(keeping: Gatekeeping, decided: Decided): Promise<Decided> {
  const { gated, approved: record } = decided
  if (record === null) return decided
  return reachable(gated, record, async () => {
    const taken = await keeping.approvals.take(bindingOf(keeping, record, gated))
    return taken ? decided : asked(keeping, record, gated)
  })
}

async function reachable(gated: GatedCall, record: ToolCallRecord, work: () => Promise<Decided>): Promise<Decided> {
  try {
    return await work()
  } catch {
    const sentence = `${record.sentence} Approvals can't be reached at present.`
    return { gated, record: { ...record, outcome: 'blocked', sentence }, approved: null }
  }
}

async function asked(keeping: Gatekeeping, record: ToolCallRecord, gated: GatedCall): Promise<Decided> {
  const { situation, approvals, recording, principal, config } = keeping
  const { id } = await approvals.pending({
    binding: bindingOf(keeping, record, gated),
    operator: principal.operator?.id ?? null,
    decision: recording.record.id,
    level: record.asks ?? situation.engine.policy.levels[0]!,
    shown: { kind: 'call', tool: record.behavior, arguments: gated.text },
    config,
  })
  return { gated, record: { ...record, approval: id }, approved: null }
}

function bindingOf({ situation, principal }: Gatekeeping, { behavior }: ToolCallRecord, { text }: GatedCall): Binding {
  return {
    deployment: principal.deployment,
    key: principal.key,
    person: principal.user,
    behavior,
    subject: subjectOf(text),
    policy: situation.engine.policy.digest,
  }
}

/** What an approval is bound to of the text that it is about: SHA-256, lower-case hex. */
export const subjectOf = (text: string): string => createHash('sha256').update(text).digest('hex')
