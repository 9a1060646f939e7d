#include "clients/complaintctl/paste/hex_dump.h"

#include "absl/strings/escaping.h"
#include "gtest/gtest.h"
#include "tests/clients/complaintctl/paste/packet.h"

namespace imageco::complaintctl {
namespace {

constexpr char kMessage[] = "{\"sign\":\"1\",\"a\":\"已与用\"}\n";

std::string Bytes(std::string_view text) { return WithoutHexDumps(text).value_or("none"); }

TEST(HexDump, IsReadAsXxdWritesIt) {
  EXPECT_EQ(Bytes("00000000: 7b22 7369 676e 223a 2231 222c 2261 223a  {\"sign\":\"1\",\"a\":\n"
                  "00000010: 22e5 b7b2 e4b8 8ee7 94a8 227d 0a         \"........\"}.\n"),
            std::string(kMessage) + "\n\n");
}

TEST(HexDump, IsReadAsHexdumpWritesIt) {
  EXPECT_EQ(
      Bytes("00000000  7b 22 73 69 67 6e 22 3a  22 31 22 2c 22 61 22 3a  |{\"sign\":\"1\",\"a\":|\n"
            "00000010  22 e5 b7 b2 e4 b8 8e e7  94 a8 22 7d 0a           |\"........\"}.|\n"
            "0000001d\n"),
      std::string(kMessage) + "\n\n");
  EXPECT_EQ(Bytes("0000000 227b 6973 6e67 3a22 3122 2c22 6122 3a22\n"
                  "0000010 e522 b2b7 b8e4 e78e a894 7d22 000a\n"
                  "000001d\n"),
            std::string(kMessage) + std::string("\0\n000001d\n\n", 11));
}

TEST(HexDump, IsReadAsOdWritesIt) {
  EXPECT_EQ(Bytes("0000000 7b 22 73 69 67 6e 22 3a 22 31 22 2c 22 61 22 3a\n"
                  "0000020 22 e5 b7 b2 e4 b8 8e e7 94 a8 22 7d 0a\n"
                  "0000035\n"),
            std::string(kMessage) + "\n\n");
}

TEST(HexDump, OfAPacketIsWhatItCarries) {
  for (const std::string& packet :
       {Ip4Packet(kMessage), Ip6Packet(kMessage), EthernetFrame(Ip4Packet(kMessage))}) {
    EXPECT_EQ(Bytes("12:00:00.0 IP a > b: length 29\n" + TcpdumpOf(packet)),
              "12:00:00.0 IP a > b: length 29\n" + std::string(kMessage) + "\n\n");
  }
}

TEST(HexDump, OfAPacketThatIsCutIsNothing) {
  for (size_t size = 1; size < 41; ++size) {
    EXPECT_NE(Bytes(TcpdumpOf(Ip4Packet(kMessage).substr(0, size))), "none") << size;
  }
}

TEST(HexDump, IsTwoWhereTheOffsetBeginsAnew) {
  EXPECT_EQ(Bytes("\t0x0000:  6161\n\t0x0000:  6262\n"), "aa\nbb\n\n");
  EXPECT_EQ(Bytes("x\n0000  61 61   aa\ny\n0000  62 62   bb\n"), "x\naa\ny\nbb\n\n");
}

TEST(HexDump, IsNoneInOtherTexts) {
  for (const char* text : {"", "{}", "0001 61 62", "2024 06 17", "0000", "000 61", "0000a 61 62",
                           "1. {\n2. }", "0000:x"}) {
    EXPECT_EQ(Bytes(text), "none") << text;
  }
}

}  // namespace
}  // namespace imageco::complaintctl
