-- What the scripts beside it share: EVE's own field names, one JSON line a record, on Suricata 7 (LuaJIT, global
-- functions) and 8 (Lua 5.4, modules). Loaded with dofile by http.lua and flow.lua.

local eve = {}

-- By Lua's version: the global functions of Suricata 7 are not there yet when a script is loaded.
local modern = _VERSION ~= "Lua 5.1"
local flows = modern and require("suricata.flow") or nil

-- The flow that the record is about: its id and what Suricata tells of it.
function eve.flow()
  if modern then
    local flow = flows.get()
    return {
      id = string.format("%d", flow:id()), tuple = { flow:tuple() }, stats = { flow:stats() }, times = { flow:timestamps() },
      app_proto = flow:app_layer_proto(), alerted = flow:has_alerts(),
    }
  end
  return {
    -- A double, and 51 bits of it: LuaJIT's %d would take 32.
    id = string.format("%.0f", SCFlowId()), tuple = { SCFlowTuple() }, stats = { SCFlowStats() }, times = { SCFlowTimestamps() },
    app_proto = SCFlowAppLayerProto(), alerted = SCFlowHasAlerts(),
  }
end

-- Any bytes as a JSON string. What is not ASCII is left as it is, as Suricata's own eve-log leaves it.
function eve.text(bytes)
  local escaped = bytes:gsub('[%c"\\]', function(byte) return string.format("\\u%04x", byte:byte()) end)
  return '"' .. escaped .. '"'
end

-- ,"name":"text" when there is a text.
function eve.member(name, bytes)
  return bytes and ',"' .. name .. '":' .. eve.text(bytes) or ""
end

function eve.time(seconds, microseconds)
  return os.date("!%Y-%m-%dT%H:%M:%S", seconds) .. string.format(".%06d+0000", microseconds)
end

local protocols = { [1] = "ICMP", [6] = "TCP", [17] = "UDP", [58] = "IPv6-ICMP", [132] = "SCTP" }

-- The beginning of a record, at the time of the flow's last packet so far.
function eve.head(flow, event_type)
  local tuple, times = flow.tuple, flow.times
  return '{"timestamp":"' .. eve.time(times[2], times[4]) .. '","flow_id":' .. flow.id ..
    ',"event_type":"' .. event_type .. '","src_ip":"' .. tuple[2] .. '","src_port":' .. string.format("%.0f", tuple[5]) ..
    ',"dest_ip":"' .. tuple[3] .. '","dest_port":' .. string.format("%.0f", tuple[6]) ..
    ',"proto":"' .. (protocols[tuple[4]] or tostring(tuple[4])) .. '"'
end

-- In the folder that EVE_SIDECAR_LUA names, else in Suricata's working folder.
function eve.open(name)
  local file = assert(io.open((os.getenv("EVE_SIDECAR_LUA") or ".") .. "/" .. name, "a"))
  file:setvbuf("full")
  return file
end

return eve
