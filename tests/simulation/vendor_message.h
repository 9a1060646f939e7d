#ifndef IMAGECO_TESTS_SIMULATION_VENDOR_MESSAGE_H_
#define IMAGECO_TESTS_SIMULATION_VENDOR_MESSAGE_H_

#include <optional>
#include <string>
#include <string_view>

namespace imageco::simulation {

// The vendor's messages as the simulated gateway reads and writes them: by hand, so that the
// bridge's codecs do not judge themselves. Knows only texts without quotes, escapes and entities.

enum class Format { kJson, kXml };

// Of the merchants here. Signs by the default scheme.
inline constexpr char kKey[] = "simulated-key";

// A reply as it arrived.
struct VendorRequest {
  std::string isspid;
  std::string transaction_id;
  std::string seller_account;
  std::string complaint_id;
  std::string response_content;
};

// Nothing where a node is missing, or a JSON message shows no signature.
std::optional<VendorRequest> ReadRequest(Format format, std::string_view body);

// The answer to it, with that result. JSON is signed.
std::string WriteAnswer(Format format, const VendorRequest& request, std::string_view result_id);

// The same, with a signature that is wrong. Only JSON.
std::string WriteForgedAnswer(const VendorRequest& request, std::string_view result_id);

}  // namespace imageco::simulation

#endif  // IMAGECO_TESTS_SIMULATION_VENDOR_MESSAGE_H_
