"""TLS: certificates that hold, and those that do not."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faults.background import Check, unlike
from faults.harness import crawl, feed, profile
from faults.spoils import XML
from server import Server


def _certificate(*, name: str, days: tuple[int, int], trusted: bool, says: str) -> Check:
    """Return a check with a certificate of this name, which holds from and until so many days from now."""

    def check(folder: Path, server: Server, sites: Path) -> tuple[str, int, list[str]]:
        if shutil.which("openssl") is None:
            return "not tried: there is no openssl command here", 1, []
        pem, authority = signed(folder, name, days)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        home = f"https://localhost:{server.port}/"
        server.wrap(context)
        server.page("/feed", feed([f"/news/{number}" for number in range(1, 6)]), headers=XML)
        sites.write_text(profile("bad", {"home": home, "feeds": [home + "feed"], "private": True, "delay": 0.0}))
        more = {"SSL_CERT_FILE": str(authority)} if trusted else {}
        done = crawl(folder / "archive.db", sites, more)
        honest = 1 if "certificate" in says else 0
        return done.said, done.code, unlike(done, honest, says)

    return check


def signed(folder: Path, name: str, days: tuple[int, int]) -> tuple[Path, Path]:
    """Make an authority and a certificate of it; return the server's file and the authority's."""
    begin, end = (f"{datetime.now(UTC) + timedelta(days=day):%Y%m%d%H%M%SZ}" for day in days)
    config, pem, authority = folder / "ca.cnf", folder / "host.pem", folder / "ca.pem"
    (folder / "index.txt").touch()
    config.write_text(
        f"[ca]\ndefault_ca=one\n[one]\nnew_certs_dir={folder}\ndatabase={folder}/index.txt\ndefault_md=sha256\n"
        "rand_serial=yes\npolicy=any\nemail_in_dn=no\n[any]\ncommonName=supplied\n"
        "[authority]\nbasicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n"
        f"[host]\nbasicConstraints=CA:false\nsubjectAltName=DNS:{name}\nauthorityKeyIdentifier=keyid\n"
        "[req]\ndistinguished_name=nothing\n[nothing]\n"
    )
    key = ["-newkey", "rsa:2048", "-nodes", "-config", config]
    for line in (
        ["req", "-x509", *key, "-keyout", folder / "ca.key", "-out", authority, "-subj", "/CN=Amt", "-days", "30",
         "-extensions", "authority"],
        ["req", *key, "-keyout", folder / "host.key", "-out", folder / "host.csr", "-subj", f"/CN={name}"],
        ["ca", "-batch", "-notext", "-config", config, "-cert", authority, "-keyfile", folder / "ca.key", "-in",
         folder / "host.csr", "-out", folder / "host.crt", "-startdate", begin, "-enddate", end, "-extensions", "host"],
    ):  # fmt: skip
        subprocess.run(["openssl", *map(str, line)], check=True, capture_output=True)
    pem.write_text((folder / "host.key").read_text() + (folder / "host.crt").read_text())
    return pem, authority


CERTIFICATES: dict[str, Check] = {
    "TLS: a certificate of nobody": _certificate(
        name="localhost", days=(-1, 10), trusted=False, says="the certificate does not hold (unable to get local issuer"
    ),
    "TLS: an expired certificate": _certificate(
        name="localhost", days=(-20, -10), trusted=True, says="the certificate does not hold (certificate has expired)"
    ),
    "TLS: a certificate of tomorrow": _certificate(
        name="localhost",
        days=(5, 10),
        trusted=True,
        says="the certificate does not hold (certificate is not yet valid)",
    ),
    "TLS: a certificate of another name": _certificate(
        name="bote.example", days=(-1, 10), trusted=True, says="the certificate does not hold (Hostname mismatch"
    ),
    "TLS: a good certificate": _certificate(name="localhost", days=(-1, 10), trusted=True, says="bad: 5 found, 5 new"),
}
