#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_PASTED_MESSAGE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_PASTED_MESSAGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "bridge/gateway/codec/gbk.h"

namespace imageco::complaintctl {

// Bytes that may be a message as it travelled, and what had to be taken off a pasted text to come
// to them. Whether they are, its sign tells.
struct PastedMessage {
  std::string bytes;
  std::vector<std::string> liberties;  // e.g. "the percent-encoding"; none: as it stands
};

// Every message that a text may hold which was copied from a document, a terminal, a log or an
// editor: the text as it stands first, those with the fewest liberties next, what stands within a
// curl command last. There may be several messages in it, each in several ways. GBK stays GBK.
// Bounded in number.
std::vector<PastedMessage> PastedMessages(std::string_view text, const bridge::gateway::Gbk& gbk);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_PASTED_MESSAGE_H_
