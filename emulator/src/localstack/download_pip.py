"""Downloads pip's wheel for a Python that came without ensurepip (Debian's python3 without python3-venv)."""

import hashlib
import sys
import urllib.request

URL = (
    "https://files.pythonhosted.org/packages/07/25/"
    "ee8c38ae72d66b844ce8eb9711ba905dba21ca1a8a0c960057c41cd23337/pip-26.3-py3-none-any.whl"
)
SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"

content = urllib.request.urlopen(URL, timeout=60).read()
if hashlib.sha256(content).hexdigest() != SHA256:
    sys.exit(f"{URL} does not have the expected SHA-256")
with open(sys.argv[1], "wb") as file:
    file.write(content)
