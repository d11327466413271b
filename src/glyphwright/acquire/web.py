"""An http(s) address → the bytes behind it. The only part of reading that opens a socket, and only when asked to."""

from typing import IO, TYPE_CHECKING
from urllib.parse import urlsplit

from glyphwright.errors import FileAccessError, TooLargeError

if TYPE_CHECKING:
    from urllib.request import OpenerDirector

TIMEOUT_SECONDS = 30.0
MAX_BYTES = 512 * 2**20


def is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def address_name(address: str) -> str:
    """The address without what may be secret in it: user, password, query and fragment."""
    scheme, separator, rest = address.partition("://")
    place = rest.partition("?")[0].partition("#")[0]
    host, slash, path = place.partition("/")
    return f"{scheme}{separator}{host.rpartition('@')[2]}{slash}{path}"


def fetch(address: str, *, timeout_seconds: float = TIMEOUT_SECONDS, max_bytes: int = MAX_BYTES) -> bytes:
    """Download what is at an address, following redirects, through the proxy of the environment if there is one.

    Args:
        address: Begins with http:// or https://.
        timeout_seconds: How long the server may stay silent.
        max_bytes: Where to give up.

    Raises:
        FileAccessError: The server cannot be reached, refuses, or breaks off.
        TooLargeError: It sends more than `max_bytes`.
    """
    from http.client import HTTPException
    from urllib.error import HTTPError, URLError

    name = address_name(address)
    advice = "check the address and the connection, or download the file yourself"
    try:
        urlsplit(address)
        with _opener().open(address, timeout=timeout_seconds) as response:
            declared = response.headers.get("Content-Length", "")
            return _read(response, int(declared) if declared.isdecimal() else None, name, max_bytes)
    except HTTPError as error:
        error.close()
        raise FileAccessError(f"{name}: the server answers {error.code} {error.reason}: {advice}") from error
    except URLError as error:
        raise FileAccessError(f"{name}: cannot be reached ({error.reason}): {advice}") from error
    except TimeoutError as error:
        raise FileAccessError(f"{name}: the server is silent for {timeout_seconds:g} s: {advice}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise FileAccessError(f"{name}: cannot be fetched ({error}): {advice}") from error


def _opener() -> "OpenerDirector":
    """One that knows http and https alone, so that no redirect leads to a file or another protocol."""
    from urllib import request

    opener = request.OpenerDirector()
    opener.addheaders = [("User-Agent", "glyphwright")]
    for handler in (
        request.ProxyHandler,
        request.HTTPHandler,
        request.HTTPSHandler,
        request.HTTPRedirectHandler,
        request.HTTPDefaultErrorHandler,
        request.HTTPErrorProcessor,
        request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


def _read(response: IO[bytes], declared: int | None, name: str, max_bytes: int) -> bytes:
    if declared is not None and declared > max_bytes:
        raise _too_large(name, max_bytes)
    data = response.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise _too_large(name, max_bytes)
    if declared is not None and len(data) < declared:
        raise FileAccessError(f"{name}: the download breaks off after {len(data)} of {declared} bytes: try again")
    return data


def _too_large(name: str, max_bytes: int) -> TooLargeError:
    return TooLargeError(f"{name}: is larger than {max_bytes / 2**20:.0f} MiB: download it, and give the file")
