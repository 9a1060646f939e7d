#ifndef IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_PROXY_H_
#define IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_PROXY_H_

#include <list>
#include <string>
#include <utility>

#include "bridge/base/epoll_loop.h"

namespace imageco::bridge::ledger {

// Stands between ledgers and the server, on a port of 127.0.0.1, and breaks connections when it is
// told to. On the loop that the ledgers run on.
class PgProxy {
 public:
  enum class Rule {
    kPass,
    kRefuse,       // closes whatever connects
    kCutRequest,   // closes when a request comes, which does not reach the server; then passes
    kCutAnswer,    // closes when an answer comes, which does not reach the client; then passes
    kHoldAnswers,  // keeps answers back until another rule stands
  };

  // `socket`: the server's.
  PgProxy(base::EpollLoop& loop, std::string socket);
  PgProxy(const PgProxy&) = delete;
  PgProxy& operator=(const PgProxy&) = delete;
  ~PgProxy();

  void Set(Rule rule);
  // Whoever is answered next gets these bytes instead, and no more on that connection.
  void AnswerOnce(std::string bytes) { instead_ = std::move(bytes); }

  // As the world's, through the proxy.
  std::string Conninfo(const std::string& database) const;

  // Connections that the proxy closed.
  int cuts() const { return cuts_; }
  // Bytes of answers that are kept back.
  size_t held() const;

 private:
  struct Link {
    int client;
    int server;
    std::string held{};
    bool mute = false;
  };
  using Place = std::list<Link>::iterator;

  void Accept();
  void Watch(int fd, base::EpollLoop::FdCallback ready);
  void Close(Place link);
  void OnRequest(Place link);
  void OnAnswer(Place link);

  base::EpollLoop& loop_;
  const std::string socket_;
  int listener_;
  int port_ = 0;
  Rule rule_ = Rule::kPass;
  std::string instead_;
  int cuts_ = 0;
  std::list<Link> links_;
};

}  // namespace imageco::bridge::ledger

#endif  // IMAGECO_TESTS_BRIDGE_LEDGER_POSTGRES_PG_PROXY_H_
