import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from glyphwright.acquire.web import address_name, fetch, is_address
from glyphwright.errors import FileAccessError, TooLargeError

BODY = b"the bytes of a scan"


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        if path == "/silent":
            self.server.released.wait(5)
        elif path == "/closes":
            self.connection.close()
        elif path == "/garbage":
            self.wfile.write(b"no HTTP at all\r\n\r\n")
        elif path == "/missing":
            self._send(404, b"gone")
        elif path.startswith("/to/"):
            self._send(302, b"", location=path.removeprefix("/to/"))
        elif path == "/short":
            self._send(200, BODY, length=len(BODY) + 100)
        elif path == "/undeclared":
            self._send(200, BODY, length=None)
        else:
            self._send(200, BODY + self.path.partition("?")[2].encode())

    def _send(self, code: int, body: bytes, *, length: int | None = -1, location: str = "") -> None:
        self.send_response(code)
        if length is not None:
            self.send_header("Content-Length", str(len(body) if length < 0 else length))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass

    def finish(self) -> None:
        if not self.connection._closed:
            super().finish()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as running:
        running.released = threading.Event()
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.released.set()
        running.shutdown()
        thread.join()


def test_an_address_gives_the_bytes_behind_it(server: str) -> None:
    assert fetch(f"{server}/scan.png") == BODY
    assert fetch(f"{server}/undeclared") == BODY
    assert fetch(f"{server}/scan.png?page=2") == BODY + b"page=2"


def test_a_redirect_is_followed(server: str) -> None:
    assert fetch(f"{server}/to//scan.png") == BODY


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:,x"])
def test_no_redirect_leads_out_of_http(server: str, target: str) -> None:
    with pytest.raises(FileAccessError, match=r"^http://127\.0\.0\.1:\d+/to/"):
        fetch(f"{server}/to/{target}")


def test_a_refusal_gives_the_code_of_the_server(server: str) -> None:
    with pytest.raises(FileAccessError, match=r"/missing: the server answers 404 Not Found: check the address"):
        fetch(f"{server}/missing")


def test_a_download_that_breaks_off_is_no_download(server: str) -> None:
    with pytest.raises(FileAccessError, match="breaks off after 19 of 119 bytes: try again"):
        fetch(f"{server}/short")


@pytest.mark.parametrize("path", ["/undeclared", "/scan.png"])
def test_no_more_is_read_than_allowed(server: str, path: str) -> None:
    assert fetch(f"{server}{path}", max_bytes=len(BODY)) == BODY
    with pytest.raises(TooLargeError, match=f"{path}: is larger than 0 MiB: download it, and give the file"):
        fetch(f"{server}{path}", max_bytes=len(BODY) - 1)


def test_a_silent_server_is_given_up(server: str) -> None:
    with pytest.raises(FileAccessError, match=r"/silent: .*(is silent for 0\.1 s|timed out)"):
        fetch(f"{server}/silent", timeout_seconds=0.1)


@pytest.mark.parametrize("path", ["/closes", "/garbage"])
def test_a_server_that_does_not_speak_http_is_an_error_of_ours(server: str, path: str) -> None:
    with pytest.raises(FileAccessError, match=path):
        fetch(f"{server}{path}")


def test_nobody_at_the_address_is_an_error_that_hides_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(FileAccessError, match=f"^http://127.0.0.1:{port}/a: cannot be reached") as caught:
            fetch(f"http://127.0.0.1:{port}/a?token=secret")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["http://", "http://[::1/x", "http://127.0.0.1:port/x", "http://a b/x"])
def test_an_address_that_is_none_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(FileAccessError, match="http"):
        fetch(address)


def test_only_http_is_an_address() -> None:
    assert is_address("https://x/y")
    assert is_address("HTTP://x/y")
    assert not is_address("ftp://x/y")
    assert not is_address("http.png")


def test_the_name_of_an_address_keeps_no_secret() -> None:
    assert address_name("https://me:secret@host:8/a/b.pdf?token=secret#p") == "https://host:8/a/b.pdf"
    assert address_name("http://host?token=a/b@c") == "http://host"
    assert address_name("http://[::1") == "http://[::1"
