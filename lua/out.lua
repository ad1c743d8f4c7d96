-- The way of the records to the sidecar. None of them ever lets Suricata wait: a record that cannot go at once is lost
-- and counted, and what was lost is said when Suricata ends. Loaded by eve.lua's scripts.
--
-- Suricata tells a script nothing of its configuration, so these come from its environment:
--   EVE_SIDECAR_LUA       where the records go, by its end: NAME.sock, a unix stream socket, which takes lua-socket;
--                         NAME.fifo, a named pipe, which takes LuaJIT (Suricata 7); anything else, a file to append to.
--                         Without lua-socket the FIFO of the same name is taken for a socket. Default: see below.
--   EVE_SIDECAR_LUA_WAIT  seconds that a record may wait for the reader: for pcaps (suricata -r). Default: 0.

local DEFAULT = "/run/eve-sidecar/eve.sock"

-- PIPE_BUF: as much goes into a pipe whole or not at all, and three scripts write into one.
local LONGEST_IN_PIPE = 4096

-- What a pipe holds: as much as anybody may ask for (fs.pipe-max-size).
local PIPE_BYTES = 1048576

local out = {}

local function say(level, text)
  if _VERSION ~= "Lua 5.1" then
    require("suricata.log")[level]("eve-sidecar: " .. text)
  else
    (level == "warning" and SCLogWarning or SCLogNotice)("eve-sidecar: " .. text)
  end
end

-- Whether something may be tried now: once in each second that the clock shows, whichever way it is set.
local function once_a_second()
  local last
  return function()
    local now = os.time()
    local is_other = now ~= last
    last = now
    return is_other
  end
end

-- A way is a table of two functions: send(line) gives how many records were lost by it, close() those lost at the end.

local function nowhere()
  return { send = function() return 1 end, close = function() return 0 end }
end

local function stream(unix, path, wait)
  local may_try = once_a_second()
  -- Of the last record, what the kernel did not take: the next may only follow behind it.
  local socket, rest = nil, ""

  local function connect()
    local fresh = unix.stream()
    -- From here on nothing waits: connect fails at once when the reader's backlog is full, and send gives up.
    fresh:settimeout(wait)
    if fresh:connect(path) then
      socket = fresh
    else
      fresh:close()
    end
  end

  -- What of the bytes is still to be sent; all of them when the connection is gone.
  local function push(bytes)
    local sent, fault, last = socket:send(bytes)
    if sent then
      return ""
    end
    if fault ~= "timeout" then
      socket:close()
      socket = nil
      return bytes
    end
    return bytes:sub(last + 1)
  end

  -- The record that was on its way is torn when the connection goes, and lost.
  local function finish()
    if rest == "" then
      return 0
    end
    rest = push(rest)
    if socket then
      return 0
    end
    rest = ""
    return 1
  end

  local function send(line)
    if not socket and may_try() then
      connect()
    end
    if not socket then
      return 1
    end
    local torn = finish()
    if not socket or rest ~= "" then
      return torn + 1
    end
    local left = push(line)
    if left == line then
      return 1
    end
    if socket then
      rest = left
      return 0
    end
    return 1
  end

  local function close()
    local lost = 0
    if socket then
      lost = finish()
    end
    if rest ~= "" then
      lost = 1
    end
    if socket then
      socket:close()
    end
    return lost
  end

  return { send = send, close = close }
end

-- The C library's own calls: Lua's files cannot be told not to wait.
local function fifo(ffi, path, wait)
  ffi.cdef [[
    int open(const char *path, int flags, ...);
    long lseek(int fd, long offset, int whence);
    int fcntl(int fd, int command, ...);
    long write(int fd, const void *bytes, unsigned long length);
    int close(int fd);
  ]]
  local C, EAGAIN, F_SETPIPE_SZ = ffi.C, 11, 1031
  -- O_WRONLY, O_CLOEXEC, and O_NONBLOCK unless a record may wait.
  local flags = 0x1 + 0x80000 + (wait > 0 and 0 or 0x800)
  local may_try = once_a_second()
  local fd = -1

  local function open()
    fd = C.open(path, flags)
    -- Only in a pipe there is no place to go to: a file is not overwritten.
    if fd >= 0 and C.lseek(fd, 0, 1) >= 0 then
      C.close(fd)
      fd = -1
    elseif fd >= 0 then
      C.fcntl(fd, F_SETPIPE_SZ, ffi.cast("int", PIPE_BYTES))
    end
  end

  local function send(line)
    if fd < 0 and may_try() then
      open()
    end
    if fd < 0 or #line > LONGEST_IN_PIPE then
      return 1
    end
    if C.write(fd, line, #line) == #line then
      return 0
    end
    -- Suricata ignores SIGPIPE.
    if ffi.errno() ~= EAGAIN then
      C.close(fd)
      fd = -1
    end
    return 1
  end

  local function close()
    if fd >= 0 then
      C.close(fd)
    end
    return 0
  end

  return { send = send, close = close }
end

-- A record a write, so that three scripts may append to one file: with a buffer a flow would overtake its transactions.
local function file(handle)
  handle:setvbuf("full", 65536)

  local function send(line)
    return handle:write(line) and handle:flush() and 0 or 1
  end

  local function close()
    handle:close()
    return 0
  end

  return { send = send, close = close }
end

local function open_way(path, wait)
  local is_socket, is_fifo = path:match("%.sock$"), path:match("%.fifo$")
  if not is_socket and not is_fifo then
    local handle, fault = io.open(path, "a")
    return handle and file(handle), fault, path
  end
  local has_socket, unix = pcall(require, "socket.unix")
  if is_socket and has_socket then
    return stream(unix, path, wait), nil, path
  end
  local has_ffi, ffi = pcall(require, "ffi")
  path = path:gsub("%.sock$", ".fifo")
  if has_ffi then
    return fifo(ffi, path, wait), nil, path
  end
  local fault = is_socket and "Suricata finds no lua-socket (package lua-socket, and cpath below lua: in suricata.yaml), and "
    or ""
  return nil, fault .. "only LuaJIT can write to a FIFO without waiting; this is " .. _VERSION, path
end

-- Gives send(line) and close() to the script of that name. A sensor goes on without us, whatever is wrong.
function out.open(script)
  local way, fault, path = open_way(os.getenv("EVE_SIDECAR_LUA") or DEFAULT, tonumber(os.getenv("EVE_SIDECAR_LUA_WAIT")) or 0)
  if not way then
    say("warning", string.format("%s: all records are lost: %s: %s", script, path, fault))
    way = nowhere()
  end
  local records, lost = 0, 0

  local function send(line)
    records = records + 1
    lost = lost + way.send(line)
  end

  local function close()
    lost = lost + way.close()
    say("notice", string.format("%s: %.0f records to %s, %.0f of them lost", script, records, path, lost))
  end

  return { send = send, close = close }
end

return out
