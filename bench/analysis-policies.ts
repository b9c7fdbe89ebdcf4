/** The policies that analysis is measured on: the one that decisions are measured on, grown, with invariants and a second version. */
import { compile, createEngine, type Engine, readDocument } from '../packages/core/src/index.ts'
import { layerTexts } from './markdown.ts'
import { COMPARED, drawPolicy, type PolicyModel, type PolicySize } from './policy.ts'

/** A policy, and its next version, each in an engine that has answered nothing yet. */
export interface Grown {
  readonly engine: Engine
  /** Every tenth behavior has one more limit in it. */
  readonly changed: Engine
}

const AGE = 'user.age_group'

export const grownBehaviors = (behaviors: number): Grown => grown({ ...COMPARED, behaviors })
export const grownFacts = (facts: number): Grown => grown({ ...COMPARED, facts })
export const grownLayers = (layers: number): Grown => grown({ ...COMPARED, layers })

function grown(size: PolicySize): Grown {
  const model = drawPolicy(size)
  const texts = layerTexts(model).map(({ level, text }) => [level, text] as const)
  return versions([...texts, ['root', promises(model)]], ['root', limits(model)])
}

/** One scale that a limit and a grant speak about for each of so many facts. */
export function oneBehavior(facts: number): Grown {
  const names = Array.from({ length: facts }, (_, index) => `user.fact_${index}`)
  const declared = names.map((name) => `  ${name}: {type: bool, assume: false, vouched-by: developer}`)
  const rules = names.map((name, index) =>
    index % 2 === 0 ? fence(`when: ${name}`, 'limit: {detail: some}') : fence(`when: ${name}`, 'set: {detail: much}'),
  )
  const root = [
    '# One behavior\n',
    fence('facts:', ...declared),
    fence('behavior: detail', 'values: [none, some, much]', 'default: some', 'authority: developer'),
    ...rules,
    fence('invariant: promised', `holds: '${names[0]} || behavior["detail"] != "much"'`),
  ]
  return versions(
    [['root', root.join('\n')]],
    ['root', `# More\n\n${fence(`when: '!${names[1]}'`, 'limit: {detail: none}')}`],
  )
}

type Text = readonly [level: string, text: string]

function versions(texts: readonly Text[], added: Text): Grown {
  return { engine: engineOf(texts), changed: engineOf([...texts, added]) }
}

function engineOf(texts: readonly Text[]): Engine {
  const layers = texts.map(([level, text], index) => ({ level, document: readDocument(`${index}-${level}.md`, text) }))
  const { policy, diagnostics } = compile({ layers })
  if (policy === null) throw new Error(JSON.stringify(diagnostics.find(({ severity }) => severity === 'error')))
  return createEngine(policy)
}

/** One invariant for each behavior. */
function promises({ behaviors, facts }: PolicyModel): string {
  const said = behaviors.map(({ id, values }) => {
    const excuse = facts.some(({ name }) => name === AGE) ? `${AGE} == "adult" || ` : ''
    return fence(`invariant: promise about ${id}`, `holds: '${excuse}behavior["${id}"] != "${values.at(-1)}"'`)
  })
  return ['# Promises\n', ...said].join('\n')
}

function limits({ behaviors }: PolicyModel): string {
  const said = behaviors
    .filter((_, index) => index % 10 === 0)
    .map(({ id, values }) => fence(`when: '${AGE} == "under_18"'`, `limit: {${id}: ${values[0]}}`))
  return ['# More limits\n', ...said].join('\n')
}

const fence = (...lines: readonly string[]): string => ['```yaml bylaw', ...lines, '```', ''].join('\n')
