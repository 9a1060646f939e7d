#include "tests/simulation/gateway_verdict.h"

namespace imageco::simulation {
namespace {

constexpr char kSuccessId[] = "0000";
constexpr char kPage[] = "<html><body>no</body></html>";
constexpr Fault kGatewayFaults[] = {
    Fault::kRefused,       Fault::kTurnedAway,
    Fault::kAnyStatus,     Fault::kTooManyRequests,
    Fault::kOddResult,     Fault::kRetryResult,
    Fault::kOpenResult,    Fault::kServerErrorAfterApplying,
    Fault::kWrongSign,     Fault::kServerErrorBeforeApplying,
    Fault::kWrongEcho,     Fault::kGarbage,
    Fault::kContradiction,
};
constexpr int kRefusalStatuses[] = {200, 200, 400, 422, 429};
constexpr const char* kOddIds[] = {"", "0", "00000", "0000 ", "０００0", "success"};
constexpr int kServerErrors[] = {500, 502, 503, 504};
constexpr int kContradictions[] = {300, 302, 400, 404, 408, 429, 499};
constexpr const char* kGarbages[] = {"", "OK", "{}", "{\"response_type\":7}", "<a>", "\xFF\xFE"};

// The first fault that strikes, beginning at a place by chance so that none hides the others.
std::optional<Fault> Strike(Faults& faults, Random& random) {
  constexpr size_t kCount = std::size(kGatewayFaults);
  const size_t first = random.Below(kCount);
  for (size_t i = 0; i < kCount; ++i) {
    const Fault fault = kGatewayFaults[(first + i) % kCount];
    if (faults.Strike(fault)) return fault;
  }
  return std::nullopt;
}

Verdict Applied(std::string body, int http_status = 200) {
  return {.applied = true, .http_status = http_status, .body = std::move(body)};
}

// An answer that nobody may believe, to a message that was applied or refused.
Verdict Unbelievable(const std::string& body, Random& random, int http_status = 200) {
  const bool applied = random.Chance(0.5);
  return {.applied = applied, .refused = !applied, .http_status = http_status, .body = body};
}

// Whatever a proxy or a servlet container answers with, before the message was applied or after.
int AnyStatus(Random& random) {
  const int status = 300 + static_cast<int>(random.Below(300));
  const bool at_the_door = status == kRefusedAtTheDoor || status == kDeferredAtTheDoor;
  return at_the_door ? 404 : status;
}

std::string AnyBody(Format format, const VendorRequest& request, Random& random) {
  if (format == Format::kXml || random.Chance(0.5)) return kPage;
  return WriteForgedAnswer(request, random.Chance(0.5) ? kRetryId : kRefusedId);
}

std::optional<absl::Duration> RetryAfter(Random& random) {
  if (random.Chance(0.5)) return std::nullopt;
  return absl::Seconds(1 + static_cast<int64_t>(random.Below(5)));
}

Verdict TurnedAway(Random& random) {
  if (random.Chance(0.5)) {
    return {.refused = true, .http_status = kRefusedAtTheDoor, .body = kPage};
  }
  return {.http_status = kDeferredAtTheDoor, .body = kPage, .retry_after = RetryAfter(random)};
}

Verdict WrongEcho(Format format, VendorRequest request, Random& random) {
  std::string& echoed = random.Chance(0.5) ? request.transaction_id : request.complaint_id;
  echoed += "x";
  return Unbelievable(WriteAnswer(format, request, kSuccessId), random);
}

}  // namespace

Verdict Judge(Format format, const VendorRequest& request, Faults& faults, Random& random) {
  const auto answer = [&](const char* id) { return WriteAnswer(format, request, id); };
  const std::optional<Fault> fault = Strike(faults, random);
  if (!fault) return Applied(answer(kSuccessId));
  switch (*fault) {
    case Fault::kRefused:
      return {.refused = true,
              .http_status = random.Pick(kRefusalStatuses),
              .body = answer(kRefusedId)};
    case Fault::kTurnedAway:
      return TurnedAway(random);
    case Fault::kAnyStatus:
      return Unbelievable(AnyBody(format, request, random), random, AnyStatus(random));
    case Fault::kTooManyRequests: {
      Verdict verdict = Unbelievable(AnyBody(format, request, random), random, 429);
      verdict.retry_after = RetryAfter(random);
      return verdict;
    }
    case Fault::kOddResult:
      return Unbelievable(answer(random.Pick(kOddIds)), random);
    case Fault::kRetryResult:
      return {.body = answer(kRetryId)};
    case Fault::kOpenResult:
      return Unbelievable(answer(kOpenId), random);
    case Fault::kServerErrorAfterApplying:
      return Applied(answer(kSuccessId), random.Pick(kServerErrors));
    case Fault::kServerErrorBeforeApplying:
      return {.http_status = random.Pick(kServerErrors), .body = answer(kRefusedId)};
    case Fault::kWrongEcho:
      return WrongEcho(format, request, random);
    case Fault::kGarbage:
      return Unbelievable(random.Pick(kGarbages), random);
    case Fault::kContradiction:
      return Applied(answer(kSuccessId), random.Pick(kContradictions));
    default:
      break;
  }
  // A wrong signature; XML here has none.
  if (format == Format::kXml) return WrongEcho(format, request, random);
  return Unbelievable(WriteForgedAnswer(request, random.Chance(0.5) ? kSuccessId : kRefusedId),
                      random);
}

}  // namespace imageco::simulation
