#!/usr/bin/env bash
# consumer.sh WHEEL MYPY: a project of somebody else, outside this tree: it installs the wheel, replies
# by the example to the fake and, where IMAGECO_STAGE is set, to the real server, and checks types.
set -euo pipefail

readonly WHEEL=$(realpath "$1")
readonly MYPY=$(realpath "$2")
readonly EXAMPLES=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../examples")
readonly WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

cp "$EXAMPLES"/*.py "$WORK"
cd "$WORK"
python3 -m venv venv
venv/bin/pip install --quiet "$WHEEL[types]"
venv/bin/python - <<'PYTHON'
from importlib.metadata import distribution

import reply
from imageco.complaint.testing import FakeComplaintService

with FakeComplaintService() as fake:
    reply.main(fake.target)
    assert len(fake.replies) == 1
package = distribution("imageco-complaint")
assert package.metadata["License-Expression"] == "Apache-2.0"
assert "Apache License" in package.read_text("licenses/LICENSE")
PYTHON
"$MYPY" --strict --cache-dir mypy-cache --python-executable venv/bin/python \
  reply.py reply_asyncio.py reply_until_settled.py reply_with_token.py settle.py tell.py
[ -z "${IMAGECO_STAGE:-}" ] || venv/bin/python reply.py "$(
  python3 -c 'import json, os; print(json.loads(os.environ["IMAGECO_STAGE"])["servers"]["plain"]["address"])'
)"
