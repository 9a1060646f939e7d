#ifndef IMAGECO_TESTS_SANDBOX_TEST_MESSAGES_H_
#define IMAGECO_TESTS_SANDBOX_TEST_MESSAGES_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/sandbox/answer.h"
#include "tests/sandbox/config.h"
#include "tests/sandbox/http_message.h"

namespace imageco::sandbox {

// The contents of a file under TEST_VECTORS_DIR.
std::string ReadVector(const std::string& name);

// The key of tests/vectors/signing.json.
inline constexpr std::string_view kTestKey = "TESTKEY0123456789abcdef";

// Endpoints for the merchant and the complaint of the vendor's samples.
Endpoint JsonEndpoint();     // /json, everything at its default
Endpoint XmlEndpoint();      // /xml
Endpoint MacFormEndpoint();  // /mac, answers in a form
Config TestConfig();         // these three

using Members = std::vector<std::pair<std::string, std::string>>;

// The members of the vendor's sample request, in its order, without the sign.
Members SampleMembers();

// `members` with one replaced in its place, added at the end or left out.
Members With(Members members, const std::string& name, const std::string& value);
Members Without(Members members, const std::string& name);

// A body with the right sign, member by member in the given order. Values are escaped.
std::string SignedJson(const Endpoint& endpoint, const Members& members);

// So many characters, of three bytes each.
std::string Characters(int count);

// What the vendor's sample answer says.
AnswerFields SampleAnswerFields();

// The vendor's sample requests as a body for their endpoint, signed anew where they have a sign.
std::string SampleJson();
std::string SampleXml();
std::string SampleMacForm();

// `json` without its sign member, which must be the last, and with the right one in its place.
std::string SignAnew(const Endpoint& endpoint, const std::string& unsigned_json);

// A POST of `body` as libcurl would send it, parsed or as bytes.
HttpRequest Request(const Endpoint& endpoint, const std::string& body);
std::string RequestBytes(const Endpoint& endpoint, const std::string& body);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_TEST_MESSAGES_H_
