"""send_file and send_from_directory: answering with what lies on a disk."""

from __future__ import annotations

import io
import os
from datetime import datetime, timedelta, timezone
from importlib import import_module
from time import process_time

import pytest
from werkzeug.exceptions import NotFound, RequestedRangeNotSatisfiable


@pytest.fixture
def folder(tmp_path):
    """The app's root path, with a few files in it."""
    (tmp_path / "hello.txt").write_bytes(b"hello world")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    (tmp_path / "uploads" / "sub").mkdir(parents=True)
    (tmp_path / "uploads" / "a.txt").write_bytes(b"upload")
    (tmp_path / "uploads" / "sub" / "b.txt").write_bytes(b"below")
    (tmp_path / "uploads-private").mkdir()
    (tmp_path / "uploads-private" / "c.txt").write_bytes(b"private")
    return tmp_path


@pytest.fixture
def send_file(app, framework, folder):
    """Calls send_file in a request with these headers, and reads the whole answer."""

    def send(*args, headers=(), **kwargs):
        with app.test_request_context("/", headers=list(headers)):
            return sent(framework.send_file(*args, **kwargs))

    return send


def sent(response):
    response.direct_passthrough = False
    response.get_data()
    response.close()
    return response


# What is sent


def test_a_path_is_relative_to_the_root_path_of_the_app(send_file):
    response = send_file("hello.txt")
    assert response.get_data() == b"hello world"
    assert response.mimetype == "text/plain"
    assert response.content_length == 11


def test_a_path_may_be_a_path_object(send_file, folder):
    assert send_file(folder / "hello.txt").get_data() == b"hello world"


def test_the_answer_is_of_the_response_class_of_the_app(app, framework, send_file):
    class Parcel(framework.Response):
        pass

    app.response_class = Parcel
    assert type(send_file("hello.txt")) is Parcel


def test_a_file_in_memory_may_be_sent(send_file):
    response = send_file(io.BytesIO(b"made up"), mimetype="text/x-made-up")
    assert (response.get_data(), response.mimetype) == (b"made up", "text/x-made-up")


def test_a_file_without_a_name_needs_a_mimetype(send_file):
    with pytest.raises(TypeError, match="mimetype"):
        send_file(io.BytesIO(b"made up"))


def test_a_file_in_text_mode_is_refused(send_file):
    with pytest.raises(ValueError, match="binary"):
        send_file(io.StringIO("text"), mimetype="text/plain")


def test_a_browser_shows_the_file_by_its_name(send_file):
    assert send_file("hello.txt").headers["Content-Disposition"] == "inline; filename=hello.txt"


def test_an_attachment_is_saved_under_its_download_name(send_file):
    response = send_file("hello.txt", as_attachment=True, download_name="grüße.txt")
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=grue.txt; filename*=UTF-8''gr%C3%BC%C3%9Fe.txt"
    )


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a b.txt", 'inline; filename="a b.txt"'),
        ('a"b\\.txt', 'inline; filename="a\\"b\\\\.txt"'),
        ("a;b=c.txt", 'inline; filename="a;b=c.txt"'),
        ("文.txt", "inline; filename=.txt; filename*=UTF-8''%E6%96%87.txt"),
    ],
)
def test_a_download_name_may_have_any_characters_that_can_be_read(send_file, name, header):
    assert send_file("hello.txt", download_name=name).headers["Content-Disposition"] == header


UNFIT_NAMES = [
    ("a\r\nSet-Cookie: x.txt", 'inline; filename="a__Set-Cookie: x.txt"'),
    ("a\tb\0c\x1bd\x7fe.txt", "inline; filename=a_b_c_d_e.txt"),
    ("ü\n.txt", "inline; filename=u_.txt; filename*=UTF-8''%C3%BC_.txt"),
    ("a\ud800b\udcff.txt", "inline; filename=a_b_.txt"),
]


@pytest.mark.parametrize(("name", "header"), UNFIT_NAMES)
def test_what_a_header_cannot_carry_is_replaced_in_a_name(folder, name, header):
    microflask = import_module("microflask")
    with microflask.Flask("an_app", root_path=str(folder)).test_request_context("/"):
        response = sent(microflask.send_file("hello.txt", download_name=name))
        assert response.headers["Content-Disposition"] == header
        memory = io.BytesIO(b"made up")
        response = sent(microflask.send_file(memory, as_attachment=True, download_name=name))
        assert response.headers["Content-Disposition"] == header.replace("inline", "attachment")


def test_so_it_is_in_the_name_that_a_file_has(careful, folder):
    try:
        (folder / "uploads" / "a\nb.txt").write_bytes(b"a file")
    except OSError:
        pytest.skip("This system has no files of such names.")
    assert careful("a\nb.txt") == 200


def test_x_sendfile_leaves_the_file_to_the_server(app, send_file, folder):
    app.config["USE_X_SENDFILE"] = True
    response = send_file("hello.txt")
    assert response.get_data() == b""
    assert response.headers["X-Sendfile"] == str(folder / "hello.txt")


# What the client has already


def test_a_file_is_recognized_by_its_etag(send_file):
    etag = send_file("hello.txt").headers["ETag"]
    assert send_file("hello.txt", headers=[("If-None-Match", etag)]).status_code == 304


def test_a_file_is_recognized_by_its_date(send_file):
    modified = send_file("hello.txt").headers["Last-Modified"]
    assert send_file("hello.txt", headers=[("If-Modified-Since", modified)]).status_code == 304


def test_an_etag_and_a_date_may_be_given(send_file):
    date = datetime(2020, 1, 2, tzinfo=timezone.utc)
    response = send_file("hello.txt", etag="mine", last_modified=date)
    assert response.headers["ETag"] == '"mine"'
    assert response.headers["Last-Modified"] == "Thu, 02 Jan 2020 00:00:00 GMT"


def test_a_file_may_be_sent_whole_whatever_the_client_has(send_file):
    etag = send_file("hello.txt").headers["ETag"]
    response = send_file("hello.txt", conditional=False, headers=[("If-None-Match", etag)])
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("requested", "part", "content_range"),
    [
        ("bytes=0-4", b"hello", "bytes 0-4/11"),
        ("bytes=6-", b"world", "bytes 6-10/11"),
        ("bytes=-5", b"world", "bytes 6-10/11"),
        ("bytes=6-99", b"world", "bytes 6-10/11"),
    ],
)
def test_a_range_is_sent_alone(send_file, requested, part, content_range):
    response = send_file("hello.txt", headers=[("Range", requested)])
    assert (response.status_code, response.get_data()) == (206, part)
    assert response.headers["Content-Range"] == content_range
    assert response.headers["Accept-Ranges"] == "bytes"


def test_a_range_of_a_file_in_memory_is_sent_alone(send_file):
    file = io.BytesIO(b"hello world")
    response = send_file(file, mimetype="text/plain", headers=[("Range", "bytes=6-")])
    assert (response.status_code, response.get_data()) == (206, b"world")


def test_a_range_beyond_the_end_is_refused(send_file):
    with pytest.raises(RequestedRangeNotSatisfiable):
        send_file("hello.txt", headers=[("Range", "bytes=11-")])


# How long the client may keep it


def test_by_default_the_client_asks_each_time(send_file):
    assert send_file("hello.txt").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("max_age", [3600, timedelta(hours=1)])
def test_the_configuration_says_how_long_files_are_kept(app, send_file, max_age):
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = max_age
    response = send_file("hello.txt")
    assert response.cache_control.max_age == 3600
    assert response.cache_control.public


def test_max_age_says_how_long_this_file_is_kept(send_file):
    assert send_file("hello.txt", max_age=10).cache_control.max_age == 10


def test_an_app_may_say_it_for_each_file(framework, folder):
    class Patient(framework.Flask):
        def get_send_file_max_age(self, filename):
            return 100 if filename.endswith(".txt") else 10

    app = Patient("an_app", root_path=str(folder))
    with app.test_request_context("/"):
        assert sent(framework.send_file("hello.txt")).cache_control.max_age == 100


# What a client asks for


@pytest.fixture
def get_upload(app, framework, folder):
    """Asks for a path below uploads/ and returns status and body."""
    app.add_url_rule(
        "/<path:name>", "upload", lambda name: framework.send_from_directory("uploads", name)
    )

    def get(path, **kwargs):
        with app.test_client().get(path, **kwargs) as response:
            return response.status_code, response.get_data()

    return get


def test_a_directory_is_relative_to_the_root_path_of_the_app(get_upload):
    assert get_upload("/a.txt") == (200, b"upload")
    assert get_upload("/sub/b.txt") == (200, b"below")


def test_a_directory_may_be_absolute(app, framework, folder):
    with app.test_request_context("/"):
        response = sent(framework.send_from_directory(str(folder / "uploads"), "a.txt"))
    assert response.get_data() == b"upload"


def test_the_other_arguments_are_those_of_send_file(app, framework, folder):
    with app.test_request_context("/"):
        response = sent(framework.send_from_directory("uploads", "a.txt", as_attachment=True))
    assert response.headers["Content-Disposition"] == "attachment; filename=a.txt"


@pytest.mark.parametrize(
    "path",
    [
        "/missing.txt",
        "/sub",
        "/sub/",
        "/../secret.txt",
        "/sub/../../secret.txt",
        "/..%2Fsecret.txt",
        "/../uploads-private/c.txt",
        "/%2Fetc/passwd",
        "/a.txt%00",
        "/%00",
        "/c:/windows/win.ini",
        "//srv/share",
    ],
)
def test_what_is_not_in_the_directory_is_not_found(get_upload, path):
    assert get_upload(path)[0] in {404, 308}


def test_a_static_file_is_sent_from_the_static_folder(framework, folder):
    app = framework.Flask("an_app", root_path=str(folder), static_folder="uploads")
    client = app.test_client()
    with client.get("/uploads/a.txt") as response:
        assert (response.status_code, response.get_data()) == (200, b"upload")
    assert client.get("/uploads/../secret.txt").status_code == 404


# What microflask refuses on every system


@pytest.fixture
def careful(folder):
    """Tells the status of a path below uploads/, as microflask answers."""
    microflask = import_module("microflask")
    app = microflask.Flask("an_app", root_path=str(folder))

    def status_of(name):
        with app.test_request_context("/"):
            try:
                return sent(microflask.send_from_directory("uploads", name)).status_code
            except NotFound:
                return 404

    status_of.config = app.config
    return status_of


DANGEROUS_ON_WINDOWS = [
    "CON",
    "con.txt",
    "CON.txt.html",
    "CON . txt",
    "NUL:",
    "nul:stream",
    "COM¹",
    "lpt9.log",
    "sub/NUL",
    "sub/AUX.txt",
    "sub\\b.txt",
    "\\\\srv\\share",
    "c:",
    "c:b.txt",
]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no files of these names.")
@pytest.mark.parametrize("name", DANGEROUS_ON_WINDOWS)
def test_what_windows_reads_as_more_than_a_file_is_never_served(careful, folder, name):
    (folder / "uploads" / name).write_bytes(b"here it is a file")
    assert careful(name) == 404


@pytest.mark.parametrize("name", ["a\0.txt", "\0"])
def test_a_name_with_a_null_byte_is_not_found(careful, name):
    assert careful(name) == 404


@pytest.mark.parametrize("name", ["console.txt", "COM.txt", "nulls", "sub/conf.d.txt", "1:2.txt"])
def test_names_that_look_alike_are_served(careful, folder, name):
    (folder / "uploads" / name).write_bytes(b"a file")
    assert careful(name) == 200


def link(path, target):
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("This system lets nobody make symbolic links.")


def test_a_link_that_leads_out_of_the_directory_is_not_followed(careful, folder):
    link(folder / "uploads" / "link.txt", folder / "secret.txt")
    link(folder / "uploads" / "up", folder)
    link(folder / "uploads" / "next", folder / "uploads-private")
    assert careful("link.txt") == 404
    assert careful("up/secret.txt") == 404
    assert careful("next/c.txt") == 404


def test_a_link_that_stays_in_the_directory_is_followed(careful, folder):
    link(folder / "uploads" / "link.txt", folder / "uploads" / "sub" / "b.txt")
    assert careful("link.txt") == 200


def test_a_directory_may_be_a_link_itself(folder):
    link(folder / "current", folder / "uploads")
    microflask = import_module("microflask")
    with microflask.Flask("an_app", root_path=str(folder)).test_request_context("/"):
        assert sent(microflask.send_from_directory("current", "a.txt")).status_code == 200


def test_links_are_followed_where_the_configuration_says_so(careful, folder):
    link(folder / "uploads" / "link.txt", folder / "secret.txt")
    careful.config["SEND_FILE_FOLLOW_LINKS"] = True
    assert careful("link.txt") == 200


def test_a_path_that_is_not_there_does_not_hide_a_link(careful, folder):
    link(folder / "uploads" / "link.txt", folder / "secret.txt")
    assert careful("missing/../link.txt") == 404
    assert careful("./sub/../a.txt") == 200


def test_a_long_path_is_not_found_in_time(careful):
    start = process_time()
    assert careful("a/" * 60_000) == 404
    assert process_time() - start < 0.5
