#ifndef IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_SIGN_NAMED_SCHEME_H_
#define IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_SIGN_NAMED_SCHEME_H_

#include <algorithm>
#include <string>

#include "clients/complaintctl/sign/doctor.h"
#include "clients/complaintctl/sign/scheme.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace imageco::complaintctl {

inline const OpenSetting* FindOpen(const Diagnosis& diagnosis, const std::string& name) {
  const auto found = std::find_if(diagnosis.open.begin(), diagnosis.open.end(),
                                  [&](const OpenSetting& open) { return open.name == name; });
  return found == diagnosis.open.end() ? nullptr : &*found;
}

// Expects that the diagnosis names what `scheme` has for every setting that counts in it.
inline void ExpectNamed(const Diagnosis& diagnosis, const config::v1::Signature& scheme) {
  ASSERT_TRUE(diagnosis.fits);
  for (const SchemeSetting& setting : SchemeSettings()) {
    const std::string said = ValueName(diagnosis.settings.signature(), setting);
    if (said.empty()) continue;
    const std::string wanted = ValueName(scheme, setting);
    const OpenSetting* open = FindOpen(diagnosis, "signature." + setting.field->name());
    if (open == nullptr) {
      EXPECT_EQ(said, wanted) << setting.field->name();
    } else {
      EXPECT_THAT(open->values, testing::Contains(wanted)) << setting.field->name();
      EXPECT_EQ(said, open->values.front()) << setting.field->name();
    }
  }
}

}  // namespace imageco::complaintctl

#endif  // IMAGECO_TESTS_CLIENTS_COMPLAINTCTL_SIGN_NAMED_SCHEME_H_
