#ifndef IMAGECO_BRIDGE_GATEWAY_HTTP_PEM_H_
#define IMAGECO_BRIDGE_GATEWAY_HTTP_PEM_H_

#include <string>

namespace imageco::bridge::gateway {

// Whether a text holds certificates in PEM, none of them cut or broken.
bool HoldsCertificates(const std::string& pem);

// Whether it holds a private key in PEM that needs no password.
bool HoldsKey(const std::string& pem);

// Whether the key is that of the first of the certificates. Both hold what they should.
bool KeyFits(const std::string& certificates, const std::string& key);

}  // namespace imageco::bridge::gateway

#endif  // IMAGECO_BRIDGE_GATEWAY_HTTP_PEM_H_
