"""What object stores and their library say, in words for the person who can mend it."""

from __future__ import annotations

import re

_CREDENTIALS = {
    "s3": "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    "gs": "GOOGLE_SERVICE_ACCOUNT to a key file",
    "az": "AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
}
_ACCESS = ("PermissionDeniedError", "UnauthenticatedError")
_NO_CREDENTIALS = re.compile(
    r"169\.254\.169\.254|metadata\.google\.internal|Missing ?(?:Account|AccessKey|SecretAccessKey)"
)
"""Without credentials a machine of the store's own cloud is asked for them."""

_CODE = re.compile(r"<Code>([A-Za-z]+)</Code>")
_QUERY = re.compile(r"\?\S*")
_TOLD = 200


def words_for(error: Exception, scheme: str) -> str:
    """Return what is wrong and what would be right; what a store answers may hold secrets."""
    text, kind = str(error), type(error).__name__
    code = _CODE.search(text)
    if code and code[1] == "NoSuchBucket":
        return "there is no such bucket; make it first"
    if _NO_CREDENTIALS.search(text):
        return f"no credentials; set {_CREDENTIALS.get(scheme, 'them in the environment')}"
    if "UnableToCanonicalize" in text:
        return "there is no such directory yet; publish to it first"
    if kind in _ACCESS or (code and code[1] in ("AccessDenied", "InvalidAccessKeyId")):
        why = f" ({code[1]})" if code else ""
        needed = "see that the credentials may list, read, write and delete there"
        return f"access is refused{why}; {needed}"
    if code:
        return f"the store answers {code[1]}; see that it can be written"
    if "HTTP error: " in text or "timed out" in text:
        return "cannot be reached; see that the network and the endpoint are right"
    return f"{_short(text)}; see that it can be used"


def _short(text: str) -> str:
    line = text.split("\n", 1)[0].split(": <", 1)[0]
    return _QUERY.sub("", line).strip(" -.")[:_TOLD]
