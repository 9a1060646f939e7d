#ifndef IMAGECO_TESTS_BENCH_HTTP2_HEADERS_H_
#define IMAGECO_TESTS_BENCH_HTTP2_HEADERS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

// As much of HPACK (RFC 7541) as a load of equal calls wants.
namespace imageco::bench {

using Header = std::pair<std::string, std::string>;

// Headers of a POST over http as a client sends them on one connection: once in full, and from then
// on as indices of what the server remembers.
struct HeaderBlocks {
  std::string first;
  std::string next;
};
HeaderBlocks EncodeHeaders(const std::vector<Header>& headers);

// The value of the header of that name in a block whose sender has no dynamic table, which a client
// asks for by SETTINGS_HEADER_TABLE_SIZE = 0. None where it is not there, or is in Huffman's code.
std::optional<std::string> FindHeader(absl::string_view block, absl::string_view name);

}  // namespace imageco::bench

#endif  // IMAGECO_TESTS_BENCH_HTTP2_HEADERS_H_
