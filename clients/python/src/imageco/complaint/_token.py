"""What says who calls, where the bridge knows its callers by tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import os

_TOKEN = re.compile(r"[A-Za-z0-9\-._~+/=]+")  # the characters of RFC 6750, 2.1


@dataclass(frozen=True)
class Token:
    """A text, or a file, one of the two. Raises ValueError for both."""

    text: str | None = field(repr=False)
    file: str | os.PathLike[str] | None

    def __post_init__(self) -> None:
        if self.text is not None and self.file is not None:
            raise ValueError("give token or token_file, not both")

    def read(self) -> str:
        """The token as it stands now. Raises OSError where the file cannot be read, and ValueError
        where there is no token; neither tells anything of it."""
        if self.file is None:
            return _token_in(self.text or "", "token:")
        with open(self.file, "rb") as file:
            content = file.read()
        return _token_in(content.decode(errors="replace"), f"token_file: {self.file}")


def to_token(text: str | None, file: str | os.PathLike[str] | None) -> Token | None:
    """Absent: nothing says who calls."""
    return None if text is None and file is None else Token(text, file)


def _token_in(text: str, where: str) -> str:
    token = text.strip()
    if not _TOKEN.fullmatch(token):
        raise ValueError(f"{where} holds no token")
    return token
