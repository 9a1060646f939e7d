"""A pod's files in a folder: what the chart mounts, with Secrets and ConfigMaps made for it."""

import base64
import json
import pathlib
import subprocess
import time

import yaml
from chart import Rendered

# What Secrets and ConfigMaps of the examples hold under keys that are no certificate's.
KEY = "SANDBOXKEY0123456789"
IDENTITY = "URI:spiffe://shop/orders"
SERVER_NAMES = "DNS:bridge-complaint-bridge.shop.svc,DNS:localhost,IP:127.0.0.1"


def openssl(*arguments: str | pathlib.Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)


class Authority:
    """Certificates of one authority, in a folder."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        files = ["-keyout", folder / "ca.key", "-out", folder / "ca.crt"]
        openssl(*new, "-subj", "/CN=authority", "-days", "30", *files)

    def text(self) -> str:
        return (self.folder / "ca.crt").read_text()

    def make(self, name: str, alternative_names: str) -> dict[str, str]:
        """A certificate and its key, as a Secret of type kubernetes.io/tls has them."""
        key, request, certificate = (
            self.folder / f"{name}.{kind}" for kind in ("key", "csr", "crt")
        )
        extension = self.folder / f"{name}.ext"
        extension.write_text(f"subjectAltName={alternative_names}\n")
        new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        openssl(*new, "-subj", "/", "-keyout", key, "-out", request)
        signer = [
            "-CA",
            self.folder / "ca.crt",
            "-CAkey",
            self.folder / "ca.key",
            "-CAcreateserial",
        ]
        openssl(
            "x509",
            "-req",
            "-in",
            request,
            *signer,
            "-days",
            "30",
            "-extfile",
            extension,
            "-out",
            certificate,
        )
        return {
            "tls.crt": certificate.read_text(),
            "tls.key": key.read_text(),
            "ca.crt": self.text(),
        }


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def integers(der: bytes) -> list[int]:
    """Of an ECDSA signature of P-256: a sequence of two."""
    found, at = [], 2
    for _ in range(2):
        length = der[at + 1]
        found.append(int.from_bytes(der[at + 2 : at + 2 + length], "big"))
        at += 2 + length
    return found


class Issuer:
    """Makes tokens of service accounts as the cluster does."""

    NAME = "https://kubernetes.default.svc.cluster.local"

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.key = folder / "issuer.key"
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", self.key)

    def jwks(self) -> str:
        der = self.folder / "issuer.der"
        openssl("ec", "-in", self.key, "-pubout", "-outform", "DER", "-out", der)
        x, y = der.read_bytes()[-64:-32], der.read_bytes()[-32:]
        key = {
            "kty": "EC",
            "crv": "P-256",
            "x": base64url(x),
            "y": base64url(y),
            "kid": "1",
            "alg": "ES256",
        }
        return json.dumps({"keys": [key]})

    def token(self, subject: str, audience: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.NAME,
            "sub": subject,
            "aud": [audience],
            "iat": now,
            "exp": now + 3600,
        }
        header = {"alg": "ES256", "kid": "1"}
        text = ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))
        signed, signature = self.folder / "signed", self.folder / "signature"
        signed.write_text(text)
        openssl("dgst", "-sha256", "-sign", self.key, "-out", signature, signed)
        raw = b"".join(one.to_bytes(32, "big") for one in integers(signature.read_bytes()))
        return f"{text}.{base64url(raw)}"


class PodFiles:
    def __init__(self, folder: pathlib.Path, authority: Authority) -> None:
        self.folder = folder
        self.authority = authority
        self.issuer = Issuer(authority.folder) if authority else None

    def path(self, in_pod: str) -> pathlib.Path:
        return self.folder / in_pod.lstrip("/")

    def localize(self, text: str) -> str:
        """Paths of the pod become paths of here."""
        for root in ("/etc/complaint-bridge", "/var/lib/complaint-bridge"):
            text = text.replace(root, str(self.path(root)))
        return text

    def contents(self, name: str) -> dict[str, str]:
        """Of a Secret, or of a ConfigMap that the chart does not make."""
        if name.endswith("-tls"):
            names = SERVER_NAMES if name == "complaint-bridge-tls" else IDENTITY
            return self.authority.make(name, names)
        if name.endswith("-ca"):
            return {"ca.crt": self.authority.text()}
        if name == "complaint-bridge-issuer":
            return {"jwks.json": self.issuer.jwks()}
        if name == "complaints-db":
            return {"password": "geheim\n"}
        assert name == "gateway-keys", name
        return {f"3949300{n}{suffix}": KEY for n in (2, 3) for suffix in ("", ".next")}

    def token(self, source: dict, rendered: Rendered) -> str:
        account = rendered.pod["spec"]["serviceAccountName"]
        audience = source["serviceAccountToken"]["audience"]
        return self.issuer.token(f"system:serviceaccount:shop:{account}", audience)

    def mount(self, spec: dict, container: dict, rendered: Rendered) -> None:
        """Writes what the container of a pod of `spec` finds there."""
        volumes = {one["name"]: one for one in spec.get("volumes", [])}
        for mount in container.get("volumeMounts", []):
            folder = self.path(mount["mountPath"])
            folder.mkdir(parents=True, exist_ok=True)
            volume = volumes[mount["name"]]
            if "projected" in volume:
                (folder / "token").write_text(
                    self.token(volume["projected"]["sources"][0], rendered)
                )
            source = volume.get("secret", {}).get("secretName") or volume.get("configMap", {}).get(
                "name"
            )
            if source is None:
                continue
            is_made = rendered.has("ConfigMap", source)
            data = rendered.get("ConfigMap", source)["data"] if is_made else self.contents(source)
            for key, text in data.items():
                (folder / key).write_text(self.localize(text))
                (folder / key).chmod(0o640)

    def mount_server(self, rendered: Rendered) -> pathlib.Path:
        """Gives the configuration's file."""
        self.mount(rendered.pod["spec"], rendered.server, rendered)
        return self.path(rendered.server["args"][1])


def change(file: pathlib.Path, **settings) -> None:
    """Of the configuration in it."""
    config = yaml.safe_load(file.read_text())
    for path, value in settings.items():
        *parents, name = path.split("__")
        place = config
        for parent in parents:
            place = place[int(parent) if parent.isdigit() else parent]
        place[name] = value
    file.write_text(json.dumps(config, ensure_ascii=False))
