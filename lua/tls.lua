-- Suricata output script: one EVE tls record a handshake. Where it goes: see out.lua. The fingerprints are there when
-- suricata.yaml says ja3-fingerprints: yes; Lua is not told JA4.

local here = debug.getinfo(1, "S").source:match("^@?(.*/)")
local eve = dofile(here .. "eve.lua")
local out = dofile(here .. "out.lua")
local tls = eve.modern and require("suricata.tls") or nil
local ja3 = eve.modern and require("suricata.ja3") or nil
local way

function init()
  return { protocol = "tls" }
end

function setup()
  way = out.open("tls.lua")
end

local function hash(name, value)
  return value and string.format(',"%s":{"hash":%s}', name, eve.text(value)) or ""
end

function log()
  local sni, version, client, server
  if tls then
    local tx, prints = tls.get_tx(), ja3.get_tx()
    sni, version = tx:get_client_sni(), tx:get_server_version()
    if prints then
      client, server = prints:ja3_get_hash(), prints:ja3s_get_hash()
    end
  else
    sni, version = TlsGetSNI(), TlsGetVersion()
    client, server = Ja3GetHash(), Ja3SGetHash()
  end
  local members = eve.member("sni", sni) .. eve.member("version", version) .. hash("ja3", client) .. hash("ja3s", server)
  way.send(eve.head("tls") .. ',"tls":{' .. members:sub(2) .. "}}\n")
end

function deinit()
  way.close()
end
