-- Suricata output script: one EVE flow record a flow, into eve-flow.json (see eve.lua for the folder). Lua is not told a
-- flow's state and reason, so they are missing.

local eve = dofile(debug.getinfo(1, "S").source:match("^@?(.*/)") .. "eve.lua")
local file

function init()
  return { type = "flow" }
end

function setup()
  file = eve.open("eve-flow.json")
end

function log()
  local flow = eve.flow()
  local stats, times = flow.stats, flow.times
  file:write(eve.head(flow, "flow"), eve.member("app_proto", flow.app_proto),
    string.format(',"flow":{"pkts_toserver":%.0f,"pkts_toclient":%.0f,"bytes_toserver":%.0f,"bytes_toclient":%.0f,',
      stats[1], stats[3], stats[2], stats[4]),
    '"start":"', eve.time(times[1], times[3]), '","end":"', eve.time(times[2], times[4]),
    '","alerted":', tostring(flow.alerted), "}}\n")
end

function deinit()
  file:close()
end
