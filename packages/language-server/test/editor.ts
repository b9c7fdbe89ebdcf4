import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import {
  type CodeAction,
  type CompletionItem,
  createMessageConnection,
  type Diagnostic,
  type Hover,
  type InitializeResult,
  type Location,
  type MessageConnection,
  type Position,
  StreamMessageReader,
  StreamMessageWriter,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'

const launcher = resolve(import.meta.dirname, '../../cli/bin/bylaw.js')

interface Published {
  readonly uri: string
  readonly version?: number
  readonly diagnostics: readonly Diagnostic[]
}

/** An editor that speaks to the real `bylaw lsp`, in a folder of its own. */
export class Editor {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'bylaw-lsp-')))
  readonly #child: ChildProcess
  readonly #connection: MessageConnection
  readonly #versions = new Map<string, number>()
  readonly #texts = new Map<string, string>()
  readonly #waiting: ((published: Published) => void)[] = []
  readonly exited: Promise<number | null>

  constructor() {
    this.#child = spawn(process.execPath, [launcher, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.exited = new Promise((done) => this.#child.on('exit', done))
    this.#connection = createMessageConnection(
      new StreamMessageReader(this.#child.stdout!),
      new StreamMessageWriter(this.#child.stdin!),
    )
    this.#connection.onNotification('textDocument/publishDiagnostics', (published: Published) => {
      for (const tell of [...this.#waiting]) tell(published)
    })
    this.#connection.listen()
  }

  write(name: string, text: string): string {
    const path = join(this.folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
    return path
  }

  uri(name: string): string {
    return pathToFileURL(join(this.folder, name)).href
  }

  initialize(): Promise<InitializeResult> {
    const root = pathToFileURL(this.folder).href
    const params = { processId: null, rootUri: root, capabilities: {}, workspaceFolders: [{ uri: root, name: 'test' }] }
    return this.#connection.sendRequest('initialize', params)
  }

  /** Opens a file with this text, on the disk or not, and waits for its diagnostics. */
  open(name: string, text: string): Promise<readonly Diagnostic[]> {
    this.#texts.set(name, text)
    const said = this.#diagnostics(name, this.#next(name))
    const textDocument = { uri: this.uri(name), languageId: 'markdown', version: this.#versions.get(name), text }
    void this.#connection.sendNotification('textDocument/didOpen', { textDocument })
    return said
  }

  /** Replaces the first occurrence of a text, as a keystroke would, and waits for the diagnostics. */
  type(name: string, before: string, after: string): Promise<readonly Diagnostic[]> {
    const text = this.#texts.get(name)!
    const start = text.indexOf(before)
    if (start < 0) throw new Error(`${before} does not stand in ${name}`)
    const range = { start: this.#position(text, start), end: this.#position(text, start + before.length) }
    this.#texts.set(name, text.slice(0, start) + after + text.slice(start + before.length))
    const said = this.#diagnostics(name, this.#next(name))
    const textDocument = { uri: this.uri(name), version: this.#versions.get(name) }
    const params = { textDocument, contentChanges: [{ range, text: after }] }
    void this.#connection.sendNotification('textDocument/didChange', params)
    return said
  }

  /** What the diagnostics of a file are when they are next told. */
  told(name: string): Promise<readonly Diagnostic[]> {
    return this.#diagnostics(name, null)
  }

  async hover(name: string, at: string): Promise<string | null> {
    const found = await this.#ask<Hover | null>('hover', name, at)
    return found === null ? null : (found.contents as { value: string }).value
  }

  definition(name: string, at: string): Promise<readonly Location[]> {
    return this.#ask('definition', name, at)
  }

  references(name: string, at: string, includeDeclaration = true): Promise<readonly Location[]> {
    return this.#ask('references', name, at, { context: { includeDeclaration } })
  }

  /** Labels of the completions at `‸` of a text that is shown in place of the file's. */
  async complete(name: string, marked: string): Promise<readonly string[]> {
    const offset = marked.indexOf('‸')
    await this.open(name, marked.replace('‸', ''))
    const position = this.#position(this.#texts.get(name)!, offset)
    const params = { textDocument: { uri: this.uri(name) }, position }
    const items = await this.#connection.sendRequest<readonly CompletionItem[]>('textDocument/completion', params)
    return items.map(({ label }) => label)
  }

  rename(name: string, at: string, newName: string): Promise<WorkspaceEdit | null> {
    return this.#ask('rename', name, at, { newName })
  }

  prepareRename(name: string, at: string): Promise<{ placeholder: string } | null> {
    return this.#ask('prepareRename', name, at)
  }

  /** Quick fixes for the lines that a text stands on. */
  actions(name: string, at: string): Promise<readonly CodeAction[]> {
    const text = this.#texts.get(name)!
    const start = this.#position(text, text.indexOf(at))
    const range = { start, end: { line: start.line, character: start.character + at.length } }
    const params = { textDocument: { uri: this.uri(name) }, range, context: { diagnostics: [] } }
    return this.#connection.sendRequest('textDocument/codeAction', params)
  }

  async format(name: string): Promise<string> {
    const params = { textDocument: { uri: this.uri(name) }, options: { tabSize: 2, insertSpaces: true } }
    const edits = await this.#connection.sendRequest<TextEdit[]>('textDocument/formatting', params)
    return this.applied(name, edits)
  }

  applied(name: string, edits: readonly TextEdit[]): string {
    const text = TextDocument.create('', 'markdown', 1, this.#texts.get(name)!)
    return TextDocument.applyEdits(text, [...edits])
  }

  /** The text at a place, `name:line text`. */
  shown({ uri, range }: Location): string {
    const name = [...this.#texts.keys()].find((each) => this.uri(each) === uri)
    if (name === undefined) return `${uri.split('/').at(-1)}:${range.start.line + 1}`
    const text = TextDocument.create('', 'markdown', 1, this.#texts.get(name)!).getText(range)
    return `${name}:${range.start.line + 1} ${text}`
  }

  async close(): Promise<number | null> {
    await this.#connection.sendRequest('shutdown')
    await this.#connection.sendNotification('exit')
    const code = await this.exited
    this.remove()
    return code
  }

  remove(): void {
    this.#connection.dispose()
    this.#child.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** @param at a text of the file, the cursor in the middle of its first occurrence */
  #ask<Answer>(method: string, name: string, at: string, more: object = {}): Promise<Answer> {
    const text = this.#texts.get(name)!
    const start = text.indexOf(at)
    if (start < 0) throw new Error(`${at} does not stand in ${name}`)
    const position = this.#position(text, start + (at.length >> 1))
    return this.#connection.sendRequest(`textDocument/${method}`, {
      textDocument: { uri: this.uri(name) },
      position,
      ...more,
    })
  }

  #position(text: string, offset: number): Position {
    return TextDocument.create('', 'markdown', 1, text).positionAt(offset)
  }

  #next(name: string): number {
    const version = (this.#versions.get(name) ?? 0) + 1
    this.#versions.set(name, version)
    return version
  }

  #diagnostics(name: string, version: number | null): Promise<readonly Diagnostic[]> {
    return new Promise((done) => {
      const tell = (published: Published): void => {
        if (published.uri !== this.uri(name) || (version !== null && published.version !== version)) return
        this.#waiting.splice(this.#waiting.indexOf(tell), 1)
        done(published.diagnostics)
      }
      this.#waiting.push(tell)
    })
  }
}
