#ifndef IMAGECO_SERVER_LISTENER_LISTEN_SOCKET_H_
#define IMAGECO_SERVER_LISTENER_LISTEN_SOCKET_H_

#include <sys/socket.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "bridge/base/owned_fd.h"

namespace imageco::server {

// Who may connect to a Unix socket of ours: its owner and its group.
inline constexpr mode_t kUnixSocketMode = 0660;

// A socket that listens. What it made in the file system goes with it.
class ListenSocket {
 public:
  ListenSocket(ListenSocket&&) = default;
  ListenSocket& operator=(ListenSocket&&) = delete;
  ~ListenSocket();

  // Does not block.
  int fd() const { return fd_.get(); }

  // The port that was bound; 0 for a Unix socket.
  int port() const;

  // Where a client on this machine connects to reach it.
  sockaddr_storage reached_at(socklen_t& bytes) const;

 private:
  friend class ListenSocketMaker;
  ListenSocket(bridge::base::OwnedFd fd, std::string path)
      : fd_(std::move(fd)), path_(std::move(path)) {}

  bridge::base::OwnedFd fd_;
  std::string path_;  // of a Unix socket
};

// Listens on "HOST:PORT", one socket for each address that the host's name has and one port for all
// of them, or on "unix:PATH". A Unix socket that somebody listens on is not taken over; one that
// nobody does is. An error says what failed.
absl::StatusOr<std::vector<ListenSocket>> ListenOn(const std::string& address);

}  // namespace imageco::server

#endif  // IMAGECO_SERVER_LISTENER_LISTEN_SOCKET_H_
