/**
 * From a keystroke to its diagnostics, through the real `bylaw lsp`: OpenAI's Model Spec with its overlay as one stack,
 * or a synthetic spec of the same size. `npx node bench/language-server.ts [ROUNDS]`; the Model Spec is looked for in the
 * folder `BYLAW_MODEL_SPEC`, else beside the repository (../shared/data/model-spec).
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readDocument } from '../packages/core/src/index.ts'
import { Editor } from '../packages/language-server/test/editor.ts'
import { syntheticSpec } from './synthetic.ts'

const NAME = '2025-12-18.md'
const repository = join(import.meta.dirname, '..')
const rounds = Number(process.argv[2] ?? 100)

const given = process.env.BYLAW_MODEL_SPEC ?? join(repository, '../shared/data/model-spec')
const file = given.endsWith('.md') ? given : join(given, NAME)
const found = existsSync(file)
const text = found ? readFileSync(file, 'utf8') : syntheticSpec()
const overlay = found ? readFileSync(join(repository, 'specs/overlays', `openai-model-spec-${NAME}`), 'utf8') : null

const editor = new Editor()
if (overlay !== null) editor.write('overlay.md', overlay)
editor.write('spec.md', text)
editor.write('bylaw.yaml', `specs: [spec.md${overlay === null ? '' : ', overlay.md'}]\ndeployments: {all: {}}\n`)
await editor.initialize()
const first = await editor.open('spec.md', text)

/** A line of prose in the middle of the text, and with it what makes a new diagnostic and takes it away again. */
const { sections } = readDocument('spec.md', text)
const prose = sections.slice(sections.length >> 1).flatMap((section) => section.prose.split('\n'))
const line = prose.find((each) => /^[A-Za-z][\w ,.'-]{20,}$/.test(each) && text.split(each).length === 2)!
const linked = `${line} [there](#nowhere)`
const times: number[] = []
for (let round = 0; round < rounds; round++) {
  const [before, after] = round % 2 === 0 ? [line, linked] : [linked, line]
  const start = performance.now()
  const told = await editor.type('spec.md', before, after)
  times.push(performance.now() - start)
  if (told.length !== first.length + (round % 2 === 0 ? 1 : 0)) throw new Error('these are not the diagnostics of it')
}
await editor.close()

const [cold] = times
times.sort((a, b) => a - b)
const place = (share: number): string => times[Math.floor((times.length - 1) * share)]!.toFixed(1)
const size = `${Math.round(Buffer.byteLength(text) / 1000)} KB`
console.log(`${found ? `the Model Spec ${NAME}` : 'a synthetic spec'}, ${size}: keystroke to diagnostics, ms`)
console.log(
  `min ${place(0)}  median ${place(0.5)}  95 % ${place(0.95)}  max ${place(1)}  first ${cold!.toFixed(1)}  (${rounds} keystrokes)`,
)
