-- Suricata output script: one EVE http record a transaction, into eve-http.json (see eve.lua for the folder).

local eve = dofile(debug.getinfo(1, "S").source:match("^@?(.*/)") .. "eve.lua")
local modern = _VERSION ~= "Lua 5.1"
local http = modern and require("suricata.http") or nil
local file

function init()
  return { protocol = "http" }
end

function setup()
  file = eve.open("eve-http.json")
end

function log()
  local host, url, user_agent, referer
  if modern then
    local tx = http.get_tx()
    host, url = tx:request_host(), tx:request_uri_raw()
    user_agent, referer = tx:request_header("User-Agent"), tx:request_header("Referer")
  else
    host, url = HttpGetRequestHost(), HttpGetRequestUriRaw()
    user_agent, referer = HttpGetRequestHeader("User-Agent"), HttpGetRequestHeader("Referer")
  end
  local members = eve.member("hostname", host) .. eve.member("url", url) ..
    eve.member("http_user_agent", user_agent) .. eve.member("http_refer", referer)
  file:write(eve.head(eve.flow(), "http"), ',"http":{', members:sub(2), "}}\n")
end

function deinit()
  file:close()
end
