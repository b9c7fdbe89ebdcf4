/** Reads, compiles and checks: all that `bylaw check` says about a spec comes out of these three. */
import { compile, danglingReferences, readDocument } from '../../packages/core/src/index.ts'
import { readOnce } from './read-once.ts'

readOnce((text, overlay) => {
  const documents = [readDocument('spec.md', text)]
  if (overlay !== null) documents.push(readDocument('overlay.md', overlay))
  const { policy, diagnostics } = compile({ layers: documents.map((document) => ({ level: 'root', document })) })
  if (policy === null) throw new Error(JSON.stringify(diagnostics.find(({ severity }) => severity === 'error')))
  return policy.sections.length + danglingReferences(documents).length
})
