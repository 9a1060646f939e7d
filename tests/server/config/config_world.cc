#include "tests/server/config/config_world.h"

#include <google/protobuf/text_format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "imageco/bridge/config/v1/bridge_config.pb.h"
#include "server/ledgers.h"
#include "tests/bridge/certificates/test_certificates.h"
#include "tests/server/callers/test_tokens.h"

namespace imageco::server {
namespace {

using bridge::config::v1::BridgeConfig;
using google::protobuf::TextFormat;

// What a server needs to start, beside other servers.
constexpr char kLeast[] = R"pb(
  listener { address: "127.0.0.1:0" }
  operations_address: "127.0.0.1:0"
  ledger { memory {} }
  merchants {
    isspid: "39493002"
    system_id: "8888"
    gateway { url: "https://gateway.example/" }
    signature { key_file: "key" }
  }
)pb";

void RunSql(const std::string& file, const char* sql) {
  sqlite3* database = nullptr;
  const bool done = sqlite3_open(file.c_str(), &database) == SQLITE_OK &&
                    sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
  sqlite3_close(database);
  if (!done) std::abort();
}

void MakeLedgerAt(const std::string& file) {
  BridgeConfig config;
  config.mutable_ledger()->mutable_sqlite()->set_file(file);
  if (!MakeLedger(config).ok()) std::abort();
}

std::string EncryptedPem(const TestIdentity& identity) {
  BIO* const bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, identity.key.get(), EVP_aes_128_cbc(), nullptr, 0, nullptr,
                           const_cast<char*>("sesame"));
  char* text = nullptr;
  const auto bytes = static_cast<size_t>(BIO_get_mem_data(bio, &text));
  std::string pem(text, bytes);
  BIO_free(bio);
  return pem;
}

// Of another kind than those of the certificates.
std::string RsaKeyPem() {
  TestIdentity identity;
  identity.key.reset(EVP_RSA_gen(2048));
  return identity.KeyPem();
}

std::string MergedText(const ConfigRow& row) {
  BridgeConfig config;
  google::protobuf::Message* into = &config;
  bool parsed = TextFormat::ParseFromString(kLeast, &config);
  if (row.kind == ConfigRow::Text::kMergedMerchant) into = config.mutable_merchants(0);
  parsed = parsed && TextFormat::MergeFromString(row.text, into);
  std::string text;
  if (parsed) TextFormat::PrintToString(config, &text);
  EXPECT_TRUE(parsed) << row.name;
  return text;
}

}  // namespace

ConfigWorld::ConfigWorld() {
  WriteKeys();
  WriteCertificates();
  WriteLedgers();
  MakeWhatIsNoFile();
}

void ConfigWorld::WriteKeys() const {
  folder_.Write("key", "f00dface-0000");
  folder_.Write("key-line-end", "f00dface-0000\r\n");
  folder_.Write("key-bom",
                "\xEF\xBB\xBF"
                "f00dface-0000\n");
  folder_.Write("key-empty", "");
  folder_.Write("key-blank", " \r\n\n");
  folder_.Write("key-nul", std::string("f00d\0face", 9));
  folder_.Write("key-lines", "f00d\nface\n");
  folder_.Write("key-long", std::string(100'000, 'f'));
  folder_.Write("large", std::string(17 << 20, 'f'));
  folder_.Write("password", "sesame\n");
  folder_.Write("password-empty", "\n");
  folder_.Write("password-nul", std::string("ses\0ame", 7));
  folder_.Write("password-lines", "sesame\nbarley\n");
  for (const char* name : {"key", "password"}) chmod(At(name).c_str(), 0600);
  // As Kubernetes mounts a secret.
  std::filesystem::create_directories(folder_.path() / "secret" / "..2026_11_28");
  folder_.Write("secret/..2026_11_28/key", "f00dface-0000");
  std::filesystem::create_symlink("..2026_11_28", At("secret/..data"));
  std::filesystem::create_symlink("..data/key", At("secret/key"));
}

void ConfigWorld::WriteCertificates() const {
  const TestIdentity authority = MakeAuthority();
  const TestIdentity ours = MakeIdentity(authority);
  const TestIdentity other = MakeIdentity(authority);
  const std::string certificate = ours.CertificatePem();
  folder_.Write("ca.pem", authority.CertificatePem());
  folder_.Write("crl.pem", MakeRevocationList(authority, {}));
  folder_.Write("jwks.json", Jwks({TokenSigner("ES256", "k").Jwk()}));
  folder_.Write("cert.pem", certificate);
  folder_.Write("cert-cut.pem", certificate.substr(0, certificate.size() / 2));
  folder_.Write("chain.pem", certificate + authority.CertificatePem());
  folder_.Write("chain-cut.pem",
                authority.CertificatePem() + certificate.substr(0, certificate.size() / 2));
  folder_.Write("cert-crlf.pem", absl::StrReplaceAll(certificate, {{"\n", "\r\n"}}));
  folder_.Write("cert.key", ours.KeyPem());
  folder_.Write("other.key", other.KeyPem());
  folder_.Write("rsa.key", RsaKeyPem());
  folder_.Write("encrypted.key", EncryptedPem(ours));
  folder_.Write("garbage.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
  for (const char* name : {"cert.key", "other.key", "rsa.key"}) chmod(At(name).c_str(), 0600);
}

void ConfigWorld::WriteLedgers() const {
  folder_.Write("text.sqlite3", "dear diary, these are no replies at all\n");
  RunSql(At("foreign.sqlite3"), "CREATE TABLE diary (entry TEXT)");
  MakeLedgerAt(At("newer.sqlite3"));
  RunSql(At("newer.sqlite3"), "PRAGMA user_version = 99");
  MakeLedgerAt(At("ledger.sqlite3"));
  std::filesystem::create_symlink("ledger.sqlite3", At("ledger-link.sqlite3"));
  MakeLedgerAt(At("linked.sqlite3"));
  std::filesystem::create_hard_link(At("linked.sqlite3"), At("linked-too.sqlite3"));
  MakeLedgerAt(At("lost.sqlite3"));
  std::filesystem::remove(At("lost.sqlite3"));
  MakeLedgerAt(At("swapped.sqlite3"));
  std::filesystem::remove(At("swapped.sqlite3"));
  MakeLedgerAt(At("swapping.sqlite3"));
  std::filesystem::rename(At("swapping.sqlite3"), At("swapped.sqlite3"));
  folder_.Write("damaged.sqlite3-lock", "what is this?");
  folder_.Write("orphan.sqlite3-wal", "a log without its file");
  folder_.Write("empty.sqlite3", "");
}

void ConfigWorld::MakeWhatIsNoFile() const {
  if (mkfifo(At("fifo").c_str(), 0600) != 0) std::abort();
  std::filesystem::create_directory(At("folder"));
  std::filesystem::create_symlink("loop", At("loop"));
  std::filesystem::create_symlink("nowhere", At("dangling"));
  std::filesystem::create_symlink("fifo", At("fifo-link"));
}

std::string ConfigWorld::Write(ConfigRow row) const {
  row.text = Named(row.text);
  switch (row.kind) {
    case ConfigRow::Text::kWhole:
      return folder_.Write("server.txtpb", row.text);
    case ConfigRow::Text::kWholeJson:
      return folder_.Write("server.json", row.text);
    default:
      return folder_.Write("server.txtpb", MergedText(row));
  }
}

std::string ConfigWorld::Named(const std::string& text) const {
  return absl::StrReplaceAll(text, {{"$", folder_.path().string()}});
}

}  // namespace imageco::server
