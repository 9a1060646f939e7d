// The programs of ./dev bench, which bench.py puts together:
//
//   reply-bench load --target ADDRESS --pid PID (--callers N | --rate N) --seconds N ...
//   reply-bench raw --url URL --callers N --seconds N [--warm-up N]
//   reply-bench gateway [--latency SECONDS] [--silent 1] [--plain 1]
//   reply-bench null-server --api callback|queue
//
// The first two print one JSON object (load_report.h). The others serve, on a free port of
// 127.0.0.1, until they are ended.

#include <cstdio>
#include <string>

#include "tests/bench/flags.h"
#include "tests/bench/load.h"
#include "tests/bench/null_server.h"
#include "tests/bench/raw_exchange.h"
#include "tests/bench/stub_gateway.h"

namespace imageco::bench {
namespace {

int Print(LoadReport report) {
  std::printf("%s\n", ToJson(report).c_str());
  return 0;
}

int Load(Flags& flags) {
  LoadOptions options;
  options.target = flags.Text("target");
  options.pid = flags.Count("pid");
  options.connections = flags.Count("connections", options.connections);
  options.callers = flags.Count("callers", options.callers);
  options.rate = flags.Number("rate");
  options.replies_max = flags.Count("replies", options.replies_max);
  options.warm_up = flags.Seconds("warm-up");
  options.duration = flags.Seconds("seconds", 1);
  options.deadline = flags.Seconds("deadline", 30);
  options.isspid = flags.Text("isspid", "39493002");
  options.id_prefix = flags.Text("id-prefix", "bench");
  flags.RefuseOthers();
  return Print(PutLoad(options));
}

int Raw(Flags& flags) {
  RawExchangeOptions options;
  options.url = flags.Text("url");
  options.exchanges = flags.Count("callers", options.exchanges);
  options.warm_up = flags.Seconds("warm-up");
  options.duration = flags.Seconds("seconds", 1);
  flags.RefuseOthers();
  return Print(ExchangeRaw(options));
}

int Gateway(Flags& flags) {
  StubGatewayOptions options;
  options.latency = flags.Seconds("latency");
  options.silent = flags.Count("silent") != 0;
  options.plain = flags.Count("plain") != 0;
  flags.RefuseOthers();
  ServeAsGateway(options);
}

int NullServer(Flags& flags) {
  const bool by_queue = flags.Text("api", "callback") == "queue";
  flags.RefuseOthers();
  by_queue ? ServeByQueue() : ServeByCallback();
}

int Run(const std::string& program, Flags& flags) {
  if (program == "load") return Load(flags);
  if (program == "raw") return Raw(flags);
  if (program == "gateway") return Gateway(flags);
  if (program == "null-server") return NullServer(flags);
  std::fprintf(stderr, "usage: reply-bench load|raw|gateway|null-server [--name value]...\n");
  return 2;
}

}  // namespace
}  // namespace imageco::bench

int main(int argc, char** argv) {
  imageco::bench::Flags flags(argc, argv, /*first=*/2);
  return imageco::bench::Run(argc < 2 ? "" : argv[1], flags);
}
