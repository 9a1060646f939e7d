#include "bridge/gateway/message/validator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "complaint_list.pb.h"
#include "tests/bridge/gateway/exchange.h"

namespace imageco::bridge::gateway {

bool operator==(const FieldFault& a, const FieldFault& b) {
  return a.field == b.field && a.description == b.description;
}

void PrintTo(const FieldFault& fault, std::ostream* out) {
  *out << fault.field << ": " << fault.description;
}

namespace {

using complaint::v1::ReplyRequest;
using example::v1::ListComplaintsRequest;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Setter = std::function<void(ReplyRequest&, std::string)>;

// Utf8 alone: JSON.
constexpr TextRules kAny{};

TextRules Xml(bool escape = false) { return {true, SharedGbk().get(), escape}; }
TextRules GbkJson(bool escape = false) { return {false, SharedGbk().get(), escape}; }

std::vector<FieldFault> FaultsOf(const std::function<void(ReplyRequest&)>& change,
                                 const TextRules& rules = kAny) {
  ReplyRequest request = SampleRequest();
  change(request);
  return Validate(ReplyPlan(), request, rules);
}

std::vector<FieldFault> FaultsOfContent(std::string text, const TextRules& rules) {
  return FaultsOf([&text](ReplyRequest& r) { r.set_response_content(text); }, rules);
}

std::vector<FieldFault> FaultsOfUrl(std::string url, const TextRules& rules = kAny) {
  return FaultsOf([&url](ReplyRequest& r) { r.mutable_jump_link()->set_url(url); }, rules);
}

std::string Repeated(std::string_view text, size_t times) {
  std::string repeated;
  for (size_t i = 0; i < times; ++i) repeated += text;
  return repeated;
}

ListComplaintsRequest ListRequest() {
  ListComplaintsRequest request;
  request.set_isspid("1");
  request.set_transaction_id("t");
  request.set_page_number(1);
  request.set_page_size(50);
  return request;
}

// A text of the request.
struct Text {
  std::string path;
  size_t max_chars;
  Setter set;
};

const std::vector<Text>& Texts() {
  static const auto& texts = *new std::vector<Text>{
      {"isspid", 8, [](auto& r, auto text) { r.set_isspid(text); }},
      {"transaction_id", 32, [](auto& r, auto text) { r.set_transaction_id(text); }},
      {"seller_account", 64, [](auto& r, auto text) { r.set_seller_account(text); }},
      {"complaint_id", 64, [](auto& r, auto text) { r.set_complaint_id(text); }},
      {"response_content", 200, [](auto& r, auto text) { r.set_response_content(text); }},
      {"jump_link.text", 10, [](auto& r, auto text) { r.mutable_jump_link()->set_text(text); }},
  };
  return texts;
}

TEST(Validate, FindsNoFaultInThePage) {
  EXPECT_THAT(Validate(ReplyPlan(), SampleRequest(), kAny), IsEmpty());
  EXPECT_THAT(Validate(ReplyPlan(), SampleRequest(), Xml()), IsEmpty());
}

TEST(Validate, FindsNoFaultWithoutOptionalFields) {
  EXPECT_THAT(FaultsOf([](ReplyRequest& r) {
                r.clear_response_images();
                r.clear_jump_link();
              }),
              IsEmpty());
}

TEST(Validate, TakesTextsOfTheLengthDocumentedAndNotOneCharacterMore) {
  for (const Text& text : Texts()) {
    for (const std::string_view character : {"a", "复", "😀", "\u0301"}) {
      const auto faults = [&](size_t length) {
        return FaultsOf([&](ReplyRequest& r) { text.set(r, Repeated(character, length)); });
      };
      const std::string max = std::to_string(text.max_chars);
      EXPECT_THAT(faults(text.max_chars), IsEmpty()) << text.path;
      EXPECT_THAT(
          faults(text.max_chars + 1),
          ElementsAre(FieldFault{text.path, "max_chars: " + std::to_string(text.max_chars + 1) +
                                                " characters, at most " + max}));
    }
  }
}

TEST(Validate, TakesUrlsOfTheLengthDocumentedAndNotOneCharacterMore) {
  const std::string start = "https://h/";
  EXPECT_THAT(FaultsOfUrl(start + Repeated("复", 502)), IsEmpty());
  EXPECT_THAT(FaultsOfUrl(start + Repeated("复", 503)),
              ElementsAre(FieldFault{"jump_link.url", "max_chars: 513 characters, at most 512"}));
}

TEST(Validate, WantsEveryRequiredField) {
  for (const Text& text : Texts()) {
    EXPECT_THAT(FaultsOf([&](ReplyRequest& r) { text.set(r, ""); }),
                ElementsAre(FieldFault{text.path, "required: is empty"}));
  }
  EXPECT_THAT(FaultsOfUrl(""), ElementsAre(FieldFault{"jump_link.url", "required: is empty"}));
}

TEST(Validate, WantsTextThatShowsSomething) {
  for (const std::string blank :
       {" ", "\t\r\n", "\u00A0", "\u3000\u3000", "\u200B \uFEFF", "\u2800"}) {
    EXPECT_THAT(FaultsOfContent(blank, kAny),
                ElementsAre(FieldFault{"response_content", "required: is only blanks"}));
    EXPECT_THAT(FaultsOf([&](ReplyRequest& r) { r.mutable_jump_link()->set_text(blank); }),
                ElementsAre(FieldFault{"jump_link.text", "required: is only blanks"}));
  }
  EXPECT_THAT(FaultsOfContent(" \u3000复\n", kAny), IsEmpty());
}

TEST(Validate, WantsIdsWithoutWhatNobodySees) {
  const struct {
    std::string id, why;
  } rows[] = {
      {"a\r", "holds a control character, U+000D at character 2"},
      {std::string("a\0b", 3), "holds a control character, U+0000 at character 2"},
      {"\tb", "holds a control character, U+0009 at character 1"},
      {"复\u0085", "holds a control character, U+0085 at character 2"},
      {"a\x7F", "holds a control character, U+007F at character 2"},
      {"a ", "ends with a blank, U+0020"},
      {" a", "begins with a blank, U+0020"},
      {"a\u3000", "ends with a blank, U+3000"},
      {"\u00A0a", "begins with a blank, U+00A0"},
      {"a\u200B", "ends with a blank, U+200B"},
      {"\uFEFFa", "begins with a blank, U+FEFF"},
  };
  const Setter image = [](auto& r, auto text) { r.set_response_images(0, text); };
  std::vector<std::pair<std::string, Setter>> ids = {{"response_images[0]", image}};
  for (const Text& text : Texts()) {
    if (text.path != "response_content" && text.path != "jump_link.text") {
      ids.emplace_back(text.path, text.set);
    }
  }
  EXPECT_EQ(ids.size(), 5u);
  for (const auto& [path, set] : ids) {
    for (const auto& row : rows) {
      EXPECT_THAT(FaultsOf([&, &set = set](ReplyRequest& r) { set(r, row.id); }),
                  ElementsAre(FieldFault{path, "identifier: " + row.why}));
    }
    EXPECT_THAT(FaultsOf([&set = set](ReplyRequest& r) { set(r, "a 复\u3000b"); }), IsEmpty());
  }
}

TEST(Validate, WantsLinkAndTextBothOrNeither) {
  const FieldFault no_url{"jump_link.url", "required: is empty"};
  const FieldFault no_text{"jump_link.text", "required: is empty"};
  EXPECT_THAT(FaultsOf([](ReplyRequest& r) { r.mutable_jump_link()->clear_url(); }),
              ElementsAre(no_url));
  EXPECT_THAT(FaultsOf([](ReplyRequest& r) { r.mutable_jump_link()->clear_text(); }),
              ElementsAre(no_text));
  EXPECT_THAT(FaultsOf([](ReplyRequest& r) { r.mutable_jump_link()->Clear(); }),
              ElementsAre(no_url, no_text));
}

TEST(Validate, NamesEveryFaultInTheOrderOfTheFields) {
  ReplyRequest request;
  request.set_isspid("123456789");
  request.set_seller_account("\xFF");
  request.set_response_content(Repeated("复", 201) + "\u00A0");
  for (const char* image : {"a|b", "", "c"}) request.add_response_images(image);
  request.mutable_jump_link()->set_url("http://h/\u20AC");
  EXPECT_THAT(
      Validate(ReplyPlan(), request, GbkJson()),
      ElementsAre(FieldFault{"isspid", "max_chars: 9 characters, at most 8"},
                  FieldFault{"transaction_id", "required: is empty"},
                  FieldFault{"seller_account", "utf8: is not UTF-8"},
                  FieldFault{"complaint_id", "required: is empty"},
                  FieldFault{"response_content", "max_chars: 202 characters, at most 200"},
                  FieldFault{"response_content",
                             "gbk: a character that GBK does not have, U+00A0 at character 202"},
                  FieldFault{"response_images[0]", "separator: holds a \"|\""},
                  FieldFault{"response_images[1]", "required: is empty"},
                  FieldFault{"jump_link.url", "https_url: does not begin with https://"},
                  FieldFault{"jump_link.url",
                             "gbk: a character that GBK does not have, U+20AC at character 10"},
                  FieldFault{"jump_link.text", "required: is empty"}));
}

TEST(Validate, TakesFourImagesAndNotFive) {
  const auto faults = [](int images) {
    return FaultsOf([images](ReplyRequest& r) {
      r.clear_response_images();
      for (int i = 0; i < images; ++i) r.add_response_images("media");
    });
  };
  EXPECT_THAT(faults(4), IsEmpty());
  EXPECT_THAT(faults(5),
              ElementsAre(FieldFault{"response_images", "max_items: 5 items, at most 4"}));
  EXPECT_THAT(faults(100'000),
              ElementsAre(FieldFault{"response_images", "max_items: 100000 items, at most 4"}));
}

TEST(Validate, LooksAtEveryImage) {
  EXPECT_THAT(FaultsOf([](ReplyRequest& r) {
                r.clear_response_images();
                for (const char* image : {"|", "ok", "\xC0\x80", "a|"}) {
                  r.add_response_images(image);
                }
              }),
              ElementsAre(FieldFault{"response_images[0]", "separator: holds a \"|\""},
                          FieldFault{"response_images[2]", "utf8: is not UTF-8"},
                          FieldFault{"response_images[3]", "separator: holds a \"|\""}));
}

TEST(Validate, TakesImagesOfAnyLength) {
  EXPECT_THAT(FaultsOf([](ReplyRequest& r) { r.set_response_images(0, std::string(512, 'm')); }),
              IsEmpty());
}

TEST(Validate, DoesNotTakeATrailByteForTheSeparator) {
  EXPECT_THAT(FaultsOf([](ReplyRequest& r) { r.set_response_images(0, "億亅"); }, Xml()),
              IsEmpty());
}

TEST(Validate, RefusesTextsThatAreNotUtf8AndLooksNoFurther) {
  for (const Text& text : Texts()) {
    for (const std::string bad : {"\xFF", "\xE5\xA4", "\xED\xA0\x80", "\xC0\x80"}) {
      EXPECT_THAT(FaultsOf([&](ReplyRequest& r) { text.set(r, Repeated("a", 300) + bad); }, Xml()),
                  ElementsAre(FieldFault{text.path, "utf8: is not UTF-8"}));
    }
  }
}

TEST(Validate, RefusesWhatIsNoHttpsUrl) {
  EXPECT_THAT(FaultsOfUrl("http://h/"),
              ElementsAre(FieldFault{"jump_link.url", "https_url: does not begin with https://"}));
  EXPECT_THAT(FaultsOfUrl("https:///h"),
              ElementsAre(FieldFault{"jump_link.url", "https_url: has no host"}));
  EXPECT_THAT(FaultsOfUrl("https://h:x/"),
              ElementsAre(testing::Field(&FieldFault::description, HasSubstr("https_url: "))));
}

TEST(Validate, TakesEveryCharacterOfXmlInJson) {
  EXPECT_THAT(FaultsOfContent("\t\r\n\x7F\uFFFD€\u00A0😀\U000E0061", kAny), IsEmpty());
}

TEST(Validate, TakesOnlyCharactersOfXmlInJsonToo) {
  for (const std::string& bad :
       {std::string(1, '\0'), std::string("\x01"), std::string("\x0B"), std::string("\x1F"),
        std::string("\uFFFE"), std::string("\uFFFF")}) {
    EXPECT_THAT(FaultsOfContent("复" + bad, kAny),
                ElementsAre(testing::Field(
                    &FieldFault::description,
                    testing::StartsWith("text: a control character or none at all, U+"))));
  }
}

TEST(Validate, TakesOnlyCharactersOfXmlInXml) {
  EXPECT_THAT(FaultsOfContent("a\t\r\nb", Xml()), IsEmpty());
  for (const bool escape : {false, true}) {
    EXPECT_THAT(
        FaultsOfContent("复\x01\x02", Xml(escape)),
        ElementsAre(FieldFault{"response_content",
                               "text: a control character or none at all, U+0001 at character 2"}));
    EXPECT_THAT(
        FaultsOfContent("\uFFFE", Xml(escape)),
        ElementsAre(FieldFault{"response_content",
                               "text: a control character or none at all, U+FFFE at character 1"}));
    EXPECT_THAT(
        FaultsOfContent(std::string(1, '\0'), Xml(escape)),
        ElementsAre(FieldFault{"response_content",
                               "text: a control character or none at all, U+0000 at character 1"}));
  }
}

TEST(Validate, NamesTheFirstCharacterThatGbkDoesNotHave) {
  const struct {
    std::string text, character;
  } rows[] = {
      {"€", "U+20AC at character 1"},
      {"复a⊕€", "U+2295 at character 3"},
      {"你好\u00A0", "U+00A0 at character 3"},
      {"😀", "U+1F600 at character 1"},
      {"🏴\U000E0061", "U+1F3F4 at character 1"},
      {"a\U000E0061", "U+E0061 at character 2"},
  };
  for (const auto& row : rows) {
    const FieldFault fault{"response_content",
                           "gbk: a character that GBK does not have, " + row.character};
    EXPECT_THAT(FaultsOfContent(row.text, Xml()), ElementsAre(fault)) << row.text;
    EXPECT_THAT(FaultsOfContent(row.text, GbkJson()), ElementsAre(fault)) << row.text;
  }
}

TEST(Validate, TakesWhatGbkDoesNotHaveWhereItCanBeEscaped) {
  EXPECT_THAT(FaultsOfContent("€⊕\u00A0😀\U000E0061", Xml(true)), IsEmpty());
  EXPECT_THAT(FaultsOfContent("€⊕\u00A0😀\U000E0061", GbkJson(true)), IsEmpty());
}

TEST(Validate, NeverTakesWhatGbkDoesNotHaveInCdata) {
  const FieldFault fault{"jump_link.url",
                         "gbk: a character that GBK does not have, U+1F600 at character 11"};
  EXPECT_THAT(FaultsOfUrl("https://h/😀", Xml(true)), ElementsAre(fault));
  EXPECT_THAT(FaultsOfUrl("https://h/😀", Xml(false)), ElementsAre(fault));
  EXPECT_THAT(FaultsOfUrl("https://h/😀", GbkJson(false)), ElementsAre(fault));
}

TEST(Validate, TakesEscapedUrlsInJsonWhichHasNoCdata) {
  EXPECT_THAT(FaultsOfUrl("https://h/😀", GbkJson(true)), IsEmpty());
}

TEST(Validate, NeverQuotesTheText) {
  const std::string secret = "SECRET";
  for (const TextRules& rules : {kAny, Xml(), GbkJson()}) {
    ReplyRequest request;
    for (const Text& text : Texts()) text.set(request, Repeated(secret, 40) + "\x01€");
    for (const char* image : {"SECRET|", "SECRET\xFF"}) request.add_response_images(image);
    request.mutable_jump_link()->set_url("http://SECRET");
    const std::vector<FieldFault> faults = Validate(ReplyPlan(), request, rules);
    EXPECT_GE(faults.size(), 9u);
    EXPECT_THAT(faults, Not(Contains(testing::Field(&FieldFault::description, HasSubstr(secret)))));
  }
}

TEST(Validate, LeavesFieldsThatDoNotTravelAlone) {
  ListComplaintsRequest request = ListRequest();
  request.set_note(std::string(10'000, '\xFF'));
  EXPECT_THAT(Validate(ListPlan(), request, Xml()), IsEmpty());
}

TEST(Validate, WantsRequiredNumbers) {
  ListComplaintsRequest request = ListRequest();
  request.clear_page_number();
  EXPECT_THAT(Validate(ListPlan(), request, kAny),
              ElementsAre(FieldFault{"page_number", "required: is empty"}));
}

TEST(Validate, CountsItemsOfNumbers) {
  ListComplaintsRequest request = ListRequest();
  for (int i = 0; i < 3; ++i) request.add_states(0);
  EXPECT_THAT(Validate(ListPlan(), request, kAny), IsEmpty());
  request.add_states(0);
  EXPECT_THAT(Validate(ListPlan(), request, kAny),
              ElementsAre(FieldFault{"states", "max_items: 4 items, at most 3"}));
}

TEST(Validate, LooksIntoItemsOfMessages) {
  ListComplaintsRequest request = ListRequest();
  request.add_accounts()->set_seller_account("a");
  request.add_accounts()->set_label("12345€");
  EXPECT_THAT(Validate(ListPlan(), request, Xml(true)),
              ElementsAre(FieldFault{"accounts[1].seller_account", "required: is empty"},
                          FieldFault{"accounts[1].label", "max_chars: 6 characters, at most 4"},
                          FieldFault{"accounts[1].label",
                                     "gbk: a character that GBK does not have, U+20AC at "
                                     "character 6"}));
}

TEST(Validate, TakesOptionalFieldsThatAreSetAndEmpty) {
  ListComplaintsRequest request = ListRequest();
  request.set_begin_date("");
  EXPECT_THAT(Validate(ListPlan(), request, kAny), IsEmpty());
  request.set_begin_date("202406170");
  EXPECT_THAT(Validate(ListPlan(), request, kAny),
              ElementsAre(FieldFault{"begin_date", "max_chars: 9 characters, at most 8"}));
}

TEST(Validate, WantsMoreThanAnEmptyTextInARequiredFieldWithPresence) {
  ListComplaintsRequest request = ListRequest();
  request.mutable_sorting()->set_by("");
  EXPECT_THAT(Validate(ListPlan(), request, kAny),
              ElementsAre(FieldFault{"sorting.by", "required: is empty"}));
}

}  // namespace
}  // namespace imageco::bridge::gateway
