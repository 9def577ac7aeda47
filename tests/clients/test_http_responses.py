"""An HTTP session never hangs, and never uses an incomplete or invalid response."""

import gzip
import json
import socket
import ssl
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from http_site import PATH, READ, dripping, ok, status

from checks.clients import http
from checks.clients.errors import ReadError


class TestInvalidResponses:
    def test_a_slow_response_is_cut_off(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "ANSWER_SECONDS", 0.2)
        site = start(dripping)
        started = time.monotonic()
        with pytest.raises(ReadError, match="it took too long"):
            session(site.base).get(READ)
        assert time.monotonic() - started < 3
        assert len(site.requests) == 1

    def test_a_silent_server_is_cut_off(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "SILENCE_SECONDS", 0.1)
        site = start(lambda _: time.sleep(1))
        with pytest.raises(ReadError, match="it took too long"):
            session(site.base).get(READ)

    @pytest.mark.parametrize("compressed", [True, False])
    def test_stops_reading_an_oversized_response(self, start, session, monkeypatch, compressed):
        monkeypatch.setattr(http, "LARGEST_ANSWER", 1000)
        body = b"x" * 1001
        site = start((200, {"Content-Encoding": "gzip"}, gzip.compress(body)) if compressed else (200, {}, body))
        with pytest.raises(ReadError, match="more than 1,000 bytes"):
            session(site.base).get(READ)
        assert len(site.requests) == 1

    def test_reads_a_response_of_the_maximum_size(self, start, session, monkeypatch):
        monkeypatch.setattr(http, "LARGEST_ANSWER", 1000)
        assert len(session(start(status(200, b"x" * 1000)).base).get(READ).body) == 1000

    def test_reads_compressed_data_that_arrives_byte_by_byte(self, start, session):
        body = json.dumps(["a"] * 5000).encode()
        assert session(start(byte_by_byte(body)).base).get(READ).body == body

    def test_does_not_quote_a_web_page_from_a_proxy(self, start, session):
        site = start((502, {"Content-Type": "text/html"}, b"<html>502 Bad Gateway</html>"))
        with pytest.raises(ReadError) as caught:
            session(site.base).get(READ)
        assert str(caught.value) == f"{site.base}{PATH} returned status 502 with a web page, possibly from a proxy."

    @pytest.mark.parametrize("cut", [1, 8, 9, 20])
    def test_rejects_truncated_gzip_data(self, start, session, cut):
        compressed = gzip.compress(json.dumps(["a", "b", "c"] * 40).encode())[:-cut]
        with pytest.raises(ReadError, match="the response ended early"):
            session(start((200, {"Content-Encoding": "gzip"}, compressed)).base).get(READ)

    @pytest.mark.parametrize("encoding", ["br", "gzip, gzip", "identity, br"])
    def test_rejects_a_compression_that_it_did_not_request(self, start, session, encoding):
        with pytest.raises(ReadError, match="the response ended early"):
            session(start((200, {"Content-Encoding": encoding}, b"[]")).base).get(READ)

    @pytest.mark.parametrize(
        ("headers", "body", "whole"),
        [
            ({"Content-Length": "2"}, b"[]", True),
            ({"Transfer-Encoding": "chunked"}, b"2\r\n[]\r\n0\r\n\r\n", True),
            ({"Content-Encoding": "gzip"}, gzip.compress(b"[]", mtime=0), True),
            ({}, b"[]", False),
            ({"Content-Length": "two"}, b"[]", False),
            ({"Content-Encoding": "gzip"}, b"", False),
        ],
    )
    def test_detects_whether_the_response_proves_the_body_complete(self, start, session, headers, body, whole):
        def bare(handler):
            handler.send_response_only(200)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.send_header("Connection", "close")
            handler.end_headers()
            handler.wfile.write(body)
            handler.close_connection = True

        assert session(start(bare).base).get(READ).whole is whole

    def test_joins_several_gzip_streams_into_one_body(self, start, session):
        compressed = gzip.compress(b"[1, ") + gzip.compress(b"2]")
        assert session(start((200, {"Content-Encoding": "gzip"}, compressed)).base).get(READ).body == b"[1, 2]"

    @pytest.mark.parametrize("code", [201, 202, 203, 205, 206, 226, 299])
    def test_rejects_undocumented_success_statuses(self, start, session, code):
        with pytest.raises(ReadError, match=f"returned status {code}"):
            session(start(status(code, b"[]")).base).get(READ)

    @pytest.mark.parametrize("body", [b"<html>sign in</html>", b" \n<!DOCTYPE html>"])
    def test_reports_a_web_page_instead_of_json(self, start, session, body):
        found = session(start(status(200, body)).base).get(READ)
        with pytest.raises(ReadError, match="returned status 200 with a web page"):
            found.json()

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"9" * 5000])
    def test_rejects_a_body_that_is_not_json(self, start, session, body):
        found = session(start(status(200, body)).base).get(READ)
        with pytest.raises(ReadError, match="with no JSON"):
            found.json()

    def test_reports_a_refused_connection(self, session):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with pytest.raises(ReadError, match="the connection failed") as caught:
            session(f"http://127.0.0.1:{port}").get(READ)
        assert caught.value.status is None

    def test_reports_an_unknown_hostname(self, session):
        with pytest.raises(ReadError, match="its name can't be resolved"):
            session("https://unknown.invalid").get(READ)

    @pytest.mark.parametrize(
        ("proxy", "message"),
        [
            ("http://", "isn't a valid URL with a host"),
            ("http://user:hunter2hunter2@", "isn't a valid URL with a host"),
            ("http://u:\u20ac@127.0.0.1:1", "isn't a valid URL with a host"),
            ("http://" + "a" * 64, "or the URL of the proxy that HTTPS_PROXY or ALL_PROXY names isn't valid"),
            ("http://..:80", "or the URL of the proxy that HTTPS_PROXY or ALL_PROXY names isn't valid"),
            ("socks5://127.0.0.1:1", "has an unsupported type"),
            ("http://[1", "or the URL of the proxy that HTTPS_PROXY or ALL_PROXY names isn't valid"),
            ("ftp://proxy.example", "or the URL of the proxy that HTTPS_PROXY or ALL_PROXY names isn't valid"),
            ("http://unknown.invalid:3128", "the name of the proxy that HTTPS_PROXY or ALL_PROXY names can't be"),
            ("http://127.0.0.1:1", "the proxy that HTTPS_PROXY or ALL_PROXY names can't be reached"),
        ],
    )
    def test_reports_a_broken_proxy_instead_of_the_server(self, session, monkeypatch, proxy, message):
        monkeypatch.setenv("HTTPS_PROXY", proxy)
        with pytest.raises(ReadError) as caught:
            session("https://bitbucket.example").get(READ)
        assert message in str(caught.value)
        assert "hunter2" not in str(caught.value)

    def test_reports_an_untrusted_certificate(self, start, session, tmp_path):
        site = start(ok(), wrap=self_signed(tmp_path))
        with pytest.raises(ReadError, match="its certificate isn't trusted"):
            session(site.base).get(READ)
        assert site.requests == []

    def test_reports_a_server_without_tls(self, start, session):
        site = start(ok())
        with pytest.raises(ReadError, match="the TLS handshake failed"):
            session(site.base.replace("http:", "https:")).get(READ)


def byte_by_byte(body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    compressed = gzip.compress(body)

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for at in range(len(compressed)):
            handler.wfile.write(b"1\r\n" + compressed[at : at + 1] + b"\r\n")
            handler.wfile.flush()
        handler.wfile.write(b"0\r\n\r\n")

    return answer


def self_signed(folder: Path) -> Callable[[socket.socket], socket.socket]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    file = folder / "server.pem"
    file.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(pem)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return lambda plain: context.wrap_socket(plain, server_side=True)
