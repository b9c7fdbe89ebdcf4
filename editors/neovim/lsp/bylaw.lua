-- Neovim 0.11 or newer. Copy to ~/.config/nvim/lsp/bylaw.lua and say in init.lua:
--
--   vim.lsp.enable('bylaw')

--- The folder's own program where it has one, else the one on the path.
local function program(root)
  local own = root and vim.fs.joinpath(root, 'node_modules', '.bin', 'bylaw')
  return own and vim.fn.executable(own) == 1 and own or 'bylaw'
end

---@type vim.lsp.Config
return {
  cmd = function(dispatchers, config)
    local root = config and config.root_dir
    return vim.lsp.rpc.start({ program(root), 'lsp' }, dispatchers, root and { cwd = root } or nil)
  end,
  filetypes = { 'markdown' },
  root_markers = { 'bylaw.yaml', '.git' },
}
