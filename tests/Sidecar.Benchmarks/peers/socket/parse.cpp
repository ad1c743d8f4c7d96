// What a reader keeps of the socket's own speed that parses, and does no more: receives as discard.c does and takes 22 fields
// out of each record with simdjson's On-Demand, on one thread for each connection.
// Build: g++ -O3 -march=native -pthread -o parse parse.cpp -lsimdjson     Run: parse SOCKET CONNECTIONS
// Prints "listening", and when the connections have ended the seconds of processor time that it took and the records.
#include "../simdjson/fields.h"

#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

using namespace simdjson;
using fields::Sums;

namespace {

constexpr std::size_t kReceived = 256 << 10;
constexpr std::size_t kLongestRecord = 256 << 10;

void parse(int connection, Sums &sums) {
  ondemand::parser parser;
#ifdef SIMDJSON_THREADS_ENABLED
  parser.threaded = false;
#endif
  std::string buffer(kLongestRecord + kReceived + SIMDJSON_PADDING, '\0');
  std::size_t held = 0;
  while (held <= kLongestRecord) {
    const ssize_t received = recv(connection, &buffer[held], kReceived, 0);
    if (received <= 0) return;
    held += received;
    const void *last = memrchr(buffer.data(), '\n', held);
    if (last == nullptr) continue;
    const std::size_t whole = static_cast<const char *>(last) - buffer.data() + 1;
    ondemand::document_stream stream = parser.iterate_many(buffer.data(), whole, kLongestRecord + kReceived).value();
    for (auto document : stream) {
      fields::read_record(document.get_object().value(), sums);
      sums.records++;
    }
    std::memmove(&buffer[0], &buffer[whole], held - whole);
    held -= whole;
  }
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: %s SOCKET CONNECTIONS\n", argv[0]);
    return 2;
  }
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, argv[1], sizeof address.sun_path - 1);
  const int listener = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(listener, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0 || listen(listener, 64) != 0) return 1;
  std::puts("listening");
  std::fflush(stdout);
  std::vector<Sums> sums(std::atoi(argv[2]));
  std::vector<std::thread> threads;
  for (Sums &connection_sums : sums) {
    const int connection = accept(listener, nullptr, nullptr);
    threads.emplace_back([connection, &connection_sums] { parse(connection, connection_sums); });
  }
  std::int64_t records = 0;
  for (std::size_t i = 0; i < sums.size(); i++) {
    threads[i].join();
    records += sums[i].records;
  }
  rusage used;
  getrusage(RUSAGE_SELF, &used);
  std::printf("%.6f %ld\n", used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6,
              static_cast<long>(records));
}
