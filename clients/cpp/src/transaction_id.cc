#include "imageco/complaint/transaction_id.h"

#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace imageco::complaint {

std::string MakeTransactionId() {
  constexpr char kDigits[] = "0123456789abcdef";
  std::array<unsigned char, 16> bytes;
  if (getentropy(bytes.data(), bytes.size()) != 0) {
    std::perror("imageco::complaint::MakeTransactionId: getentropy");
    std::abort();
  }
  std::string id;
  for (const unsigned char byte : bytes) {
    id.push_back(kDigits[byte >> 4]);
    id.push_back(kDigits[byte & 0xF]);
  }
  return id;
}

}  // namespace imageco::complaint
