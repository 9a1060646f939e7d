#ifndef IMAGECO_BRIDGE_BASE_OWNED_FD_H_
#define IMAGECO_BRIDGE_BASE_OWNED_FD_H_

#include <unistd.h>

#include <utility>

namespace imageco::bridge::base {

// A descriptor, closed with this object; or none.
class OwnedFd {
 public:
  OwnedFd() = default;
  explicit OwnedFd(int fd) : fd_(fd) {}
  OwnedFd(OwnedFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  OwnedFd& operator=(OwnedFd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~OwnedFd() {
    if (fd_ >= 0) close(fd_);
  }

  // Negative: none.
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

  // Whoever calls closes it from now on.
  int Release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

}  // namespace imageco::bridge::base

#endif  // IMAGECO_BRIDGE_BASE_OWNED_FD_H_
