//! Starts `bylaw lsp` for Markdown: what the settings name, else the folder's own program, else the one on the path.

use zed_extension_api::{self as zed, settings::LspSettings, LanguageServerId, Result};

struct Bylaw;

impl zed::Extension for Bylaw {
    fn new() -> Self {
        Bylaw
    }

    fn language_server_command(
        &mut self,
        id: &LanguageServerId,
        worktree: &zed::Worktree,
    ) -> Result<zed::Command> {
        let configured = LspSettings::for_worktree(id.as_ref(), worktree)
            .ok()
            .and_then(|settings| settings.binary);
        let (path, arguments) = match configured {
            Some(binary) => (binary.path, binary.arguments),
            None => (None, None),
        };
        let command = path
            .or_else(|| own_program(worktree))
            .or_else(|| worktree.which("bylaw"))
            .ok_or("`bylaw` is not on the path: install it, or name it under lsp.bylaw.binary.path")?;
        Ok(zed::Command {
            command,
            args: arguments.unwrap_or_else(|| vec!["lsp".into()]),
            env: worktree.shell_env(),
        })
    }
}

/// `node_modules/.bin/bylaw` of a folder that depends on it.
fn own_program(worktree: &zed::Worktree) -> Option<String> {
    let manifest = worktree.read_text_file("package.json").ok()?;
    let manifest: zed::serde_json::Value = zed::serde_json::from_str(&manifest).ok()?;
    ["dependencies", "devDependencies"]
        .iter()
        .any(|kind| manifest[kind].get("@bylaw/cli").is_some())
        .then(|| format!("{}/node_modules/.bin/bylaw", worktree.root_path()))
}

zed::register_extension!(Bylaw);
