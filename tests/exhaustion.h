#ifndef IMAGECO_TESTS_EXHAUSTION_H_
#define IMAGECO_TESTS_EXHAUSTION_H_

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <vector>

namespace imageco {

// While it is there, the system gives this process no more than so many descriptors.
class FewDescriptors {
 public:
  explicit FewDescriptors(rlim_t left) {
    getrlimit(RLIMIT_NOFILE, &before_);
    // The lowest that are free, and the one after them.
    std::vector<int> free(left + 1);
    for (int& fd : free) fd = dup(STDERR_FILENO);
    for (const int fd : free) close(fd);
    if (free.back() < 0) std::abort();
    rlimit few = before_;
    few.rlim_cur = static_cast<rlim_t>(free.back());
    setrlimit(RLIMIT_NOFILE, &few);
  }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;
  ~FewDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

// While it is there, the system gives this process no thread: none has room for such a stack.
class NoThreads {
 public:
  NoThreads() {
    constexpr size_t kNoStack = size_t{1} << 47;
    pthread_getattr_default_np(&before_);
    pthread_attr_t attributes;
    pthread_getattr_default_np(&attributes);
    if (pthread_attr_setstacksize(&attributes, kNoStack) != 0 ||
        pthread_setattr_default_np(&attributes) != 0) {
      std::abort();
    }
    pthread_attr_destroy(&attributes);
  }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;
  ~NoThreads() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_;
};

}  // namespace imageco

#endif  // IMAGECO_TESTS_EXHAUSTION_H_
