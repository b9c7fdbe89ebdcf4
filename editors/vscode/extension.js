/** Starts `bylaw lsp` for Markdown files. The command is configured as `bylaw.command`, else looked for in the folder. */
const { existsSync } = require('node:fs')
const { join } = require('node:path')
const vscode = require('vscode')
const { LanguageClient } = require('vscode-languageclient/node')

let client = null

function commandOf() {
  const configured = vscode.workspace.getConfiguration('bylaw').get('command', [])
  if (configured.length > 0) return configured
  const name = process.platform === 'win32' ? 'bylaw.cmd' : 'bylaw'
  const folders = vscode.workspace.workspaceFolders ?? []
  const own = folders.map(({ uri }) => join(uri.fsPath, 'node_modules', '.bin', name)).find(existsSync)
  return [own ?? name, 'lsp']
}

async function start() {
  const [command, ...args] = commandOf()
  const cwd = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath
  const server = { command, args, options: { cwd, shell: process.platform === 'win32' } }
  const markdown = ['file', 'untitled'].map((scheme) => ({ scheme, language: 'markdown' }))
  client = new LanguageClient('bylaw', 'Bylaw', server, { documentSelector: markdown })
  try {
    await client.start()
  } catch (error) {
    const said = `Bylaw: \`${command}\` does not start (${error.message}). Install it, or set bylaw.command.`
    vscode.window.showWarningMessage(said)
  }
}

async function stop() {
  const stopping = client
  client = null
  await stopping?.stop().catch(() => {})
}

async function activate(context) {
  const restart = async () => {
    await stop()
    await start()
  }
  context.subscriptions.push(
    vscode.commands.registerCommand('bylaw.restart', restart),
    vscode.workspace.onDidChangeConfiguration((event) => (event.affectsConfiguration('bylaw') ? restart() : undefined)),
  )
  await start()
}

module.exports = { activate, deactivate: stop }
