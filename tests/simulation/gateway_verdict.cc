#include "tests/simulation/gateway_verdict.h"

namespace imageco::simulation {
namespace {

constexpr char kSuccessId[] = "0000";
constexpr char kPage[] = "<html><body>no</body></html>";
constexpr Fault kGatewayFaults[] = {
    Fault::kRefused,         Fault::kProxyPage,
    Fault::kTooManyRequests, Fault::kRetryResult,
    Fault::kOpenResult,      Fault::kServerErrorAfterApplying,
    Fault::kWrongSign,       Fault::kServerErrorBeforeApplying,
    Fault::kWrongEcho,       Fault::kGarbage,
    Fault::kContradiction,
};
constexpr int kProxyStatuses[] = {400, 403, 404, 413, 451};
constexpr int kServerErrors[] = {500, 502, 503, 504};
constexpr int kContradictions[] = {302, 400, 429};
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
Verdict Unbelievable(const std::string& body, Random& random) {
  const bool applied = random.Chance(0.5);
  return {.applied = applied, .refused = !applied, .body = body};
}

std::optional<absl::Duration> RetryAfter(Random& random) {
  if (random.Chance(0.5)) return std::nullopt;
  return absl::Seconds(1 + static_cast<int64_t>(random.Below(5)));
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
      return {.refused = true, .body = answer(kRefusedId)};
    case Fault::kProxyPage:
      return {.refused = true, .http_status = random.Pick(kProxyStatuses), .body = kPage};
    case Fault::kTooManyRequests:
      return {.http_status = 429, .body = kPage, .retry_after = RetryAfter(random)};
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
