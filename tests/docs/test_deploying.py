"""What the page on deploying says about servers and the proxy is started as it stands there.

Only ports, folders and certificates are exchanged. Servers that are not installed are skipped.
"""

from __future__ import annotations

import datetime
import http.client
import shlex
import shutil
import signal
import ssl
import subprocess
import sys
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.docs.pages import ROOT, files_of, read_blocks
from tests.examples.servers import free_port, wait_until_it_answers

PAGE = ROOT / "docs" / "using" / "deploying.md"
MEBIBYTE = 1024 * 1024

#: What the page's app gets for the tests: what the page tells to put before it, and an upload.
PROBE = """
from microflask import request
from shop import create_app as create_shop
from werkzeug.middleware.proxy_fix import ProxyFix

def create_app():
    app = create_shop()
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)

    @app.post("/upload")
    def upload():
        return {"bytes": len(request.get_data())}

    return app
"""


def block_with(words):
    """Return the one block of the page that these words stand in."""
    (text,) = [block.text for block in read_blocks(PAGE) if words in block.text]
    return text


def command_with(words):
    """Return the one line of the page's shell commands with these words, taken apart."""
    lines = [line for b in read_blocks(PAGE) if b.language == "sh" for line in b.text.splitlines()]
    (line,) = [line for line in lines if words in line]
    return shlex.split(line)


@pytest.fixture
def folder(tmp_path):
    """A folder with the page's app, as /srv/shop is on the page."""
    for name, text in files_of(PAGE).items():
        (tmp_path / name).write_text(text)
    (tmp_path / "probe.py").write_text(PROBE)
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "style.css").write_text("body {}")
    return tmp_path


@contextmanager
def running(command, folder, port, address=None):
    """Run a server until its port answers; end it by TERM, and return the process."""
    log = folder / "log.txt"
    environ = {"PYTHONPATH": f"{folder}:{ROOT}", "SHOP_SECRET_KEY": "for this test", "PATH": ""}
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=folder, env=environ, stdout=output, stderr=output) as server,
    ):
        try:
            wait_until_it_answers(address or f"http://127.0.0.1:{port}/", server, log)
            yield server
        finally:
            server.terminate()


def server_of_the_page(module, script, port, app="shop"):
    """Return the page's command, for the script of a module that may not be on the PATH."""
    if not find_spec(module):
        pytest.skip(f"{module} is not installed.")
    _, *arguments = command_with(f"{script} --")
    arguments = [
        each.replace(":8000", f":{port}").replace("shop:", f"{app}:") for each in arguments
    ]
    return [sys.executable, "-m", module, *arguments]


def ask(port, method="GET", path="/", body=None, certificate=None, **headers):
    """Return the status of the answer, its headers and its text."""
    if certificate:
        trusting = ssl.create_default_context(cafile=certificate)
        trusting.check_hostname = False
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=20, context=trusting)
    else:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with closing(connection):
        connection.request(method, path, body, {n.replace("_", "-"): headers[n] for n in headers})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


@pytest.mark.parametrize(
    ("module", "script"), [("gunicorn", "gunicorn"), ("waitress", "waitress-serve")]
)
def test_the_command_starts_a_server_that_answers_and_ends(folder, module, script):
    port = free_port()
    with running(server_of_the_page(module, script, port), folder, port) as server:
        assert ask(port)[2] == f"Hello, 127.0.0.1. This is http://127.0.0.1:{port}/"
        assert ask(port, path="/static/style.css")[2] == "body {}"
    assert server.returncode in (0, -signal.SIGTERM)


def test_uwsgi_takes_the_file(folder):
    if not shutil.which("uwsgi"):
        pytest.skip("uwsgi is not installed.")
    port = free_port()
    (folder / "uwsgi.ini").write_text(block_with("[uwsgi]").replace(":8000", f":{port}"))
    command = [shutil.which("uwsgi"), "--ini", "uwsgi.ini"]
    with running(command, folder, port) as server:
        assert ask(port)[2] == f"Hello, 127.0.0.1. This is http://127.0.0.1:{port}/"
    assert server.returncode == 0


def make_certificate(folder):
    """Write a key and a certificate that it has signed itself, where nginx shall find them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "shop.example")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    as_text = serialization.Encoding.PEM
    (folder / "shop.example.pem").write_bytes(certificate.public_bytes(as_text))
    (folder / "shop.example.key").write_bytes(
        key.private_bytes(as_text, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


#: nginx keeps to its folder, and is one process that runs as who tests it.
AROUND_THE_SERVER = """
daemon off; master_process off; pid nginx.pid; error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path bodies; proxy_temp_path proxied;
    fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    {server}
}}
"""


@pytest.fixture
def nginx(folder):
    """Return the command that starts nginx with the page's text, and the two ports."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip("There is no nginx.")
    port, behind = free_port(), free_port()
    make_certificate(folder)
    text = block_with("listen 443 ssl")
    for on_the_page, here in [
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/ssl", str(folder)),
        ("/srv/shop", str(folder)),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
    ]:
        assert on_the_page in text
        text = text.replace(on_the_page, here)
    (folder / "nginx.conf").write_text(AROUND_THE_SERVER.format(server=text))
    return [program, "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"], port, behind


def test_nginx_takes_the_text(nginx):
    command, _, _ = nginx
    ended = subprocess.run([*command, "-t"], capture_output=True, text=True, timeout=20)
    assert ended.returncode == 0, ended.stderr


@pytest.fixture
def visit(folder, nginx):
    """Ask the page's nginx, behind which is the page's Waitress."""
    command, port, behind = nginx
    waitress = server_of_the_page("waitress", "waitress-serve", behind, app="probe")
    certificate = folder / "shop.example.pem"

    def ask_nginx(*arguments, **headers):
        return ask(port, *arguments, certificate=certificate, Host="shop.example", **headers)

    # Before nginx takes HTTPS on its port, it is asked for HTTP, and says that this is wrong.
    with running(waitress, folder, behind), running(command, folder, port):
        yield ask_nginx


def test_behind_nginx_the_app_knows_the_client(visit):
    assert visit()[2] == "Hello, 127.0.0.1. This is https://shop.example/"


def test_behind_nginx_a_client_cannot_pretend_to_be_another(visit):
    answer = visit("GET", "/", X_Forwarded_For="192.0.2.7", X_Forwarded_Proto="gopher")
    assert answer[2] == "Hello, 127.0.0.1. This is https://shop.example/"


def test_nginx_sends_the_static_files(visit):
    status, headers, text = visit("GET", "/static/style.css")
    assert (status, text) == (200, "body {}")
    assert headers["Server"].startswith("nginx")
    assert headers["Cache-Control"] == "max-age=3600"


def test_the_largest_upload_passes_and_a_larger_one_is_refused_by_the_app(visit):
    largest = b"x" * (16 * MEBIBYTE)
    assert visit("POST", "/upload", largest)[::2] == (200, '{"bytes":16777216}\n')
    status, _, page = visit("POST", "/upload", largest + b"x")
    assert status == 413
    assert "The data value transmitted exceeds the capacity limit." in page


def test_systemd_takes_the_unit(folder):
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("There is no systemd.")
    unit = folder / "shop.service"
    unit.write_text(block_with("[Unit]").replace("/srv/shop", str(folder)))
    gunicorn = folder / ".venv" / "bin" / "gunicorn"
    gunicorn.parent.mkdir(parents=True)
    gunicorn.symlink_to(Path(sys.executable))
    ended = subprocess.run(
        [program, "verify", str(unit)], capture_output=True, text=True, timeout=60
    )
    assert (ended.returncode, ended.stderr) == (0, "")
