#ifndef IMAGECO_TESTS_SANDBOX_XML_TEXT_H_
#define IMAGECO_TESTS_SANDBOX_XML_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/checked.h"

namespace imageco::sandbox {

struct XmlNode {
  std::string name;
  std::string text;         // references resolved, CDATA unwrapped
  bool cdata_only = false;  // the text stands in CDATA sections and nowhere else
};

struct XmlMessage {
  std::string root;
  std::vector<XmlNode> nodes;
};

// Scans a vendor's message, already in valid UTF-8: the declaration with encoding="GBK" byte for
// byte as the vendor writes it, then one root whose children hold text and nothing else. Anything
// that well-formed XML may have beyond that (attributes, comments, DOCTYPE, deeper nodes) is a
// fault, and so is everything that is not well-formed. Line ends are normalised as XML 1.0,
// section 2.11 says: a carriage return survives only as a reference.
Checked<XmlMessage> ScanXmlMessage(std::string_view utf8);

}  // namespace imageco::sandbox

#endif  // IMAGECO_TESTS_SANDBOX_XML_TEXT_H_
