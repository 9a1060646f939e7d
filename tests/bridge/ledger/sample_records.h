#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_SAMPLE_RECORDS_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_SAMPLE_RECORDS_H_

#include <string>

#include "bridge/ledger/ledger.h"

// What the tests of all ledgers put into them.
namespace imageco::bridge::ledger {

inline Key KeyOf(const std::string& transaction_id) { return {"39493002", transaction_id}; }

inline const Key kKey = KeyOf("t-1");
inline const Fingerprint kFingerprint = {1, 2, 3};
inline const Fingerprint kOtherFingerprint = {9};

// One of each ending, with everything that it may carry.
inline const Settlement kDelivered = {
    .ending = Ending::kDelivered, .result_id = "0000", .result_comment = "回复成功"};
inline const Settlement kRejected = {.ending = Ending::kRejected,
                                     .result_id = "1001",
                                     .result_comment = "投诉单不存在",
                                     .http_status = 400};
inline const Settlement kUnknown = {.ending = Ending::kUnknown, .why = "connection reset"};

// What an operator finds of an unknown one.
inline const Finding kFoundDelivered = {
    Ending::kDelivered, "运营", "on the page", {}, "spiffe://运营, ops@example"};
inline const Finding kFoundNotDelivered = {Ending::kNotDelivered, "ops@example", "not on the page"};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_SAMPLE_RECORDS_H_
