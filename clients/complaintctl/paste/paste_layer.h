#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_PASTE_LAYER_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_PASTE_LAYER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bridge/gateway/codec/gbk.h"

namespace imageco::complaintctl {

// One kind of thing that documents, terminals, loggers and editors put around or into a message.
struct PasteLayer {
  std::string_view name;  // as the doctor tells it
  // The text, which is UTF-8, without it, as bytes in UTF-8 or GBK. Nothing where there is none of
  // it.
  std::optional<std::string> (*take_off)(std::string_view text, const bridge::gateway::Gbk& gbk);
};

// All of them. Several may lie over each other, in any order.
const std::vector<PasteLayer>& PasteLayers();

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_PASTE_LAYER_H_
