-- Suricata output script: one EVE flow record a flow. Where it goes: see out.lua. Lua is not told a flow's state and
-- reason, so they are missing; "end" is the record's timestamp, and "alerted" is there when it is true.

local here = debug.getinfo(1, "S").source:match("^@?(.*/)")
local eve = dofile(here .. "eve.lua")
local out = dofile(here .. "out.lua")
local way

function init()
  return { type = "flow" }
end

function setup()
  way = out.open("flow.lua")
end

function log()
  local head, start, start_us = eve.head("flow", true)
  local pkts_toserver, bytes_toserver, pkts_toclient, bytes_toclient, app_proto, alerted = eve.counts()
  way.send(string.format('%s%s,"flow":{"pkts_toserver":%.0f,"pkts_toclient":%.0f,"bytes_toserver":%.0f,"bytes_toclient":%.0f,"start":"%s"%s}}\n',
    head, app_proto ~= "unknown" and eve.member("app_proto", app_proto) or "", pkts_toserver, pkts_toclient, bytes_toserver,
    bytes_toclient, eve.time(start, start_us), alerted and ',"alerted":true' or ""))
end

function deinit()
  way.close()
end
