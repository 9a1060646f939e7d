"""The demo, a browser before it, and messages that no bridge would send."""

import contextlib
import hashlib
import json
import os
import pathlib
import ssl
import subprocess
import urllib.parse
import urllib.request

from playwright.sync_api import Browser, Page, expect, sync_playwright
from up import Up

CHROMIUM = "/usr/bin/chromium"
KEY = "DEMOKEY0123456789"
COMPLAINT = "200201820200101080076610000"
PATIENCE_MS = 30_000
WIDE = {"width": 1440, "height": 1000}

THE: "World"

SAMPLE = {
    "request_type": "risk_complaints_resp_request",
    "isspid": "39493002",
    "transaction_id": "resp202406170000000001",
    "system_id": "8888",
    "seller_account": "66660000000000001",
    "complaint_id": COMPLAINT,
    "response_content": "已与用户沟通解决",
    "response_images": "file752398_7983424|file752399_7983425",
    "jump_url": "https://www.xxx.com/aaaa",
    "jump_url_text": "查看订单详情",
}


def signed(fields: dict[str, str]) -> bytes:
    """A JSON message as the vendor wants it signed."""
    pairs = "&".join(f"{name}={value}" for name, value in sorted(fields.items()) if value)
    sign = hashlib.md5(f"{pairs}&key={KEY}".encode()).hexdigest().upper()
    return json.dumps({**fields, "sign": sign}, ensure_ascii=False).encode()


class World(contextlib.ExitStack):
    def __init__(self, build: pathlib.Path) -> None:
        super().__init__()
        self._build = build
        self.up = self.start_up()
        self.url = self.up.address("What the consumer sees")
        self._server = self.up.address("complaint-server")
        self._gateway = self.up.address("emulated gateway")
        expect.set_options(timeout=PATIENCE_MS)
        # Chromium's own sandbox does not start for root.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        playwright = self.enter_context(sync_playwright())
        self.browser: Browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=arguments
        )
        self.callback(self.browser.close)

    def start_up(self, page_port: int = 0) -> Up:
        up = Up(self._build, [0, 0, 0, page_port])
        self.callback(up.end)
        return up

    def open(self, locale: str, viewport: dict[str, int] = WIDE) -> Page:
        """A page of its own, once it has heard from the emulator."""
        page = self.browser.new_context(locale=locale, viewport=viewport).new_page()
        page.goto(self.url)
        expect(page.locator("#live .on")).to_be_visible()
        return page

    def ask(self, method: str, path: str, body: object = None) -> object:
        """Of the admin endpoint."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            urllib.parse.urljoin(self.url, path), data, method=method
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def send(self, body: bytes, path: str = "/json", **headers: str) -> None:
        """To the gateway itself, past the bridge."""
        every = {"Content-Type": "application/json; charset=UTF-8", **headers}
        request = urllib.request.Request(self._gateway + path, body, every)
        unchecked = ssl.create_default_context()
        unchecked.check_hostname = False
        unchecked.verify_mode = ssl.CERT_NONE
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(request, timeout=30, context=unchecked).close()

    def reply(
        self, transaction_id: str, isspid: str = "39493002", complaint: str = COMPLAINT
    ) -> int:
        """Through the bridge; the exit code of complaintctl."""
        command = [
            self._build / "clients/complaintctl/complaintctl",
            *("reply", "--server", self._server, "--isspid", isspid),
            *("--transaction-id", transaction_id, "--complaint-id", complaint),
            *("--seller-account", SAMPLE["seller_account"]),
            *("--content", SAMPLE["response_content"]),
            *("--jump-url", SAMPLE["jump_url"], "--jump-url-text", SAMPLE["jump_url_text"]),
            *(f"--image={image}" for image in SAMPLE["response_images"].split("|")),
        ]
        return subprocess.run(command, capture_output=True, check=False).returncode
