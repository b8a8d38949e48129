-- Drives Neovim as a person does, after README's configuration: findings, hover, lens, fix, and what the fix leaves.
-- Prints one line of JSON. Neovim 0.7 or later; waits for what must come, never for a time.
local LONGEST = 30000
local output = {}

local function wait_for(what, found)
  assert(vim.wait(LONGEST, found, 20), what .. ' did not come')
end

local function findings()
  return vim.tbl_map(function(one)
    return { line = one.lnum, code = one.code or (one.user_data or {}).lsp.code, message = one.message }
  end, vim.diagnostic.get(0))
end

local function request(method, more)
  local params = vim.tbl_extend('force', vim.lsp.util.make_position_params(), more or {})
  for _, answer in pairs(assert(vim.lsp.buf_request_sync(0, method, params, LONGEST), method)) do
    assert(not answer.err, method .. ': ' .. vim.inspect(answer.err))
    return answer.result
  end
  error(method .. ': nobody answered')
end

local function go_to(pattern)
  vim.fn.cursor(1, 1)
  assert(vim.fn.search(pattern, 'c') > 0, pattern .. ' is not in the file')
end

local function run_lens()
  go_to('static int buyer_event')
  vim.lsp.codelens.refresh()
  local code = vim.api.nvim_get_current_buf()
  local function lenses()
    return vim.tbl_filter(function(lens) return lens.command ~= nil end, vim.lsp.codelens.get(code))
  end
  wait_for('the lens', function() return #lenses() > 0 end)
  output.lenses = vim.tbl_map(function(lens) return lens.command.title end, lenses())
  vim.lsp.codelens.run()
  wait_for('the trace', function() return vim.api.nvim_get_current_buf() ~= code end)
  output.trace = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  vim.cmd('bwipeout!')
end

local function apply_fix()
  go_to('return -EBUSY')
  local line = vim.fn.line('.') - 1
  local range = { start = { line = line, character = 0 }, ['end'] = { line = line, character = 200 } }
  local actions = request('textDocument/codeAction', { range = range, context = { diagnostics = {} } })
  output.actions = vim.tbl_map(function(action) return action.title end, actions)
  vim.lsp.util.apply_workspace_edit(actions[1].edit, 'utf-16')
  output.fixed = vim.api.nvim_buf_get_lines(0, line, line + 1, false)[1]
  wait_for('the end of the finding', function() return #findings() == 0 end)
end

local function main()
  local version = vim.version()
  output.version = ('%d.%d.%d'):format(version.major, version.minor, version.patch)
  wait_for('a finding', function() return #findings() > 0 end)
  -- The first one comes before the tree has been read: it does not know the chain yet.
  wait_for('the chain', function() return findings()[1].message:find('offer_chain') end)
  output.findings = findings()
  go_to('buyer_event')
  output.hover = request('textDocument/hover').contents
  run_lens()
  apply_fix()
  local client = vim.lsp.get_active_clients()[1]
  client.stop()
  wait_for('the end of the server', function() return client.is_stopped() end)
  output.stopped = true
end

local ok, problem = xpcall(main, debug.traceback)
if not ok then output.problem = problem end
io.stdout:write(vim.json.encode(output) .. '\n')
io.stdout:flush()
vim.cmd(ok and 'qall!' or 'cquit 2')
