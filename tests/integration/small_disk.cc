#include "tests/integration/small_disk.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace imageco::integration {

SmallDisk::SmallDisk(const std::filesystem::path& folder) : folder_(folder) {
  std::filesystem::create_directory(folder_);
  if (mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=1m") != 0) fault_ = std::strerror(errno);
}

SmallDisk::~SmallDisk() {
  if (fault_.empty()) umount2(folder_.c_str(), MNT_DETACH);
}

void SmallDisk::Fill() {
  const int fd = open((folder_ / "ballast").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  constexpr std::array<char, 4096> kPage{};
  while (write(fd, kPage.data(), kPage.size()) > 0) {
  }
  close(fd);
}

void SmallDisk::Free() { std::filesystem::remove(folder_ / "ballast"); }

}  // namespace imageco::integration
