import { it } from 'vitest'
import { writeFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { cells, pairCells } from './cells.ts'
import { tryAll } from './run.ts'
import { expected } from './oracle.ts'
import { got } from './got.ts'
it('runs', async () => {
  const out: any[] = []
  let bad = 0
  const t = performance.now()
  const tried = await tryAll([...cells, ...pairCells])
  console.log('tried', tried.size, Math.round(performance.now() - t), process.cpuUsage())
  for (const [name, { seen, kept, asked }] of tried) {
    const e = expected(seen.cell)
    let g: any
    try { g = await got(seen, kept!, asked.length) } catch (error) { g = String(error) }
    if (!isDeepStrictEqual(g, e)) { bad++; out.push({ cell: name, e, g }) }
  }
  console.log(bad, Math.round(performance.now() - t), process.cpuUsage())
  writeFileSync('/tmp/m-bad.json', JSON.stringify(out, null, 1))
}, 300_000)
