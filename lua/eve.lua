-- What the scripts beside it share: EVE's own field names, one JSON line a record, on Suricata 7 (LuaJIT, global
-- functions) and 8 (Lua 5.4, modules). Loaded with dofile by flow.lua, http.lua and tls.lua.

local eve = {}

-- By Lua's version: the global functions of Suricata 7 are not there yet when a script is loaded.
eve.modern = _VERSION ~= "Lua 5.1"

local flows = eve.modern and require("suricata.flow") or nil

-- All that RFC 3629 allows of more than one byte.
local sequences = {
  "[\194-\223][\128-\191]",
  "\224[\160-\191][\128-\191]", "\237[\128-\159][\128-\191]", "[\225-\236\238\239][\128-\191][\128-\191]",
  "\240[\144-\191][\128-\191][\128-\191]", "[\241-\243][\128-\191][\128-\191][\128-\191]", "\244[\128-\143][\128-\191][\128-\191]",
}

-- A space in the place of each: without it what lies around could make a new one.
local function is_utf8(bytes)
  for _, sequence in ipairs(sequences) do
    bytes = bytes:gsub(sequence, " ")
  end
  return not bytes:find("[\128-\255]")
end

local function as_text(byte)
  return string.format("\\x%02x", byte:byte())
end

local function escaped(byte)
  return string.format("\\u%04x", byte:byte())
end

-- Any bytes as a JSON string. Where they are no UTF-8, each that is not ASCII becomes the text \xff, as in Suricata's own
-- eve-log (rust/src/jsonbuilder.rs): a key is then the same in both.
function eve.text(bytes)
  -- Not printable ASCII, a quote or a backslash: LuaJIT takes no NUL in a set, so the others are named, ] by itself.
  if not bytes:find("[^\32\33\35-\91%]\94-\126]") then
    return '"' .. bytes .. '"'
  end
  if bytes:find("[\128-\255]") and not is_utf8(bytes) then
    bytes = bytes:gsub("[\128-\255]", as_text)
  end
  return '"' .. bytes:gsub("[^\32\33\35-\91%]\94-\126\128-\255]", escaped) .. '"'
end

-- ,"name":"text" when there is a text.
function eve.member(name, bytes)
  return bytes and ',"' .. name .. '":' .. eve.text(bytes) or ""
end

local second, second_text

function eve.time(seconds, microseconds)
  if seconds ~= second then
    second, second_text = seconds, os.date("!%Y-%m-%dT%H:%M:%S", seconds)
  end
  return string.format("%s.%06d+0000", second_text, microseconds)
end

local protocols = { [1] = "ICMP", [6] = "TCP", [17] = "UDP", [58] = "IPv6-ICMP", [132] = "SCTP" }
local with_ports = { [6] = true, [17] = true, [132] = true }

local function endpoint(name, address, port, has_port)
  local text = '"' .. name .. '_ip":"' .. address .. '"'
  return has_port and text .. ',"' .. name .. '_port":' .. string.format("%.0f", port) or text
end

-- The beginning of a record, at the time of the flow's last packet so far; and when the flow began. Ports are named where
-- they are asked for: the flow record has them.
function eve.head(event_type, ports)
  local id, src, dest, protocol, src_port, dest_port, start, last, start_us, last_us, _
  if eve.modern then
    local flow = flows.get()
    id = string.format("%d", flow:id())
    _, src, dest, protocol, src_port, dest_port = flow:tuple()
    start, last, start_us, last_us = flow:timestamps()
  else
    -- A double, and 51 bits of it: LuaJIT's %d would take 32.
    id = string.format("%.0f", SCFlowId())
    _, src, dest, protocol, src_port, dest_port = SCFlowTuple()
    start, last, start_us, last_us = SCFlowTimestamps()
  end
  local has_ports = ports and with_ports[protocol]
  local head = '{"timestamp":"' .. eve.time(last, last_us) .. '","flow_id":' .. id .. ',"event_type":"' .. event_type .. '",' ..
    endpoint("src", src, src_port, has_ports) .. "," .. endpoint("dest", dest, dest_port, has_ports) ..
    ',"proto":"' .. (protocols[protocol] or string.format("%03.0f", protocol)) .. '"'
  return head, start, start_us
end

-- Packets and bytes to the server, the same to the client, what is spoken, and whether there was an alert.
function eve.counts()
  if eve.modern then
    local flow = flows.get()
    local pkts_toserver, bytes_toserver, pkts_toclient, bytes_toclient = flow:stats()
    return pkts_toserver, bytes_toserver, pkts_toclient, bytes_toclient, flow:app_layer_proto(), flow:has_alerts()
  end
  local pkts_toserver, bytes_toserver, pkts_toclient, bytes_toclient = SCFlowStats()
  return pkts_toserver, bytes_toserver, pkts_toclient, bytes_toclient, SCFlowAppLayerProto(), SCFlowHasAlerts()
end

return eve
