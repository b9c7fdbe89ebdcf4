import { declarationOf } from '@bylaw/core'
import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver'
import type { CursorPlace } from './place-of-cursor.ts'
import type { StackView } from './stack-view.ts'

/** A word that could stand at the cursor. */
interface Word {
  readonly word: string
  readonly kind: CompletionItemKind
  readonly detail?: string
}

const { Property, EnumMember, Variable, Function: Behavior, Reference, Keyword, Module } = CompletionItemKind

const words = (list: readonly string[], kind: CompletionItemKind, detail?: string): readonly Word[] =>
  list.map((word) => ({ word, kind, ...(detail === undefined ? {} : { detail }) }))

const declares = 'title values choices bright-line default delegable describe rules authority asks section when'.split(
  ' ',
)
const states = 'set limit grant trust heard asks when section behavior facts invariant holds'.split(' ')
const inRule = ['when', 'set', 'limit', 'grant', 'asks']
const ofFact = ['type', 'min', 'max', 'assume', 'vouched-by', 'delegable', 'title']
const ofFront = ['bylaw', 'title', 'version', 'layer', 'chain', 'tags', 'goals']

/** What could stand at the cursor, what is typed so far taken off by the editor. */
export function completionsAt(place: CursorPlace, view: StackView): readonly CompletionItem[] {
  const found = new Map(new Names(view).at(place).map((word) => [word.word, word]))
  return [...found.values()].map(({ word, kind, detail }) => ({
    label: word,
    kind,
    ...(detail === undefined ? {} : { detail }),
  }))
}

/** Where what is typed of a word begins, counted back from the cursor. */
export function typedLength(place: CursorPlace): number {
  if (place.in !== 'block' && place.in !== 'front-matter') return place.typed.length
  return /[\w.*%-]*$/.exec(place.typed)![0].length
}

class Names {
  readonly #view: StackView

  constructor(view: StackView) {
    this.#view = view
  }

  at(place: CursorPlace): readonly Word[] {
    if (place.in === 'link') return this.#sections()
    if (place.in === 'attribute') {
      if (place.name === 'authority') return this.#authorities()
      if (place.name === 'tags') return words(this.#view.glossary.names('tag'), Keyword)
      return words(['authority=', 'tags='], Property)
    }
    return place.in === 'block' ? this.#inBlock(place) : this.#inFrontMatter(place)
  }

  #inFrontMatter({ path, wants, typed }: CursorPlace & { in: 'block' | 'front-matter' }): readonly Word[] {
    const [key] = path
    if (key === undefined) return words(ofFront, Property)
    if (key === 'layer' || key === 'chain') return this.#levels()
    if (key === 'tags' && wants === 'value' && path.length === 2) return this.#condition(typed)
    return key === 'goals' && wants === 'key' ? words(['strict', 'weighed'], Property) : []
  }

  #inBlock({ path, wants, typed, text }: CursorPlace & { in: 'block' | 'front-matter' }): readonly Word[] {
    const own = /^behavior:[ \t]*["']?([^\s"'#]+)/m.exec(text)?.[1] ?? null
    const [first, ...rest] = path
    const last = path.at(-1)
    if (first === undefined) return words(own === null ? states : [...declares, ...states.slice(0, 5)], Property)
    if (last === 'when' || last === 'holds') return this.#condition(typed)
    if (first === 'rules') {
      if (rest.length === 0) return words(inRule, Property)
      return this.#statement(rest[0]!, own === null ? [] : [own, ...rest.slice(1)], rest.slice(1), own, text)
    }
    if (first === 'facts') return this.#inFacts(rest, wants)
    if (first === 'section') return this.#sections()
    if (first === 'authority') return this.#authorities()
    if (first === 'heard' || (first === 'delegable' && own === null)) return words(['true', 'false'], Keyword)
    if (first === 'bright-line') return words(['never', 'always'], EnumMember)
    if (first === 'behavior') return this.#behaviors()
    if (first === 'default' || first === 'describe') return rest.length === 0 ? this.#values(own, text) : []
    if (first === 'delegable') return [...this.#values(own, text), ...words(['true', 'false'], Keyword)]
    return this.#statement(first, rest, rest, null, text)
  }

  /** @param own the block's behavior, inside its rules, where nothing names it again */
  #statement(
    kind: string,
    about: readonly string[],
    rest: readonly string[],
    own: string | null,
    text: string,
  ): readonly Word[] {
    const valuesOf = (id: string | undefined): readonly Word[] =>
      own === null && id === undefined ? this.#behaviors() : this.#values(own ?? id!, text)
    if (kind === 'set' || kind === 'limit') return valuesOf(about[0])
    if (kind === 'asks')
      return own === null && rest.length === 0 ? [...this.#behaviors(), ...this.#levels()] : this.#levels()
    if (kind === 'trust') return rest.length === 0 ? this.#levels() : this.#facts()
    if (kind !== 'grant') return []
    return rest.length === 0 ? this.#levels() : valuesOf(rest[1])
  }

  #inFacts(rest: readonly string[], wants: 'key' | 'value'): readonly Word[] {
    if (rest.length === 0) return []
    if (rest.length === 1) return words(ofFact, Property)
    if (wants === 'key') return []
    if (rest[1] === 'vouched-by') return this.#levels()
    if (rest[1] === 'type') return words(['bool', 'number'], Keyword)
    if (rest[1] === 'assume') return this.#constants(rest[0]!)
    return rest[1] === 'delegable' ? words(['true', 'false'], Keyword) : []
  }

  /** Inside a string the values of the fact it is compared with; else the facts. */
  #condition(typed: string): readonly Word[] {
    const compared = /([a-z]\w*(?:\.\w+)+)\s*(?:==|!=|in\s*\[[^\]]*)\s*\\?["'][^"']*$/.exec(typed)
    if (compared !== null) return this.#constants(compared[1]!)
    const behavior = /behavior\[\\?["'][^"'\]]*$/.exec(typed)
    if (behavior !== null) return this.#behaviors()
    const against = /behavior\[\\?["']([^"'\]]+)\\?["']\]\s*(?:==|!=|,|in\s*\[[^\]]*)\s*\\?["'][^"']*$/.exec(typed)
    if (against !== null) return this.#values(against[1]!, '')
    return [...this.#facts(), ...(/behavior\[/.test(typed) ? words(['behavior', 'atMost'], Keyword) : [])]
  }

  #constants(fact: string): readonly Word[] {
    const type = this.#view.glossary.facts.get(fact)?.type
    if (type?.kind === 'enum') return words(type.values, EnumMember, fact)
    return type?.kind === 'bool' ? words(['true', 'false'], Keyword) : []
  }

  #values(behavior: string | null, text: string): readonly Word[] {
    const declared = behavior === null ? null : declarationOf(behavior, this.#view.glossary.behaviors)
    const written = /^(?:values|choices):[ \t]*\[([^\]]*)\]/m.exec(text)?.[1]?.split(',')
    const latest = behavior === null ? null : declarationOf(behavior, this.#view.latest?.policy.behaviors ?? new Map())
    const values =
      declared?.values?.map(({ name }) => name) ??
      latest?.values ??
      written?.map((each) => each.trim().replace(/["']/g, ''))
    return words(values ?? [], EnumMember, behavior ?? undefined)
  }

  #behaviors(): readonly Word[] {
    return [...this.#view.glossary.behaviors].map(([word, { title }]) => ({
      word,
      kind: Behavior,
      detail: title ?? word,
    }))
  }

  #facts(): readonly Word[] {
    return [...this.#view.glossary.facts].map(([word, { type, title }]) => ({
      word,
      kind: Variable,
      detail: title ?? (type.kind === 'enum' ? type.values.join(', ') : type.kind),
    }))
  }

  #sections(): readonly Word[] {
    return this.#view.members.flatMap(({ document }) =>
      document.sections.map(({ id, title }) => ({ word: id, kind: Reference, detail: title })),
    )
  }

  #levels(): readonly Word[] {
    return words(this.#view.chain, Module)
  }

  #authorities(): readonly Word[] {
    return words([...this.#view.chain, 'guideline'], Module)
  }
}
