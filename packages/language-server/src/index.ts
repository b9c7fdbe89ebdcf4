/**
 * What does an editor know of a spec while it is being written? The language server: it keeps the files that are open,
 * finds the stack each is part of, and answers from core's own reading of it.
 *
 *     editor ──text──▶ Library ──documents──▶ StackView ──compiled──▶ diagnostics, hover, definition, references,
 *                        ▲                       ▲                    completion, rename; and layout() of the text
 *                    Workspace: the disk     bylaw.yaml, as told
 *
 * A file that is no layer gets no diagnostics. Nothing is written to the disk: edits are handed to the editor.
 *
 *     serveEditor(process.stdin, process.stdout, new Folders(readsConfiguration))
 */
export { serveEditor } from './serve.ts'
export { type ConfiguredStack, Folders, type MountedFile, type Workspace } from './workspace.ts'
