import { type Engine, type PolicyDiff, readDocument } from '@bylaw/core'
import { checkProposals, type Lifted, type LiftedStatement, layerOf, lift } from '@bylaw/judge'
import { WrongUse } from '../failure.ts'
import { readLayer } from '../files.ts'
import { hanging } from '../layout.ts'
import { note, paint, print, printJson } from '../output.ts'
import { openEngine, parseLevel, type StackOptions } from '../stack.ts'
import { drawnDiff } from '../tables/diff.ts'
import { writeText } from './ledger/told.ts'
import { difference } from './lift/difference.ts'
import { drawnLift } from './lift/drawn.ts'
import { acceptedOf, type Occasion, occasionOf, proposalIn } from './lift/proposal.ts'
import { type ReaderOptions, readerOf } from './lift/reader.ts'
import { ruleOf } from './lift/rule.ts'

interface LiftVerbOptions extends ReaderOptions, Omit<StackOptions, 'mandate'> {
  readonly level: string
  /** A file with what was proposed before. */
  readonly proposal?: string
  readonly accept?: string
  readonly output?: string
  readonly json?: boolean
}

/** A prompt, and the policy that it is to be mounted on. */
interface Prompt {
  readonly file: string
  readonly text: string
  readonly level: string
  readonly engine: Engine
}

/** What a person looks at, and what comes of it. */
interface Looked {
  readonly lifted: Lifted
  /** Null: nobody accepted anything yet. */
  readonly accepted: readonly LiftedStatement[] | null
  /** The layer with what is accepted; with all that is proposed where nothing is yet. */
  readonly layer: string
  /** What that layer changes; null where nothing is proposed. */
  readonly changes: PolicyDiff | null
}

/** `bylaw lift`: 1 where the prompt tries what its level may not, 2 where the model that was named did not read it. */
export async function liftVerb(file: string, options: LiftVerbOptions): Promise<number> {
  if (options.accept !== undefined && options.accept !== 'all' && options.proposal === undefined)
    throw new WrongUse('--accept: numbers are those of a proposal that you have read: say --proposal FILE')
  const engine = openEngine(options)
  const level = parseLevel(options.level, engine.policy.levels, '--level')
  const prompt = { file, text: promptIn(file), level, engine }
  const looked = await look(prompt, options)
  const { failure, tries } = looked.lifted
  const output = failure === null ? options.output : undefined
  if (output !== undefined) writeText(output, layerToKeep(prompt, looked))
  if (options.json) printJson(plain(prompt, looked))
  else print(drawn(prompt, looked, { ...options, output }))
  if (failure === null) return tries.length > 0 ? 1 : 0
  note(`the model did not read ${file}: ${failure.why}`)
  return 2
}

/** @throws WrongUse where it is no text */
function promptIn(file: string): string {
  const { text, diagnostics } = readLayer(file)
  const damage = diagnostics.find(({ code }) => code === 'invalid-utf8' || code === 'too-large')
  if (damage === undefined) return text
  throw new WrongUse(`${file}:${damage.line}:${damage.column}: ${damage.message}`)
}

async function look(prompt: Prompt, options: LiftVerbOptions): Promise<Looked> {
  const lifted = await read(prompt, options)
  const accepted = options.accept === undefined ? null : acceptedOf(options.accept, lifted.statements)
  const layer = accepted === null ? lifted.layer : layerWith(prompt, accepted)
  const changes =
    lifted.by === 'words' ? null : difference(prompt.engine, readDocument(prompt.file, layer), prompt.level)
  return { lifted, accepted, layer, changes }
}

async function read(prompt: Prompt, options: LiftVerbOptions): Promise<Lifted> {
  const { file, text, level, engine } = prompt
  const reader = await readerOf(options)
  try {
    const model = reader?.model ?? null
    if (options.proposal === undefined)
      return await lift(text, engine.policy, model, new AbortController().signal, { level, file })
  } finally {
    await reader?.close()
  }
  if (reader !== null) throw new WrongUse('--proposal: it was proposed before; leave the model out')
  const kept = proposalIn(options.proposal, occasion(prompt))
  const lifted = checkProposals(kept.statements, text, engine.policy, { level, file })
  return { ...lifted, dropped: [...kept.dropped, ...lifted.dropped] }
}

const layerWith = ({ file, text, level }: Prompt, statements: readonly LiftedStatement[]): string =>
  layerOf(file, text, statements, level).text

/** Nothing is written as a statement that nobody accepted. */
const layerToKeep = (prompt: Prompt, { accepted, layer }: Looked): string =>
  accepted === null ? layerWith(prompt, []) : layer

const occasion = ({ engine, text, level }: Prompt): Occasion => occasionOf(engine.policy, text, level)

function plain(prompt: Prompt, { lifted, accepted, layer, changes }: Looked): object {
  const { by, failure, statements, tries, dropped, candidates, inherited } = lifted
  const { policy } = prompt.engine
  return {
    by,
    failure,
    ...occasion(prompt),
    statements: statements.map((statement, index) => ({ number: index + 1, ...statement })),
    tries: tries.map((each) => ({ ...each, ...ruleOf(each, policy, prompt.level) })),
    dropped,
    candidates,
    inherited,
    accepted: accepted?.map((statement) => statements.indexOf(statement) + 1) ?? null,
    changes,
    layer,
  }
}

function drawn(
  { file, engine, level }: Prompt,
  { lifted, accepted, changes }: Looked,
  { output, proposal }: Pick<LiftVerbOptions, 'proposal'> & { readonly output: string | undefined },
): string {
  const title = accepted === null ? 'What that would change' : 'What the accepted statements change'
  const parts = [
    drawnLift(lifted, file, engine.policy, level),
    changes === null ? null : `${paint('underline', title)}\n${drawnDiff([{ deployment: null, found: changes }])}`,
    output === undefined ? null : hanging(`Wrote ${output}: ${kept(accepted)}.`),
    accepted === null && lifted.statements.length > 0 ? hanging(howToAccept(proposal)) : null,
  ]
  return parts.filter((part) => part !== null).join('\n\n')
}

const kept = (accepted: readonly LiftedStatement[] | null): string =>
  accepted === null
    ? 'the prompt as it is, since nothing is accepted'
    : `the prompt and ${accepted.length} accepted ${accepted.length === 1 ? 'statement' : 'statements'}`

function howToAccept(proposal: string | undefined): string {
  const from =
    proposal === undefined ? ' Keep a proposal with --json, and accept from it: --proposal FILE' : ' Accept with'
  return `Nothing is accepted yet.${from} --accept 1,2 -o layer.md`
}
