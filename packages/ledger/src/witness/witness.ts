import { cosign } from '../log/cosignature.ts'
import type { VerifierKey } from '../log/key.ts'
import { printSignature } from '../log/note.ts'
import type { Signer } from '../log/signer.ts'
import { sentence } from '../publish/bounded.ts'
import { judge, readRequest } from './judge.ts'
import type { Memory } from './memory.ts'
import { SIZE_TYPE } from './protocol.ts'

export interface WitnessOptions {
  /** Makes cosignatures. */
  readonly signer: Signer
  readonly memory: Memory
  /** The public keys of the logs that are witnessed, under their names. */
  readonly logs: readonly VerifierKey[]
  /** In milliseconds since 1970. */
  readonly clock?: () => number
}

export interface WitnessAnswer {
  readonly status: number
  readonly type: string
  readonly body: string
}

const TEXT = 'text/plain; charset=utf-8'

/**
 * A witness: cosigns the checkpoints of logs that it knows, each only where it extends the one before. From reading what
 * it remembers to having written it down nothing else runs, so that requests about one log come one after the other;
 * nothing is answered that is not written down.
 */
export function createWitness(options: WitnessOptions): (body: string) => WitnessAnswer {
  const logs = new Map<string, VerifierKey[]>()
  for (const key of options.logs) logs.set(key.name, [...(logs.get(key.name) ?? []), key])
  return (body) => {
    const request = readRequest(body, (origin) => logs.get(origin))
    if (!request.ok) return { status: request.status, type: TEXT, body: `${request.reason}\n` }
    try {
      return answered(request, options)
    } catch (error) {
      return { status: 500, type: TEXT, body: `nothing was cosigned: ${sentence(error)}\n` }
    }
  }
}

function answered(
  request: Extract<ReturnType<typeof readRequest>, { ok: true }>,
  { signer, memory, clock = Date.now }: WitnessOptions,
): WitnessAnswer {
  const { checkpoint, text, note } = request
  const seen = memory.seen(checkpoint.origin)
  const verdict = judge(request, seen)
  if (!verdict.ok && verdict.status === 409) return { status: 409, type: SIZE_TYPE, body: `${seen?.size ?? 0}\n` }
  if (!verdict.ok) return { status: verdict.status, type: TEXT, body: `${verdict.reason}\n` }
  const time = Math.max(Math.floor(clock() / 1000), seen?.time ?? 0)
  const line = printSignature(cosign(text, signer, time))
  memory.remember(checkpoint.origin, { size: checkpoint.size, root: checkpoint.root, time, note })
  return { status: 200, type: TEXT, body: line }
}
