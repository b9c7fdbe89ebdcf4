/** Everybody who is compared on one policy. */
import type { PolicyModel } from '../policy.ts'
import { bylawAt, bylawTrace, bylawValue } from './bylaw.ts'
import { casbin, casbinCached, casbinSplit } from './casbin.ts'
import { casl, caslSubjects } from './casl.ts'
import { cedar, cedarSplit } from './cedar.ts'
import { cel } from './cel.ts'
import type { Peer, PeerMaker } from './peer.ts'
import { typedArray } from './table.ts'

const MAKERS: readonly PeerMaker[] = [
  (policy) => bylawValue(policy),
  (policy) => bylawAt(policy),
  (policy) => bylawTrace(policy),
  typedArray,
  casl,
  caslSubjects,
  cel,
  cedar,
  cedarSplit,
  casbin,
  casbinSplit,
  casbinCached,
]

export async function allPeers(policy: PolicyModel): Promise<readonly Peer[]> {
  const peers: Peer[] = []
  for (const make of MAKERS) peers.push(await make(policy))
  return peers
}
