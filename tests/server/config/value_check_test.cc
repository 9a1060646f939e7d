#include "server/config/value_check.h"

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/text_format.h>

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> ValueFaults(const std::string& text) {
  BridgeConfig config;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &config)) << text;
  return CheckValues(config);
}

// The message in which a field is found, made in `config`.
Message& Reach(const std::vector<const FieldDescriptor*>& path, BridgeConfig& config) {
  Message* message = &config;
  for (const FieldDescriptor* field : path) {
    const auto& reflection = *message->GetReflection();
    message = field->is_repeated() ? reflection.AddMessage(message, field)
                                   : reflection.MutableMessage(message, field);
  }
  return *message;
}

// Every setting is reached with a value that it cannot have.
void SpoilEach(const Descriptor& message, std::vector<const FieldDescriptor*> path, int& spoilt) {
  for (int i = 0; i < message.field_count(); ++i) {
    const FieldDescriptor* const field = message.field(i);
    BridgeConfig config;
    Message& holder = Reach(path, config);
    const auto& reflection = *holder.GetReflection();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      if (field->is_repeated()) {
        reflection.AddString(&holder, field, "a\n");
      } else {
        reflection.SetString(&holder, field, "a\n");
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      if (field->is_repeated()) {
        reflection.AddEnumValue(&holder, field, 99);
      } else {
        reflection.SetEnumValue(&holder, field, 99);
      }
    } else if (field->message_type() == google::protobuf::Duration::descriptor()) {
      reflection.MutableMessage(&holder, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_UINT32 && field->name() != "burst") {
      reflection.SetUInt32(&holder, field, 4'294'967'295);
    } else {
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
      path.push_back(field);
      SpoilEach(*field->message_type(), path, spoilt);
      path.pop_back();
      continue;
    }
    ++spoilt;
    EXPECT_EQ(CheckValues(config).size(), 1u) << config.ShortDebugString();
  }
}

TEST(ValueCheckTest, LooksAtEverySetting) {
  int spoilt = 0;
  SpoilEach(*BridgeConfig::descriptor(), {}, spoilt);
  EXPECT_GT(spoilt, 50);
}

TEST(ValueCheckTest, FindsNoFaultInNothing) { EXPECT_THAT(CheckValues({}), IsEmpty()); }

TEST(ValueCheckTest, NamesThePathOfEach) {
  EXPECT_THAT(ValueFaults(R"pb(
                merchants {}
                merchants {
                  gateway {
                    tls { ca_file: "a\177" }
                    connect_timeout { seconds: -1 }
                  }
                  wire { format: 3 }
                  results { retry_ids: "9999" retry_ids: "\x80" }
                })pb"),
              ElementsAre("merchants[1].gateway.tls.ca_file: holds a control character, U+007F at "
                          "character 2",
                          "merchants[1].gateway.connect_timeout: is not longer than zero",
                          "merchants[1].wire.format: 3 is no value that it has",
                          "merchants[1].results.retry_ids[1]: is not UTF-8"));
}

}  // namespace
}  // namespace imageco::server
