/** Everything at once, as a service asks it when it starts: `node analysis.ts --spec FILE … --layer LEVEL=FILE`. */
import { readFileSync } from 'node:fs'
import module from 'node:module'
import { parseArgs } from 'node:util'

module.enableCompileCache()
const { compile, createEngine, findings, matrix, prove, readDocument } = await import(
  '../../packages/core/src/index.ts'
)
const options = { spec: { type: 'string', multiple: true }, layer: { type: 'string', multiple: true } } as const
const { spec = [], layer = [] } = parseArgs({ options }).values
const read = (level: string, file: string) => ({ level, document: readDocument(file, readFileSync(file, 'utf8')) })
const mounts = layer.map((text) => read(text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)))
const { policy, diagnostics } = compile({ layers: [...spec.map((file) => read('root', file)), ...mounts] })
if (policy === null) throw new Error(JSON.stringify(diagnostics.find(({ severity }) => severity === 'error')))
const engine = createEngine(policy)
const [rows, proofs, found] = [matrix(engine), prove(engine), findings(engine)]
process.stdout.write(`${rows.length} behaviors, ${proofs.length} invariants, ${found.length} findings\n`)
