// The peer of the parser benchmark: simdjson's On-Demand over the same file and the same 22 fields, on one thread.
// Build: g++ -O3 -march=native -o parse parse.cpp -lsimdjson     Run: yes | head -n ROUNDS | parse FILE
// For each line on stdin it parses the file once and prints one line: processor seconds, records, sum of integers, sum of text lengths.
#include "fields.h"

#include <cstdio>
#include <ctime>

using namespace simdjson;
using fields::Sums;

namespace {

Sums read_all(ondemand::parser &parser, const padded_string &file) {
  Sums sums;
  ondemand::document_stream stream = parser.iterate_many(file, ondemand::DEFAULT_BATCH_SIZE).value();
  for (auto document : stream) {
    fields::read_record(document.get_object().value(), sums);
    sums.records++;
  }
  return sums;
}

}  // namespace

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s FILE <ROUNDS\n", argv[0]);
    return 2;
  }
  const padded_string file = padded_string::load(argv[1]).value();
  ondemand::parser parser;
#ifdef SIMDJSON_THREADS_ENABLED
  parser.threaded = false;
#endif
  std::fprintf(stderr, "simdjson %d.%d.%d, %s\n", SIMDJSON_VERSION_MAJOR, SIMDJSON_VERSION_MINOR, SIMDJSON_VERSION_REVISION,
               get_active_implementation()->name().c_str());
  char line[64];
  while (std::fgets(line, sizeof line, stdin) != nullptr) {
    const std::clock_t start = std::clock();
    const Sums sums = read_all(parser, file);
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    std::printf("%.6f %ld %ld %ld\n", seconds, sums.records, sums.integers, sums.text);
    std::fflush(stdout);
  }
}
