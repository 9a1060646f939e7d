#include "bridge/gateway/http/tls_session.h"

#include <openssl/bio.h>
#include <openssl/err.h>

#include "bridge/gateway/http/curl_easy.h"

namespace imageco::bridge::gateway {
namespace {

// Where OpenSSL keeps the place for a session's last alert.
int AlertIndex() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

void NoteAlert(const SSL* ssl, int where, int alert) {
  if (where != SSL_CB_READ_ALERT) return;
  if (auto* place = static_cast<int*>(SSL_get_ex_data(ssl, AlertIndex()))) *place = alert;
}

CURLcode SetUp(CURL*, void* context, void*) {
  auto* tls = static_cast<SSL_CTX*>(context);
  SSL_CTX_set_keylog_callback(tls, nullptr);
  SSL_CTX_set_info_callback(tls, &NoteAlert);
  return CURLE_OK;
}

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
using Bio = std::unique_ptr<BIO, BioDeleter>;

BIO* Reference(BIO* bio) {
  BIO_up_ref(bio);
  return bio;
}

}  // namespace

void AttachTls(CURL* easy) { SetOption(easy, CURLOPT_SSL_CTX_FUNCTION, &SetUp); }

std::unique_ptr<TlsSession> TlsSession::Of(CURL* easy) {
  const auto* info = GetInfo<curl_tlssessioninfo*>(easy, CURLINFO_TLS_SSL_PTR);
  if (info == nullptr || info->internals == nullptr) return nullptr;
  return std::unique_ptr<TlsSession>(new TlsSession(static_cast<SSL*>(info->internals)));
}

TlsSession::TlsSession(SSL* ssl) : ssl_(ssl) { SSL_set_ex_data(ssl, AlertIndex(), &alert_); }

// By ways of our own to the socket: libcurl's can be used from within libcurl only. What OpenSSL
// wants to write meanwhile is kept from the peer, and is more than a ticket.
bool TlsSession::TakeTickets(int fd) {
  const Bio written(BIO_new(BIO_s_mem()));
  const Bio libcurls_read(Reference(SSL_get_rbio(ssl_)));
  const Bio libcurls_write(Reference(SSL_get_wbio(ssl_)));
  SSL_set0_rbio(ssl_, BIO_new_socket(fd, BIO_NOCLOSE));
  SSL_set0_wbio(ssl_, Reference(written.get()));
  ERR_clear_error();
  char byte;
  const int peeked = SSL_peek(ssl_, &byte, 1);
  const bool is_empty = peeked <= 0 && SSL_get_error(ssl_, peeked) == SSL_ERROR_WANT_READ;
  ERR_clear_error();
  SSL_set0_rbio(ssl_, Reference(libcurls_read.get()));
  SSL_set0_wbio(ssl_, Reference(libcurls_write.get()));
  return is_empty && !HasPending() && BIO_ctrl_pending(written.get()) == 0;
}

bool TlsSession::WasClosed() const {
  return alert_ == (SSL3_AL_WARNING << 8 | SSL_AD_CLOSE_NOTIFY);
}

std::string TlsSession::Alert() const {
  return alert_ >> 8 == SSL3_AL_FATAL ? SSL_alert_desc_string_long(alert_) : "";
}

}  // namespace imageco::bridge::gateway
