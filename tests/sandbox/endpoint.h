#ifndef IMAGECO_TESTS_SANDBOX_ENDPOINT_H_
#define IMAGECO_TESTS_SANDBOX_ENDPOINT_H_

#include <string>
#include <string_view>

#include "tests/sandbox/charset.h"
#include "tests/sandbox/signature.h"

namespace imageco::sandbox {

enum class Format { kJson, kXml };

// Whether XML travels as `xml=<percent-encoded>&mac=<hex>`, and if so, how its answer looks.
enum class MacForm { kNone, kFormAnswer, kBareAnswer };

inline constexpr std::string_view kFormContentType = "application/x-www-form-urlencoded";

// One URL of the gateway, and the one merchant and format that it takes.
struct Endpoint {
  std::string path;  // the whole request target, such as "/json"
  std::string isspid;
  std::string system_id;
  Format format = Format::kJson;
  Charset charset = Charset::kUtf8;   // of JSON; XML is always GBK
  std::string form_field;             // JSON stands in this form field; empty: it is the body
  MacForm mac_form = MacForm::kNone;  // XML only
  std::string content_type;           // of requests, exact; empty: ExpectedContentType decides
  SignScheme sign;                    // JSON only
  std::string key;                    // of the sign or the mac

  // The Content-Type that a request must have: content_type, or else the default of
  // spec/gateway.md, section 2 (a form: kFormContentType).
  std::string ExpectedContentType() const;

  // The Content-Type of an answer.
  std::string AnswerContentType() const;

  Charset BodyCharset() const { return format == Format::kXml ? Charset::kGbk : charset; }
  bool HasForm() const { return mac_form != MacForm::kNone || !form_field.empty(); }
};

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_ENDPOINT_H_
