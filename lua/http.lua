-- Suricata output script: one EVE http record a transaction of HTTP/1. Where it goes: see out.lua.

local here = debug.getinfo(1, "S").source:match("^@?(.*/)")
local eve = dofile(here .. "eve.lua")
local out = dofile(here .. "out.lua")
local http = eve.modern and require("suricata.http") or nil
local way

function init()
  return { protocol = "http" }
end

function setup()
  way = out.open("http.lua")
end

function log()
  local host, url, user_agent, referer
  if http then
    local tx = http.get_tx()
    host, url = tx:request_host(), tx:request_uri_raw()
    user_agent, referer = tx:request_header("User-Agent"), tx:request_header("Referer")
  else
    host, url = HttpGetRequestHost(), HttpGetRequestUriRaw()
    user_agent, referer = HttpGetRequestHeader("User-Agent"), HttpGetRequestHeader("Referer")
  end
  local members = eve.member("hostname", host) .. eve.member("url", url) ..
    eve.member("http_user_agent", user_agent) .. eve.member("http_refer", referer)
  way.send(eve.head("http") .. ',"http":{' .. members:sub(2) .. "}}\n")
end

function deinit()
  way.close()
end
