#include "server/operations/readiness.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace imageco::server {
namespace {

std::string OneLine(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

const char* Readiness::NameOf(Part part) {
  switch (part) {
    case Part::kLife:
      return "process";
    case Part::kLedger:
      return "ledger";
    case Part::kListener:
      return "listener";
    case Part::kLoop:
      return "loop";
  }
  return "";
}

void Readiness::Report(Part part, std::string fault) {
  fault = OneLine(std::move(fault));
  const std::lock_guard listening(listening_);
  bool ready = false;
  {
    const std::lock_guard lock(mutex_);
    if (fault.empty()) {
      faults_.erase(part);
    } else {
      faults_[part] = std::move(fault);
    }
    ready = faults_.empty();
  }
  if (listener_ == nullptr || ready == told_) return;
  told_ = ready;
  listener_(ready);
}

void Readiness::Remark(std::string remark) {
  remark = OneLine(std::move(remark));
  const std::lock_guard lock(mutex_);
  remark_ = std::move(remark);
}

std::string Readiness::remark() const {
  const std::lock_guard lock(mutex_);
  return remark_;
}

std::vector<std::string> Readiness::Faults() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> faults;
  faults.reserve(faults_.size());
  for (const auto& [part, fault] : faults_) {
    faults.push_back(absl::StrCat(NameOf(part), ": ", fault));
  }
  return faults;
}

bool Readiness::is_well(Part part) const {
  const std::lock_guard lock(mutex_);
  return !faults_.contains(part);
}

void Readiness::Listen(std::function<void(bool ready)> listener) {
  const std::lock_guard listening(listening_);
  listener_ = std::move(listener);
  if (listener_ == nullptr) return;
  told_ = ready();
  listener_(told_);
}

}  // namespace imageco::server
