#ifndef IMAGECO_SERVER_CONFIG_JSON_OUTLINE_H_
#define IMAGECO_SERVER_CONFIG_JSON_OUTLINE_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <string_view>
#include <vector>

namespace imageco::server {

// What keeps `text` from being read as one JSON object of `message`: broken JSON, members that it
// does not have or that stand there twice, by whichever of their names, and values that are none of
// theirs. A line for each fault, "LINE:COLUMN: what is wrong", counted from 1 and in bytes, the
// first broken place last. Quotes nothing of the text: it may be another file than was meant.
// Protobuf's own reader takes the last of two members, and tells of a fault by quoting around it.
std::vector<std::string> JsonFaults(std::string_view text,
                                    const google::protobuf::Descriptor& message);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_CONFIG_JSON_OUTLINE_H_
