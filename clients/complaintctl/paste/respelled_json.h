#ifndef IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_RESPELLED_JSON_H_
#define IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_RESPELLED_JSON_H_

#include <cstddef>
#include <string>
#include <string_view>

namespace imageco::complaintctl {

// Whether a member of that name is the sign, in whatever letters.
bool IsSignName(std::string_view name);

// Where the string ends that begins with the quote at `at`, its other quote counted; the end of the
// text where it has none.
size_t EndOfString(std::string_view text, size_t at);

// The next three spell a JSON message in another way. What is no JSON stays whole or becomes
// something that is none either.

// With "sign" for the name of a member that is that in other letters, such as "Sign"; the same
// where there is none, or a sign besides.
std::string WithSignMember(std::string_view json);

// Without white space outside strings, but with `behind` behind commas and colons.
std::string Respaced(std::string_view json, std::string_view behind);

// With characters in place of \uXXXX, save those of ASCII.
std::string WithoutNeedlessEscapes(std::string_view json);

}  // namespace imageco::complaintctl

#endif  // IMAGECO_CLIENTS_COMPLAINTCTL_PASTE_RESPELLED_JSON_H_
