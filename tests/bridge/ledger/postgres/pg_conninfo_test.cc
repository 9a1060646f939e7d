#include "bridge/ledger/postgres/pg_conninfo.h"

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/test_folder.h"

// What is told without a database; named for the group that it runs in.
namespace imageco::bridge::ledger {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string Fault(const std::string& conninfo, const std::string& password_file = "") {
  return std::string(PgConninfo::Make(conninfo, password_file).status().message());
}

TEST(PgConnectionConninfo, TakesWhatLibpqTakes) {
  for (const char* conninfo :
       {"", "host=db", "host=/run/postgresql", "host=a,b port=1,2", "host=a,b port=1", "port=65535",
        "host=a,b port=1,", "host=db hostaddr=127.0.0.1", "hostaddr=::1 port=5432",
        "host=db sslmode=require channel_binding=prefer gssencmode=disable",
        "host=db target_session_attrs=read-write connect_timeout=10 keepalives_idle=30",
        "host=db ssl_min_protocol_version=TLSv1.2 ssl_max_protocol_version=TLSv1.3",
        "postgresql://bridge@db:5432/complaints?application_name=bridge"}) {
    EXPECT_EQ(Fault(conninfo), "") << conninfo;
  }
}

TEST(PgConnectionConninfo, SaysWhatIsWrong) {
  const struct {
    const char* conninfo;
    const char* fault;
  } table[] = {
      {"host=db sslmode=whatever", "conninfo: its sslmode is none of disable, allow, "},
      {"postgresql://db/d?sslmode=off", "conninfo: its sslmode is none of "},
      {"channel_binding=maybe", "conninfo: its channel_binding is none of "},
      {"gssencmode=maybe", "conninfo: its gssencmode is none of "},
      {"target_session_attrs=standby", "conninfo: its target_session_attrs is none of any, "},
      {"ssl_min_protocol_version=SSLv3", "conninfo: its ssl_min_protocol_version is none of "},
      {"ssl_max_protocol_version=2", "conninfo: its ssl_max_protocol_version is none of "},
      {"ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.1",
       "conninfo: its ssl_min_protocol_version is above its ssl_max_protocol_version"},
      {"port=0", "conninfo: its port is no number from 1 to 65535"},
      {"port=999999", "conninfo: its port is no number from 1 to 65535"},
      {"port=http", "conninfo: its port is no number from 1 to 65535"},
      {"host=a,b port=1,999999", "conninfo: its port is no number from 1 to 65535"},
      {"host=a,b port=1,2,3", "conninfo: its hosts and its ports are not as many"},
      {"port=1,2", "conninfo: its hosts and its ports are not as many"},
      {"host=a hostaddr=127.0.0.1,127.0.0.2", "conninfo: its hosts and its hostaddrs are not as "},
      {"hostaddr=db", "conninfo: its hostaddr is no address"},
      {"connect_timeout=soon", "conninfo: its connect_timeout is no number"},
      {"tcp_user_timeout=1s", "conninfo: its tcp_user_timeout is no number"},
      {"sslrootcert=/nowhere/ca", "conninfo: its sslrootcert: cannot read /nowhere/ca: No such "},
      {"sslcert=/dev/null", "conninfo: its sslcert: cannot read /dev/null: it is not a regular"},
      {"sslcrl=/", "conninfo: its sslcrl: cannot read /: Is a directory"}};
  for (const auto& row : table) {
    EXPECT_THAT(Fault(row.conninfo), StartsWith(row.fault)) << row.conninfo;
  }
}

TEST(PgConnectionConninfo, WantsAKeyThatIsItsOwners) {
  const TestFolder folder;
  const std::string key = folder.Write("key", "-----BEGIN PRIVATE KEY-----\n");
  chmod(key.c_str(), 0604);
  EXPECT_EQ(Fault("sslkey=" + key),
            "conninfo: its sslkey: " + key + " is open to others; libpq wants mode 0600");
  chmod(key.c_str(), 0600);
  EXPECT_EQ(Fault("sslkey=" + key), "");
  folder.Write("key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
  EXPECT_EQ(Fault("sslkey=" + key), "conninfo: its sslkey: " + key + " needs a password");
}

TEST(PgConnectionConninfo, WantsOnePasswordInItsFile) {
  const TestFolder folder;
  const std::string file = folder.Write("password", "sesame \r\n\n");
  EXPECT_EQ(Fault("", file), "");
  const struct {
    std::string text;
    const char* why;
  } table[] = {{"", " holds no password"},
               {" \n", " holds no password"},
               {"sesame\nbarley", " holds a second line"},
               {std::string("s\0e", 3), " holds a NUL, as a file in UTF-16 does"}};
  for (const auto& row : table) {
    folder.Write("password", row.text);
    EXPECT_EQ(Fault("", file), "password_file: " + file + row.why);
  }
}

TEST(PgConnectionStatus, TellsARefusalFromAnAbsence) {
  const struct {
    const char* said;
    bool refused;
  } table[] = {
      {"connection to server at \"db\", port 5432 failed: Connection refused", false},
      {"could not translate host name \"db\" to address: Name or service not known", false},
      {"FATAL:  57P03: the database system is starting up\nLOCATION:  28, postmaster.c", false},
      {"FATAL:  53300: sorry, too many clients already", false},
      {"FATAL:  08P01: no more connections allowed (max_client_conn)", false},
      {"FATAL:  08P01: server login has been failing, try again later (server_login_retry)", false},
      {"FATAL:  08P01: query_wait_timeout", false},
      {"FATAL:  28P01: password authentication failed for user \"bridge\"", true},
      {"FATAL:  28000: no pg_hba.conf entry for host", true},
      {"FATAL:  3D000: database \"nowhere\" does not exist", true},
      {"FATAL:  42501: permission denied for database \"complaints\"", true},
      {"FATAL:  08P01: no such database: nowhere", true},
      {"FATAL:  08P01: no such user: nobody", true},
      {"FATAL:  08P01: SASL authentication failed", true},
      {"FATAL:  08P01: unsupported startup parameter: options", true},
      {"FATAL:  08P01: bouncer config error", true},
      {"connection to server failed: fe_sendauth: no password supplied", true},
      {"connection failed: server does not support SSL, but SSL was required", true},
      {"connection failed: SSL error: certificate verify failed", true},
      {"server certificate for \"a\" does not match host name \"b\"", true},
      {"root certificate file \"/root/.postgresql/root.crt\" does not exist", true},
      {"definition of service \"complaints\" not found", true}};
  for (const auto& row : table) {
    const absl::Status status = ToPgConnectionStatus(row.said);
    EXPECT_EQ(absl::IsFailedPrecondition(status), row.refused) << row.said;
    EXPECT_EQ(absl::IsUnavailable(status), !row.refused) << row.said;
    EXPECT_THAT(std::string(status.message()), testing::Not(HasSubstr("LOCATION")));
  }
}

}  // namespace
}  // namespace imageco::bridge::ledger
