#ifndef IMAGECO_BRIDGE_GATEWAY_CODEC_FORM_H_
#define IMAGECO_BRIDGE_GATEWAY_CODEC_FORM_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace imageco::bridge::gateway {

// application/x-www-form-urlencoded, on bytes. White space around a field, as it stands, is not
// its.

// The fields of an XML form with a mac (spec section 1).
inline constexpr std::string_view kXmlFormField = "xml";
inline constexpr std::string_view kMacFormField = "mac";

// Appends "name=value", after a "&" where the form has a field already. Everything in the value but
// letters, digits and -._~ is percent-encoded.
void AppendFormField(std::string_view name, std::string_view value, std::string& form);

// The names of the fields, as they stand there.
std::vector<std::string_view> FormFieldNames(std::string_view form);

// The value of the only field of that name; nothing where there is none, more than one, or a bad
// percent code in it.
std::optional<std::string> FormField(std::string_view form, std::string_view name);

// Whether a field of that name is there, once or more.
bool HasFormField(std::string_view form, std::string_view name);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_CODEC_FORM_H_
