import { fileURLToPath, pathToFileURL } from 'node:url'
import { layout } from '@bylaw/core'
import {
  CodeActionKind,
  type CompletionItem,
  type Connection,
  DidChangeWatchedFilesNotification,
  type InitializeResult,
  type Location,
  type Position,
  ResponseError,
  TextDocumentSyncKind,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { actionsAt } from './actions.ts'
import { completionsAt, typedLength } from './completion.ts'
import { diagnosticsOf } from './diagnostics.ts'
import { hoverText } from './hover.ts'
import { isLayer, Library } from './library.ts'
import type { Occurrence } from './occurrences.ts'
import { placeOfCursor } from './place-of-cursor.ts'
import { linesOf } from './places.ts'
import { rename, whyFixed } from './rename.ts'
import type { StackView } from './stack-view.ts'
import type { Workspace } from './workspace.ts'

/** Milliseconds that further keystrokes are waited for. */
const PAUSE = 5
/** Milliseconds without a keystroke after which is looked for what the layers do together. */
const IDLE = 400
/** The protocol's code for a request that is well-formed and can't be done. */
const REQUEST_FAILED = -32803

const capabilities: InitializeResult['capabilities'] = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  completionProvider: { triggerCharacters: ['#', '=', '"', '{', '[', ',', ' ', '.'] },
  renameProvider: { prepareProvider: true },
  documentFormattingProvider: true,
  codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
}

/** Answers one editor. */
export class Server {
  readonly #connection: Connection
  readonly #library: Library
  readonly #texts = new Map<string, TextDocument>()
  readonly #told = new Map<string, string>()
  #timer: NodeJS.Timeout | null = null
  #idle: NodeJS.Timeout | undefined

  constructor(connection: Connection, workspace: Workspace) {
    this.#connection = connection
    this.#library = new Library(workspace)
    this.#documents()
    this.#questions()
  }

  #documents(): void {
    const connection = this.#connection
    let watches = false
    connection.onInitialize(({ workspaceFolders, rootUri, capabilities: { workspace } }) => {
      watches = workspace?.didChangeWatchedFiles?.dynamicRegistration === true
      const root = workspaceFolders?.[0]?.uri ?? rootUri
      this.#library.root = root === null || root === undefined ? null : pathOf(root)
      return { capabilities, serverInfo: { name: 'bylaw' } }
    })
    connection.onInitialized(() => {
      const watchers = ['**/*.md', '**/bylaw.yaml'].map((globPattern) => ({ globPattern }))
      if (watches) void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers })
    })
    connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
      this.#take(TextDocument.create(uri, languageId, version, text))
    })
    connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
      const text = this.#texts.get(uri)
      if (text !== undefined) this.#take(TextDocument.update(text, contentChanges, version))
    })
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      this.#texts.delete(uri)
      this.#told.delete(uri)
      this.#library.close(pathOf(uri))
      connection.sendDiagnostics({ uri, diagnostics: [] })
      this.#soon()
    })
    connection.onDidChangeWatchedFiles(() => this.#soon())
  }

  #take(text: TextDocument): void {
    this.#texts.set(text.uri, text)
    this.#library.show(pathOf(text.uri), text.getText())
    this.#soon()
  }

  /** The first keystroke starts the wait and later ones don't prolong it: whoever types without pause sees them, too. */
  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      for (const text of this.#texts.values()) this.#publish(text)
    }, PAUSE)
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.#deepen(), IDLE).unref()
  }

  #deepen(): void {
    for (const text of this.#texts.values()) {
      for (const view of this.#library.stacksOf(pathOf(text.uri))) void view.findings
      this.#publish(text)
    }
  }

  #publish({ uri, version }: TextDocument): void {
    const path = pathOf(uri)
    const document = this.#library.document(path)
    const diagnostics = document === null ? [] : [...diagnosticsOf(document, this.#library.stacksOf(path))]
    const told = JSON.stringify(diagnostics)
    const before = this.#told.get(uri)
    if (before === `${version} ${told}`) return
    this.#told.set(uri, `${version} ${told}`)
    this.#connection.sendDiagnostics({ uri, version, diagnostics })
  }

  #questions(): void {
    const connection = this.#connection
    connection.onHover(({ textDocument, position }) => {
      const found = this.#at(textDocument.uri, position)
      const value = found === null ? null : hoverText(found.occurrence, found.views)
      if (found === null || value === null) return null
      return {
        contents: { kind: 'markdown', value },
        range: linesOf(found.occurrence.document).range(found.occurrence),
      }
    })
    connection.onDefinition(({ textDocument, position }) =>
      this.#places(textDocument.uri, position, (occurrence, { glossary }) => glossary.declarations(occurrence)),
    )
    connection.onReferences(({ textDocument, position, context }) =>
      this.#places(textDocument.uri, position, (occurrence, { glossary }) =>
        glossary.references(occurrence).filter(({ declares }) => context.includeDeclaration || !declares),
      ),
    )
    connection.onCompletion(({ textDocument, position }) => this.#completions(textDocument.uri, position))
    connection.onPrepareRename(({ textDocument, position }) => {
      const found = this.#at(textDocument.uri, position)
      if (found === null) return null
      const why = whyFixed(found.occurrence)
      if (why !== null) throw new ResponseError(REQUEST_FAILED, why)
      const { occurrence } = found
      return { range: linesOf(occurrence.document).range(occurrence), placeholder: occurrence.name }
    })
    connection.onRenameRequest(({ textDocument, position, newName }) =>
      this.#rename(textDocument.uri, position, newName),
    )
    connection.onCodeAction(({ textDocument, range }) => {
      const path = pathOf(textDocument.uri)
      const document = this.#library.document(path)
      if (document === null) return []
      return [...actionsAt(document, range, this.#library.stacksOf(path), (each) => this.#uri(each))]
    })
    connection.onDocumentFormatting(({ textDocument }) => this.#format(textDocument.uri))
  }

  #at(uri: string, position: Position): { occurrence: Occurrence; views: readonly StackView[] } | null {
    const path = pathOf(uri)
    const document = this.#library.document(path)
    const views = this.#library.stacksOf(path)
    if (document === null || views[0] === undefined) return null
    const occurrence = views[0].glossary.at(document, linesOf(document).offsetAt(position))
    return occurrence === null ? null : { occurrence, views }
  }

  #places(
    uri: string,
    position: Position,
    find: (occurrence: Occurrence, view: StackView) => readonly Occurrence[],
  ): Location[] {
    const found = this.#at(uri, position)
    const places = new Map<string, Location>()
    for (const view of found?.views ?? []) {
      for (const place of find(found!.occurrence, view)) {
        const location = { uri: this.#uriOf(place, view), range: linesOf(place.document).range(place) }
        places.set(JSON.stringify(location), location)
      }
    }
    return [...places.values()]
  }

  #uriOf({ document }: Occurrence, { members }: StackView): string {
    return this.#uri(members.find((member) => member.document === document)!.path)
  }

  /** As the editor writes it, which may escape other characters. */
  #uri(path: string): string {
    const open = [...this.#texts.keys()].find((uri) => pathOf(uri) === path)
    return (
      open ??
      (path.includes(':') && !path.startsWith('/') && !/^[A-Za-z]:\\/.test(path) ? path : pathToFileURL(path).href)
    )
  }

  #completions(uri: string, position: Position): CompletionItem[] {
    const path = pathOf(uri)
    const document = this.#library.document(path)
    const [view] = this.#library.stacksOf(path)
    if (document === null || view === undefined) return []
    const place = placeOfCursor(document, linesOf(document).offsetAt(position))
    if (place === null) return []
    const start = { line: position.line, character: position.character - typedLength(place) }
    return completionsAt(place, view).map((item) => ({
      ...item,
      textEdit: { range: { start, end: position }, newText: item.label },
    }))
  }

  #rename(uri: string, position: Position, to: string): WorkspaceEdit | null {
    const found = this.#at(uri, position)
    if (found === null) return null
    const [declared] = found.views[0]!.glossary.declarations(found.occurrence)
    const home = found.views[0]!.members.find(({ document }) => document === declared?.document)
    const views = home === undefined ? found.views : this.#library.stacksOf(home.path)
    const { edits, refusal } = rename(found.occurrence, to, views)
    if (edits === null) throw new ResponseError(REQUEST_FAILED, refusal)
    const changes: Record<string, TextEdit[]> = {}
    for (const { path, document, text, ...span } of edits) {
      const uri = this.#uri(path)
      changes[uri] = [...(changes[uri] ?? []), { range: linesOf(document).range(span), newText: text }]
    }
    return { changes }
  }

  #format(uri: string): TextEdit[] {
    const path = pathOf(uri)
    const document = this.#library.document(path)
    if (document === null || !(isLayer(document) || this.#library.stacksOf(path).length > 0)) return []
    const text = layout(document)
    if (text === document.text) return []
    return [{ range: linesOf(document).range({ start: 0, end: document.text.length }), newText: text }]
  }
}

/** A file's path; of what is no file (not saved yet) its address. */
function pathOf(uri: string): string {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : uri
  } catch {
    return uri
  }
}
