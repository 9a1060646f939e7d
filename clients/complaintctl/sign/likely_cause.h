#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_LIKELY_CAUSE_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_LIKELY_CAUSE_H_

#include <string>
#include <string_view>
#include <vector>

#include "clients/complaintctl/sign/signed_message.h"

namespace imageco::complaintctl {

// Why a message may not fit, and a sentence that can be sent as it is to whoever knows: the vendor,
// where it is in Chinese too.
struct LikelyCause {
  std::string what;
  std::string_view ask;
  std::string_view ask_in_chinese;  // empty: nothing to ask the vendor
};

// All three give at most three causes, the likeliest first. None quotes the key or the message.

// Of a sign or mac by which no scheme fits.
std::vector<LikelyCause> CausesOfMisfit(const ReceivedMessage& message, const std::string& key);

// Of a message without a sign.
std::vector<LikelyCause> CausesOfNoSign(const ReceivedMessage& message);

// Of a text that holds no message.
std::vector<LikelyCause> CausesOfNoMessage(std::string_view text);

// What a sign looks like that is no MD5, e.g. "64 hex digits, as SHA-256 ..."; empty where it may
// be one.
std::string NameOfSign(std::string_view shown);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_SIGN_LIKELY_CAUSE_H_
