#ifndef IMAGECO_TESTS_INTEGRATION_SMALL_DISK_H_
#define IMAGECO_TESTS_INTEGRATION_SMALL_DISK_H_

#include <filesystem>
#include <string>

namespace imageco::integration {

// A file system of one megabyte of its own, mounted on a new folder. Goes with the object.
class SmallDisk {
 public:
  explicit SmallDisk(const std::filesystem::path& folder);
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk();

  // Empty where it is mounted; else what the system says: only root may.
  const std::string& fault() const { return fault_; }

  const std::filesystem::path& path() const { return folder_; }

  // Leaves not one byte free; and frees them again.
  void Fill();
  void Free();

 private:
  const std::filesystem::path folder_;
  std::string fault_;
};

}  // namespace imageco::integration

#endif  // IMAGECO_TESTS_INTEGRATION_SMALL_DISK_H_
