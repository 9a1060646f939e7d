#include "clients/complaintctl/paste/paste_layer.h"

#include "clients/complaintctl/paste/curl_command.h"
#include "clients/complaintctl/paste/encoded_run.h"
#include "clients/complaintctl/paste/escapes.h"
#include "clients/complaintctl/paste/hex_dump.h"
#include "clients/complaintctl/paste/list_numbers.h"
#include "clients/complaintctl/paste/mistaken_charset.h"
#include "clients/complaintctl/paste/straight_quotes.h"
#include "clients/complaintctl/paste/wrapped_text.h"

namespace imageco::complaintctl {
namespace {

using bridge::gateway::Gbk;

template <std::optional<std::string> (*take_off)(std::string_view)>
std::optional<std::string> Plain(std::string_view text, const Gbk& /*gbk*/) {
  return take_off(text);
}

}  // namespace

const std::vector<PasteLayer>& PasteLayers() {
  static const std::vector<PasteLayer>& layers = *new std::vector<PasteLayer>{
      {"the list numbers in front of the lines", Plain<WithoutListNumbers>},
      {"the marks (> < *) of a trace or a quoted mail", Plain<WithoutTraceMarks>},
      {"the curl command and its quoting", Plain<WithoutCurlCommands>},
      {"the hex dump", Plain<WithoutHexDumps>},
      {"the percent-encoding", Plain<WithoutPercentCodes>},
      {"the percent-encoding, with + for blanks", Plain<WithoutPercentCodesAndPlus>},
      {"a level of backslashes", Plain<WithoutBackslashes>},
      {"the entities of HTML, such as &quot;", Plain<WithoutEntities>},
      {"the doubling of quotes, as in CSV", Plain<WithoutDoubledQuotes>},
      {"Base64", Plain<WithoutBase64>},
      {"the hex digits in place of bytes", Plain<WithoutHexDigits>},
      {"the line breaks within its texts", Plain<WithoutWraps>},
      {"full-width, curly or single quotes and full-width marks, made ASCII",
       Plain<WithStraightQuotes>},
      {"the garbling of UTF-8 that was taken for GBK", TakenForGbk},
      {"the garbling of what was taken for Windows-1252", Plain<TakenForLatin>},
  };
  return layers;
}

}  // namespace imageco::complaintctl
