#ifndef IMAGECO_TESTS_TEST_FOLDER_H_
#define IMAGECO_TESTS_TEST_FOLDER_H_

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace imageco {

// A folder of one test's own, which goes with it.
class TestFolder {
 public:
  TestFolder() {
    std::string name = testing::TempDir() + "imageco-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder() { std::filesystem::remove_all(path_); }

  const std::filesystem::path& path() const { return path_; }

  // A new file's path.
  std::string Write(const std::string& name, const std::string& bytes) const {
    const std::string path = path_ / name;
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
    return path;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace imageco

#endif  // IMAGECO_TESTS_TEST_FOLDER_H_
