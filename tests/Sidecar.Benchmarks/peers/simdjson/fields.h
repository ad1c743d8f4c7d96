// The 22 fields of a record that the peers of our parser take out of it with simdjson's On-Demand.
// Walks each wanted object once in document order, and compares each key as it stands, closing quote included: this release
// knows no key's length, and unescaping it or asking for each field by name was slower.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <cstring>
#include <string_view>

namespace fields {

using namespace simdjson;

struct Sums {
  int64_t records = 0, integers = 0, text = 0;
};

inline void add_integer(ondemand::value value, Sums &sums) {
  int64_t integer;
  if (!value.get_int64().get(integer)) sums.integers += integer;
}

inline void add_text(ondemand::value value, Sums &sums) {
  std::string_view text;
  if (!value.get_string().get(text)) sums.text += static_cast<int64_t>(text.size());
}

template <std::size_t Length>
bool is(const char *key, const char (&name)[Length]) {
  return std::memcmp(key, name, Length - 1) == 0 && key[Length - 1] == '"';
}

template <typename Member>
void each_member(ondemand::value value, Member member) {
  ondemand::object object;
  if (value.get_object().get(object)) return;
  for (auto field : object) {
    const char *key = field.key().value().raw();
    member(key, field.value().value());
  }
}

inline void read_flow(ondemand::value value, Sums &sums) {
  each_member(value, [&](const char *key, ondemand::value member) {
    switch (key[0]) {
      case 'b': if (is(key, "bytes_toserver") || is(key, "bytes_toclient")) add_integer(member, sums); break;
      case 'p': if (is(key, "pkts_toserver") || is(key, "pkts_toclient")) add_integer(member, sums); break;
      case 'r': if (is(key, "reason")) add_text(member, sums); break;
      case 's': if (is(key, "start") || is(key, "state")) add_text(member, sums); break;
    }
  });
}

inline void read_http(ondemand::value value, Sums &sums) {
  each_member(value, [&](const char *key, ondemand::value member) {
    switch (key[0]) {
      case 'h': if (is(key, "hostname") || is(key, "http_user_agent") || is(key, "http_refer")) add_text(member, sums); break;
      case 'u': if (is(key, "url")) add_text(member, sums); break;
    }
  });
}

inline void read_tls(ondemand::value value, Sums &sums) {
  each_member(value, [&](const char *key, ondemand::value member) {
    if (is(key, "sni"))
      add_text(member, sums);
    else if (is(key, "ja3"))
      each_member(member, [&](const char *inner, ondemand::value hash) {
        if (is(inner, "hash")) add_text(hash, sums);
      });
  });
}

inline void read_record(ondemand::object record, Sums &sums) {
  for (auto field : record) {
    const char *key = field.key().value().raw();
    ondemand::value value = field.value().value();
    switch (key[0]) {
      case 'a': if (is(key, "app_proto")) add_text(value, sums); break;
      case 'd':
        if (is(key, "dest_ip")) add_text(value, sums);
        else if (is(key, "dest_port")) add_integer(value, sums);
        break;
      case 'e': if (is(key, "event_type")) add_text(value, sums); break;
      case 'f':
        if (is(key, "flow_id")) add_integer(value, sums);
        else if (is(key, "flow")) read_flow(value, sums);
        break;
      case 'h': if (is(key, "http")) read_http(value, sums); break;
      case 'p': if (is(key, "proto")) add_text(value, sums); break;
      case 's':
        if (is(key, "src_ip")) add_text(value, sums);
        else if (is(key, "src_port")) add_integer(value, sums);
        break;
      case 't':
        if (is(key, "timestamp")) add_text(value, sums);
        else if (is(key, "tls")) read_tls(value, sums);
        break;
    }
  }
}

}  // namespace fields
