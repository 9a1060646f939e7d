#include "bridge/gateway/http/content_coding.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace imageco::bridge::gateway {
namespace {

// As inflateInit2 has them.
constexpr int kGzipWindowBits = 15 + 16;
constexpr int kZlibWindowBits = 15;
constexpr int kRawWindowBits = -15;

constexpr size_t kCodingsMax = 3;

absl::Status NotWhole(const char* coding) {
  return absl::InvalidArgumentError(absl::StrCat("the answer is no whole ", coding, " body"));
}

// Inflates what `stream` has left to take, to the end of the compressed data.
absl::Status InflateOne(z_stream& stream, const char* coding, size_t bytes_max, std::string& out) {
  std::array<char, 16 * 1024> buffer;
  int code = Z_OK;
  while (code == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = buffer.size();
    code = inflate(&stream, Z_NO_FLUSH);
    const size_t count = buffer.size() - stream.avail_out;
    if (count > bytes_max - out.size()) {
      return absl::ResourceExhaustedError("the answer is longer than gateway.answer_bytes_max");
    }
    out.append(buffer.data(), count);
  }
  return code == Z_STREAM_END ? absl::OkStatus() : NotWhole(coding);
}

absl::StatusOr<std::string> Inflate(int window_bits, const char* coding, std::string& bytes,
                                    size_t bytes_max) {
  z_stream stream = {};
  if (inflateInit2(&stream, window_bits) != Z_OK) return absl::InternalError("zlib");
  const absl::Cleanup end = [&stream] { inflateEnd(&stream); };
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  do {
    absl::Status status = InflateOne(stream, coding, bytes_max, out);
    if (!status.ok()) return status;
    // A gzip body may have several members (RFC 1952 section 2.2).
  } while (window_bits == kGzipWindowBits && stream.avail_in > 0 && inflateReset(&stream) == Z_OK);
  if (stream.avail_in > 0) return NotWhole(coding);
  return out;
}

absl::StatusOr<std::string> Undo(const std::string& coding, std::string& bytes, size_t bytes_max) {
  if (coding == "gzip") return Inflate(kGzipWindowBits, "gzip", bytes, bytes_max);
  if (coding != "deflate") {
    return absl::InvalidArgumentError("the answer has a coding that nobody asked for");
  }
  absl::StatusOr<std::string> framed = Inflate(kZlibWindowBits, "deflate", bytes, bytes_max);
  if (framed.ok() || !absl::IsInvalidArgument(framed.status())) return framed;
  return Inflate(kRawWindowBits, "deflate", bytes, bytes_max);
}

}  // namespace

absl::StatusOr<std::string> UndoCodings(const std::vector<std::string>& codings, std::string bytes,
                                        size_t bytes_max) {
  if (codings.size() > kCodingsMax) {
    return absl::InvalidArgumentError("the answer has too many codings");
  }
  if (bytes.empty()) return bytes;  // nothing was wrapped
  for (const std::string& coding : codings) {
    absl::StatusOr<std::string> undone = Undo(coding, bytes, bytes_max);
    if (!undone.ok()) return undone.status();
    bytes = *std::move(undone);
  }
  return bytes;
}

}  // namespace imageco::bridge::gateway
