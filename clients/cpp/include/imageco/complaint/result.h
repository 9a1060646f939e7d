#ifndef IMAGECO_COMPLAINT_RESULT_H_
#define IMAGECO_COMPLAINT_RESULT_H_

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <variant>

#include "imageco/complaint/error.h"

namespace imageco::complaint {

// What a call gave: a T, or why it failed. To ask for the one that is not there ends the process
// with a message.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : content_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<T>(content_); }
  explicit operator bool() const { return ok(); }

  T& value() & { return Checked(); }
  const T& value() const& { return Checked(); }
  T&& value() && { return std::move(Checked()); }

  T& operator*() & { return Checked(); }
  const T& operator*() const& { return Checked(); }
  T&& operator*() && { return std::move(Checked()); }
  T* operator->() { return &Checked(); }
  const T* operator->() const { return &Checked(); }

  Error& error() & { return CheckedError(); }
  const Error& error() const& { return CheckedError(); }
  Error&& error() && { return std::move(CheckedError()); }

 private:
  T& Checked() { return const_cast<T&>(std::as_const(*this).Checked()); }

  const T& Checked() const {
    if (const T* value = std::get_if<T>(&content_)) return *value;
    Die("holds an error: " + std::get<Error>(content_).ToString());
  }

  Error& CheckedError() { return const_cast<Error&>(std::as_const(*this).CheckedError()); }

  const Error& CheckedError() const {
    if (const Error* error = std::get_if<Error>(&content_)) return *error;
    Die("holds a value, and no error");
  }

  [[noreturn]] static void Die(const std::string& why) {
    std::fprintf(stderr, "imageco::complaint::Result %s\n", why.c_str());
    std::abort();
  }

  std::variant<T, Error> content_;
};

}  // namespace imageco::complaint

#endif  // IMAGECO_COMPLAINT_RESULT_H_
