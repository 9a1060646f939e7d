#ifndef IMAGECO_COMPLAINT_TRANSPORT_H_
#define IMAGECO_COMPLAINT_TRANSPORT_H_

#include <string>
#include <utility>
#include <variant>

namespace imageco::complaint {

// Certificates or a private key in PEM: nothing, a text, or a file, which is read again
// when it changes.
class Pem {
 public:
  Pem() = default;
  static Pem Text(std::string text) { return Pem(std::move(text), /*is_file=*/false); }
  static Pem File(std::string path) { return Pem(std::move(path), /*is_file=*/true); }

  bool empty() const { return !is_given_; }  // an empty text is one, which is no good
  bool is_file() const { return is_file_; }
  const std::string& value() const { return value_; }  // the text, or the path

 private:
  Pem(std::string value, bool is_file)
      : value_(std::move(value)), is_file_(is_file), is_given_(true) {}

  std::string value_;
  bool is_file_ = false;
  bool is_given_ = false;
};

// A token that says who calls (RFC 6750): nothing, a text, or a file that is read for each call,
// since whoever gives tokens out writes the next one there. White space around it does not count.
// It is sent over TLS, or to this machine, alone.
class Token {
 public:
  Token() = default;
  static Token Text(std::string text) { return Token(std::move(text), /*is_file=*/false); }
  static Token File(std::string path) { return Token(std::move(path), /*is_file=*/true); }

  bool empty() const { return !is_given_; }  // an empty text is one, which is no good
  bool is_file() const { return is_file_; }
  const std::string& value() const { return value_; }  // the text, or the path

 private:
  Token(std::string value, bool is_file)
      : value_(std::move(value)), is_file_(is_file), is_given_(true) {}

  std::string value_;
  bool is_file_ = false;
  bool is_given_ = false;
};

struct Tls {
  Pem ca;           // whom to trust; empty: the system's authorities
  Pem certificate;  // ours, where the server wants one (mTLS), with its private key
  Pem private_key;
  std::string server_name;  // the name in the server's certificate; empty: the target's host
};

// Anyone on the way reads and changes what is sent.
struct Plaintext {};

using Transport = std::variant<Tls, Plaintext>;

}  // namespace imageco::complaint

#endif  // IMAGECO_COMPLAINT_TRANSPORT_H_
