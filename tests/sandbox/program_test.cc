#include "tests/sandbox/program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/sandbox/test_client.h"
#include "tests/sandbox/test_messages.h"

namespace imageco::sandbox {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kConfig = R"({
  "accept_any_complaint": true,
  "endpoints": [{"path": "/json", "isspid": "39493002", "system_id": "8888",
                 "key": "TESTKEY0123456789abcdef"}]})";

std::string WriteFile(const std::string& name, const std::string& contents) {
  std::string path = testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << contents;
  return path;
}

// The program as a process of its own, with its standard output.
class Process {
 public:
  explicit Process(const std::string& config_file) {
    std::array<int, 2> ends{};
    EXPECT_EQ(pipe(ends.data()), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::string name = GATEWAY_SANDBOX;
    std::string option = "--config";
    std::string file = config_file;
    std::array<char*, 4> arguments = {name.data(), option.data(), file.data(), nullptr};
    EXPECT_EQ(posix_spawn(&id_, name.c_str(), &actions, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    output_ = ends[0];
  }
  ~Process() { close(output_); }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  std::string ReadLine() const {
    std::string line;
    for (char c = 0; c != '\n' && read(output_, &c, 1) == 1;) line += c;
    return line;
  }

  // Its exit status after this signal.
  int End(int signal) const {
    kill(id_, signal);
    int status = 0;
    waitpid(id_, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t id_ = 0;
  int output_ = 0;
};

TEST(Program, RefusesOtherArguments) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{}, {"--config"}, {"--other", "x"}, {"--config", "a", "b"}}) {
    std::ostringstream out;
    std::ostringstream err;
    EXPECT_EQ(RunProgram(arguments, out, err), 2);
    EXPECT_THAT(err.str(), StartsWith("usage: gateway-sandbox"));
  }
}

TEST(Program, NamesEveryFaultOfItsConfiguration) {
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(RunProgram({"--config", WriteFile("bad.json", "{}")}, out, err), 2);
  EXPECT_EQ(out.str(), "");
  EXPECT_THAT(err.str(), HasSubstr("gateway-sandbox: endpoints: there are none\n"));
  EXPECT_THAT(err.str(), HasSubstr("gateway-sandbox: complaints: "));
}

TEST(Program, NamesAFileThatIsNotThere) {
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(RunProgram({"--config", "/nowhere"}, out, err), 2);
  EXPECT_EQ(err.str(), "gateway-sandbox: /nowhere: cannot be read\n");
}

TEST(Program, WritesACertificate) {
  std::ostringstream out;
  std::ostringstream err;
  const std::string directory = testing::TempDir();
  EXPECT_EQ(RunProgram({"--make-certificate", directory}, out, err), 0);
  EXPECT_TRUE(std::filesystem::exists(directory + "/cert.pem"));
  EXPECT_TRUE(std::filesystem::exists(directory + "/key.pem"));
  EXPECT_EQ(RunProgram({"--make-certificate", "/nowhere"}, out, err), 2);
}

TEST(Program, PrintsItsPortsAndServesUntilItIsTerminated) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const Process process(WriteFile("good.json", kConfig));
    const nlohmann::json ports = nlohmann::json::parse(process.ReadLine());
    EXPECT_EQ(ports.size(), 2);
    EXPECT_TRUE(ports.contains("admin_port"));
    TestClient client = TestClient::Plain(ports["http_port"].get<std::uint16_t>());
    client.Send(RequestBytes(JsonEndpoint(), SampleJson()));
    EXPECT_THAT(client.ReadAnswer(), StartsWith("HTTP/1.1 200"));
    EXPECT_EQ(process.End(signal), 0);
    EXPECT_EQ(process.ReadLine(), "") << "one line is all";
  }
}

TEST(Program, PrintsAnHttpsPortWhereThereIsACertificate) {
  std::ostringstream out;
  std::ostringstream err;
  const std::string directory = testing::TempDir();
  ASSERT_EQ(RunProgram({"--make-certificate", directory}, out, err), 0);
  nlohmann::json config = nlohmann::json::parse(kConfig);
  config["tls"] = {{"certificate_file", directory + "/cert.pem"},
                   {"key_file", directory + "/key.pem"}};
  const Process process(WriteFile("tls.json", config.dump()));
  EXPECT_THAT(process.ReadLine(), HasSubstr("\"https_port\":"));
  EXPECT_EQ(process.End(SIGTERM), 0);
}

}  // namespace
}  // namespace imageco::sandbox
