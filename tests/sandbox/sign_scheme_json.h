#ifndef IMAGECO_TESTS_SANDBOX_SIGN_SCHEME_JSON_H_
#define IMAGECO_TESTS_SANDBOX_SIGN_SCHEME_JSON_H_

#include "tests/sandbox/charset.h"
#include "tests/sandbox/object_reader.h"
#include "tests/sandbox/signature.h"

namespace imageco::sandbox {

// Reads a sign scheme as tests/vectors/signing.json writes it; absent members keep their default.
// Reports to the reader's faults.
SignScheme ReadSignScheme(ObjectReader reader);

// Reads a member "charset": "utf-8" (the default) or "gbk".
Charset ReadCharset(ObjectReader& reader);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_SIGN_SCHEME_JSON_H_
