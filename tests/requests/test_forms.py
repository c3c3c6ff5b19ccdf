"""``request.form`` and ``request.files``: the two formats that browsers send forms in."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from io import BytesIO, TextIOWrapper

import flask
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser as WerkzeugsParser

from microflask import Request
from microflask.wrappers.form import FormDataParser
from microflask.wrappers.uploads import MemoryFile
from tests.requests.environs import (
    BOUNDARY,
    body_environ,
    field,
    make_environ,
    multipart_body,
    multipart_environ,
    upload,
)

URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture
def sent(request):
    """Make requests of environs, and close their files after the test."""
    with ExitStack() as stack:
        yield lambda request_class, environ: stack.enter_context(request_class(environ))


@pytest.fixture
def post(framework, sent):
    """Send a body to the package that is asked."""
    return lambda body, content_type=URLENCODED: sent(
        framework.Request, body_environ(body, content_type)
    )


@pytest.fixture
def post_parts(framework, sent):
    """Send a multipart form to the package that is asked."""
    return lambda *parts: sent(framework.Request, multipart_environ(multipart_body(*parts)))


def uploaded(content):
    return multipart_environ(multipart_body(upload("f", "a.txt", content)))


# Plain forms


@pytest.mark.parametrize("content_type", [URLENCODED, f"{URLENCODED}; charset=utf-8"])
def test_a_plain_form_has_fields(post, content_type):
    request = post(b"name=Ada+L.&lang=en&lang=de&empty=&n=%C3%BC", content_type)
    assert request.form["name"] == "Ada L."
    assert request.form.getlist("lang") == ["en", "de"]
    assert request.form["empty"] == ""
    assert request.form["n"] == "ü"
    assert type(request.form) is ImmutableMultiDict


def test_a_plain_form_has_no_files(post):
    request = post(b"name=Ada")
    assert request.files == {}
    assert type(request.files) is ImmutableMultiDict


def test_a_missing_field_is_a_bad_request(post):
    with pytest.raises(BadRequest):
        post(b"name=Ada").form["age"]


def test_only_the_ampersand_separates_fields(post):
    assert post(b"a=1;b=2").form.to_dict() == {"a": "1;b=2"}


def test_bytes_that_are_no_utf8_do_not_lose_the_other_fields():
    request = Request(body_environ(b"a=\xff&b=2", URLENCODED))
    assert request.form.to_dict() == {"a": "%FF", "b": "2"}


def test_a_request_without_a_content_type_has_no_form(framework):
    request = framework.Request(body_environ(b"name=Ada"))
    assert not request.want_form_data_parsed
    assert request.form == request.files == {}
    assert request.data == b"name=Ada"


def test_a_body_of_another_type_is_no_form(post):
    request = post(b"name=Ada", "text/plain")
    assert request.form == request.files == {}
    assert request.get_data() == b"name=Ada"


def test_the_type_of_a_form_is_compared_exactly(post):
    for content_type in (f"{URLENCODED}x", f"text/plain;{URLENCODED}", "application/x-url-encoded"):
        assert post(b"name=Ada", content_type).form == {}


def test_a_form_is_parsed_once(post):
    request = post(b"name=Ada")
    assert request.form is request.form
    assert request.stream.read() == b""


def test_a_form_can_be_read_as_bytes_first_and_be_parsed_then(post):
    request = post(b"name=Ada")
    assert request.get_data() == b"name=Ada"
    assert request.form["name"] == "Ada"


def test_data_is_empty_for_a_form(post):
    request = post(b"name=Ada")
    assert request.data == b""
    assert request.form["name"] == "Ada"


# Multipart forms


def test_a_multipart_form_has_fields_and_files(post_parts):
    request = post_parts(
        field("title", "Grüße".encode()),
        field("tag", b"a"),
        field("tag", b"b"),
        upload("file", "hello.txt", b"Hello\r\nworld"),
    )
    assert request.form["title"] == "Grüße"
    assert request.form.getlist("tag") == ["a", "b"]
    file = request.files["file"]
    assert isinstance(file, FileStorage)
    assert (file.name, file.filename, file.content_type) == ("file", "hello.txt", "text/plain")
    assert file.read() == b"Hello\r\nworld"


def test_a_file_can_be_saved_and_read_again(post_parts, tmp_path):
    file = post_parts(upload("file", "a.bin", bytes(range(256)))).files["file"]
    file.save(tmp_path / "saved")
    assert (tmp_path / "saved").read_bytes() == bytes(range(256))
    file.seek(0)
    assert file.read(3) == b"\0\1\2"
    assert file.read() == bytes(range(3, 256))


def test_a_file_knows_the_header_of_its_part(post_parts):
    headers = [
        'Content-Disposition: form-data; name="f"; filename="a.txt"',
        "content-type: text/html; charset=latin-1",
        "X-Note: one",
        "Content-Length: 2",
    ]
    file = post_parts((headers, b"hi")).files["f"]
    assert (file.mimetype, file.mimetype_params) == ("text/html", {"charset": "latin-1"})
    assert file.headers["x-note"] == "one"
    assert file.content_length == 2


@pytest.mark.parametrize(
    ("filename", "read_as"),
    [
        ("a.txt", "a.txt"),
        ("", ""),
        ("../../etc/passwd", "../../etc/passwd"),
        ('say \\"hi\\".txt', 'say "hi".txt'),
        ("say %22hi%22.txt", 'say "hi".txt'),
        ("ünïcode.txt", "ünïcode.txt"),
        ("a;b=c.txt", "a;b=c.txt"),
        ("C:/docs/a.txt", "C:/docs/a.txt"),
        ("C:\\\\docs\\\\a.txt", "C:\\docs\\a.txt"),
    ],
)
def test_the_filename_is_what_the_client_says(post_parts, filename, read_as):
    file = post_parts(upload("f", filename)).files["f"]
    assert file.filename == read_as


@pytest.mark.parametrize("plain", ["", " filename=x.txt;", ' filename="%E2%98%83.txt";'])
def test_the_filename_may_come_in_extended_notation(post_parts, plain):
    headers = [f"Content-Disposition: form-data; name=f;{plain} filename*=utf-8''%E2%98%83.txt"]
    assert post_parts((headers, b"x")).files["f"].filename == "☃.txt"


@pytest.mark.parametrize(
    ("options", "read_as"),
    [
        ('filename*0="long-"; filename*1="name.txt"', "long-name.txt"),
        ("filename*0*=utf-8''%E2%98; filename*1*=%83.txt", "\ufffd\ufffd.txt"),
        ("filename*0*=utf-8''%E2%98%83; filename*1=.txt", "☃.txt"),
    ],
)
def test_the_filename_may_come_in_several_pieces(post_parts, options, read_as):
    headers = [f"Content-Disposition: form-data; name=f; {options}"]
    assert post_parts((headers, b"x")).files["f"].filename == read_as


def test_a_line_break_in_a_filename_stays_quoted_as_browsers_write_it(post_parts):
    assert post_parts(upload("f", "a%0D%0Ab%41.txt")).files["f"].filename == "a%0D%0Ab%41.txt"


@pytest.mark.parametrize(
    ("options", "read_as"),
    [
        ("filename*=utf-8''a%0D%0Ab%00.txt", "a%0D%0Ab%00.txt"),
        ("filename*0*=utf-8''a%0; filename*1*=A.txt", "a%0A.txt"),
        ('filename="a\0b\t\x7f.txt"', "a%00b%09%7F.txt"),
    ],
)
def test_a_filename_has_no_control_characters(options, read_as):
    headers = [f"Content-Disposition: form-data; name=f; {options}"]
    request = Request(multipart_environ(multipart_body((headers, b"x"))))
    assert request.files["f"].filename == read_as


def test_a_field_may_name_its_charset(post_parts):
    headers = ['Content-Disposition: form-data; name="n"', "Content-Type: text/plain; charset=%s"]
    for charset, text in (("iso-8859-1", "ü"), ("utf-8", "\ufffd"), ("utf-7", "\ufffd")):
        part = ([headers[0], headers[1] % charset], b"\xfc")
        assert post_parts(part).form["n"] == text


@pytest.mark.parametrize(
    "content", [b"", b"\r\n", b"\r", b"\n", b"--", b"\r\n--", b"\r\n--a-bound"]
)
def test_the_bytes_of_a_part_are_kept_as_they_are(post_parts, content):
    request = post_parts(field("a", content), upload("b", "b", content), field("c"))
    assert request.form["a"].encode() == content
    assert request.files["b"].read() == content
    assert request.form["c"] == "x"


def test_a_preamble_and_an_epilogue_say_nothing(framework):
    body = b"a preamble\r\n" + multipart_body(field("a")) + b"an epilogue\r\n"
    request = framework.Request(multipart_environ(body))
    assert request.form.to_dict() == {"a": "x"}
    assert request.stream.read() == b""


def test_a_header_may_be_folded(post_parts):
    headers = ["Content-Disposition: form-data;", ' name="a"']
    assert post_parts((headers, b"x")).form["a"] == "x"


@pytest.mark.parametrize("disposition", [b"Form-Data", b"attachment"])
def test_the_disposition_of_a_part_does_not_matter(framework, disposition):
    body = multipart_body(field("a")).replace(b"form-data", disposition)
    assert framework.Request(multipart_environ(body)).form.to_dict() == {"a": "x"}


def test_how_long_a_part_says_it_is_does_not_matter(post_parts):
    for announced in ("2", "0", "x"):
        part = ([*field("a")[0], f"Content-Length: {announced}"], b"x")
        assert post_parts(part).form["a"] == "x"


def test_a_field_without_a_name_has_an_empty_one():
    request = Request(multipart_environ(multipart_body((["Content-Disposition: form-data"], b"x"))))
    assert request.form.to_dict() == {"": "x"}


def test_a_form_without_parts_is_empty(framework):
    request = framework.Request(multipart_environ(multipart_body()))
    assert request.form == request.files == {}


MALFORMED = {
    "no delimiter at all": b"name=Ada",
    "no last delimiter": multipart_body(field("a"))[:-6],
    "nothing": b"",
    "no header": f"--{BOUNDARY}\r\nx\r\n--{BOUNDARY}--".encode(),
    "no disposition": multipart_body((["X-Y: z"], b"x")),
    "a header that is no UTF-8": multipart_body(field("a")).replace(b'"a"', b'"\xff"'),
    "a header that does not end": f"--{BOUNDARY}\r\nX: y".encode(),
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_multipart_form_is_empty(framework, body):
    request = framework.Request(multipart_environ(body))
    assert request.form == request.files == {}


LAX = {
    "spaces after a delimiter": multipart_body(field("a")).replace(b"ary\r\n", b"ary \t\r\n"),
    "line feeds alone": multipart_body(field("a")).replace(b"\r\n", b"\n"),
    "a header line without a colon": multipart_body(([*field("a")[0], "X-Note"], b"x")),
    "a line feed in a header": multipart_body(
        (['Content-Disposition: form-data; name="f"; filename="f"', "X-Note: a\nb"], b"x")
    ),
}


@pytest.mark.parametrize("body", LAX.values(), ids=LAX.keys())
def test_what_no_browser_sends_is_malformed(body):
    """Flask reads these, but two programs may not read them alike."""
    request = Request(multipart_environ(body))
    assert request.form == request.files == {}


@pytest.mark.parametrize("content_type", ["", "; boundary=", '; boundary=""', "; x=y"])
def test_a_multipart_form_without_a_boundary_is_empty(post, content_type):
    body = multipart_body(field("a"))
    request = post(body, f"multipart/form-data{content_type}")
    assert request.form == request.files == {}


def test_the_files_of_a_form_that_turns_out_to_be_malformed_are_closed():
    opened = []

    class Watching(Request):
        def _get_file_stream(self, *args, **kwargs):
            opened.append(BytesIO())
            return opened[-1]

    request = Watching(multipart_environ(multipart_body(upload("f", "a"))[:-10]))
    assert request.files == {}
    assert [stream.closed for stream in opened] == [True]


def test_closing_a_request_closes_its_files(post_parts):
    with post_parts(upload("f", "a")) as request:
        file = request.files["f"]
    assert file.stream.closed


def test_closing_a_request_reads_no_body(post_parts):
    request = post_parts(upload("f", "a"))
    request.close()
    assert request.environ["wsgi.input"].tell() == 0


# Where uploads are kept


def test_a_small_upload_can_be_read_as_any_file():
    """Before Python 3.11 the temporary file that Flask uses cannot be wrapped."""
    file = Request(uploaded("ä\nb\n".encode())).files["f"]
    assert TextIOWrapper(file.stream, "utf-8").readlines() == ["ä\n", "b\n"]


def test_a_small_upload_has_a_file_descriptor_for_those_who_ask(post_parts):
    file = post_parts(upload("f", "a.txt", b"content")).files["f"]
    assert os.fstat(file.fileno()).st_size == 7
    assert os.pread(file.fileno(), 100, 0) == b"content"
    assert file.read() == b"content"
    file.close()


def test_what_was_read_of_an_upload_in_memory_does_not_change_with_it():
    stream = Request(uploaded(b"content")).files["f"].stream
    whole = stream.read()
    stream.seek(0)
    stream.write(b"C")
    stream.seek(0)
    assert (whole, stream.read(), stream.read()) == (b"content", b"Content", b"")


def test_uploads_that_are_too_large_for_the_memory_together_go_to_the_disk():
    content = b"0123456789abcdef" * 2**17
    uploads = [upload("f", f"{number}", content) for number in range(3)]
    with Request(multipart_environ(multipart_body(*uploads))) as request:
        files = request.files.getlist("f")
        assert [isinstance(file.stream, MemoryFile) for file in files] == [True, True, False]
        assert [file.read() for file in files] == [content] * 3


def test_what_the_client_announces_does_not_decide_what_is_kept_in_memory():
    body = multipart_body(upload("f", "f", bytes(9 * 2**20)))
    environ = multipart_environ(body, CONTENT_LENGTH="10", **{"wsgi.input_terminated": True})
    with Request(environ) as request:
        assert not isinstance(request.files["f"].stream, MemoryFile)
        assert len(request.files["f"].read()) == 9 * 2**20


def count_descriptors():
    return len(os.listdir("/dev/fd"))


needs_dev_fd = pytest.mark.skipif(not os.path.isdir("/dev/fd"), reason="counts open descriptors")


@needs_dev_fd
@pytest.mark.parametrize(
    "sizes", [[5 * 2**20, *[10] * 990], [600_000] * 200], ids=["one large", "all medium"]
)
def test_the_uploads_of_a_request_take_a_bounded_memory_and_one_descriptor(sizes):
    contents = [bytes([number % 256]) * size for number, size in enumerate(sizes)]
    uploads = [upload("f", f"{number}", content) for number, content in enumerate(contents)]
    environ = multipart_environ(multipart_body(*uploads))
    before = count_descriptors()
    with Request(environ) as request:
        files = request.files.getlist("f")
        assert count_descriptors() <= before + 1
        memory = [file.stream for file in files if isinstance(file.stream, MemoryFile)]
        assert sum(len(stream.getbuffer()) for stream in memory) <= 5 * 2**20
        assert [file.read() for file in files] == contents
    assert count_descriptors() == before


def test_a_small_upload_stays_in_memory_whatever_came_before():
    uploads = [upload("f", "large", bytes(6 * 2**20)), upload("f", "small")]
    with Request(multipart_environ(multipart_body(*uploads))) as request:
        large, small = request.files.getlist("f")
        assert not isinstance(large.stream, MemoryFile)
        assert isinstance(small.stream, MemoryFile)


@pytest.fixture
def on_disk(sent):
    """Uploads that go to the disk: each with its content."""
    contents = [bytes([65 + number]) * 6 * 2**20 + b"\nend\n" for number in range(3)]
    body = multipart_body(*(upload("f", "f", content) for content in contents))
    files = sent(Request, multipart_environ(body)).files.getlist("f")
    return list(zip(files, contents, strict=True))


def test_an_upload_on_the_disk_can_be_read_as_any_file(on_disk):
    for file, content in on_disk:
        assert len(file.readline()) == 6 * 2**20 + 1
        assert file.readlines() == [b"end\n"]
        assert file.read() == b""
        file.seek(-4, os.SEEK_END)
        assert (file.tell(), file.read(2), file.read()) == (len(content) - 4, b"en", b"d\n")
        file.seek(0)
        assert TextIOWrapper(file.stream, "ascii").read().encode() == content


def test_uploads_on_the_disk_can_be_read_in_turns_and_in_threads(on_disk):
    for _ in range(10):
        assert [file.read(3) for file, _ in on_disk] == [content[:3] for _, content in on_disk]
    for file, _ in on_disk:
        file.seek(0)
    with ThreadPoolExecutor(3) as pool:
        read = list(pool.map(lambda pair: b"".join(iter(lambda: pair[0].read(999), b"")), on_disk))
    assert read == [content for _, content in on_disk]


def test_an_upload_on_the_disk_has_a_descriptor_of_its_own_for_those_who_ask(on_disk):
    for file, content in on_disk:
        file.seek(5)
        assert os.lseek(file.fileno(), 0, os.SEEK_CUR) == 5
        assert os.fstat(file.fileno()).st_size == len(content)
        assert os.pread(file.fileno(), 2, 6 * 2**20) == b"\ne"
        assert file.read() == content[5:]
    assert len({file.fileno() for file, _ in on_disk}) == 3


def test_an_upload_on_the_disk_can_be_written_to(on_disk):
    (first, _), (second, content), (third, _) = on_disk
    second.write(b"new")
    second.seek(0)
    assert second.read() == b"new" + content[3:]
    second.write(b"more")
    second.seek(-6, os.SEEK_END)
    assert second.read() == b"d\nmore"
    second.stream.truncate(3)
    second.seek(0)
    assert second.read() == b"new"
    assert (first.read(3), third.read(3)) == (b"AAA", b"CCC")


@needs_dev_fd
def test_the_temporary_file_is_closed_with_the_last_upload_in_it():
    uploads = [upload("f", "f", bytes(6 * 2**20))] * 2
    before = count_descriptors()
    with Request(multipart_environ(multipart_body(*uploads))) as request:
        first, second = request.files.getlist("f")
        first.close()
        first.close()
        assert first.stream.closed
        assert len(second.read()) == 6 * 2**20
    assert count_descriptors() == before


@needs_dev_fd
@pytest.mark.parametrize("cut", [-10, -6 * 2**20])
def test_nothing_stays_open_of_a_form_that_turns_out_to_be_malformed(cut):
    uploads = [upload("f", "f", bytes(6 * 2**20))] * 2
    before = count_descriptors()
    assert Request(multipart_environ(multipart_body(*uploads)[:cut])).files == {}
    assert count_descriptors() == before


def test_another_parser_gets_files_that_go_to_the_disk_by_themselves(framework):
    class Werkzeugs(framework.Request):
        form_data_parser_class = WerkzeugsParser

    body = multipart_body(upload("f", "f", bytes(600_000)))
    with Werkzeugs(multipart_environ(body)) as request:
        request.max_form_memory_size = 10**6
        assert request.files["f"].stream._rolled


def test_a_subclass_may_keep_uploads_as_its_parent_does(framework):
    class Watching(framework.Request):
        def _get_file_stream(self, *args, **kwargs):
            self.stream_made = super()._get_file_stream(*args, **kwargs)
            return self.stream_made

    with Watching(multipart_environ(multipart_body(upload("f", "f")))) as request:
        assert request.files["f"].read() == b"x"
        assert request.files["f"].stream is request.stream_made


def test_a_subclass_decides_where_uploads_are_kept(framework, tmp_path):
    asked = []

    class OnDisk(framework.Request):
        def _get_file_stream(
            self, total_content_length, content_type, filename=None, content_length=None
        ):
            asked.append((content_type, filename, content_length))
            return open(tmp_path / filename, "w+b")

    body = multipart_body(upload("f", "a.txt", b"content"))
    with OnDisk(multipart_environ(body)) as request:
        assert request.files["f"].read() == b"content"
    assert (tmp_path / "a.txt").read_bytes() == b"content"
    assert asked == [("text/plain", "a.txt", 0)]


# Other parsers


def test_a_subclass_may_parse_with_werkzeugs_parser(framework):
    class Werkzeugs(framework.Request):
        form_data_parser_class = WerkzeugsParser

    for body, content_type in (
        (b"a=x", URLENCODED),
        (multipart_body(field("a")), f"multipart/form-data; boundary={BOUNDARY}"),
    ):
        request = Werkzeugs(body_environ(body, content_type))
        assert isinstance(request.make_form_data_parser(), WerkzeugsParser)
        assert request.form.to_dict() == {"a": "x"}


def test_a_subclass_may_parse_other_types_as_forms(framework):
    class Lines:
        def __init__(self, **options):
            self.cls = options["cls"]

        def parse(self, stream, mimetype, content_length, options=None):
            pairs = [line.split(":") for line in stream.read().decode().splitlines()]
            return stream, self.cls(pairs), self.cls()

    class LineForms(framework.Request):
        form_data_parser_class = Lines

    request = LineForms(body_environ(b"a:1\nb:2", "text/x-lines"))
    assert request.form.to_dict() == {"a": "1", "b": "2"}
    assert LineForms(body_environ(b"a:1", URLENCODED)).form.to_dict() == {"a": "1"}


@pytest.mark.parametrize("content_type", [URLENCODED, "text/plain"])
def test_a_subclass_decides_whether_there_is_a_form(framework, content_type):
    class Formless(framework.Request):
        want_form_data_parsed = False

    request = Formless(body_environ(b"a=1", content_type))
    assert request.form.to_dict() == {}
    assert request.get_data() == b"a=1"


def test_a_subclass_may_configure_the_parser(framework):
    class Strict(framework.Request):
        def make_form_data_parser(self):
            parser = super().make_form_data_parser()
            parser.silent = False
            return parser

    with pytest.raises(ValueError):
        Strict(multipart_environ(b"malformed")).form  # noqa: B018
    assert Strict(body_environ(b"a=1", URLENCODED)).form.to_dict() == {"a": "1"}


def test_a_subclass_may_do_more_when_the_form_is_loaded(framework):
    class Counting(framework.Request):
        fields = None

        def _load_form_data(self):
            super()._load_form_data()
            self.fields = len(self.form)

    request = Counting(body_environ(b"a=1&b=2", URLENCODED))
    assert request.form["a"] == "1"
    assert request.fields == 2


def test_a_subclass_chooses_the_class_of_form_and_files(framework):
    class Mutable(framework.Request):
        parameter_storage_class = MultiDict

    with Mutable(multipart_environ(multipart_body(field("a"), upload("f", "a")))) as request:
        assert type(request.form) is type(request.files) is MultiDict


SHORT = multipart_body(field("a", b""), field("b", b"x\r\n"), field("c", b"")).replace(
    b"\r\n\r\n\r\n", b"\r\n\r\n"
)


def test_a_part_may_end_with_its_header(framework):
    """Werkzeug's test client sends empty files so, and RFC 2046, section 5.1.1, lets it."""
    form = framework.Request(multipart_environ(SHORT)).form
    assert form.to_dict() == {"a": "", "b": "x\r\n", "c": ""}


class SlowStream(BytesIO):
    """A stream that comes in pieces of one size."""

    def __init__(self, body, size):
        super().__init__(body)
        self.size = size

    def read(self, size=-1):
        return super().read(self.size)


@pytest.mark.parametrize("size", range(1, 2 * len(BOUNDARY)))
def test_a_part_may_end_with_its_header_wherever_the_body_is_cut(size):
    options = {"boundary": BOUNDARY}
    stream = SlowStream(SHORT, size)
    form = FormDataParser().parse(stream, "multipart/form-data", len(SHORT), options)[1]
    assert form.to_dict() == {"a": "", "b": "x\r\n", "c": ""}


def test_an_empty_file_of_the_test_client_arrives(framework, app, client):
    app.post("/")(lambda: framework.request.files["picture"].filename)
    data = {"name": "Ada", "picture": (BytesIO(), "a.png")}
    assert client.post("/", data=data).text == "a.png"


# In debug mode


@pytest.fixture
def debugging(app):
    app.debug = True
    return app


def test_in_debug_mode_a_file_that_was_only_named_is_explained(debugging, framework):
    with debugging.test_request_context("/", method="POST", data={"file": "a.txt"}):
        with pytest.raises(KeyError, match="multipart/form-data"):
            framework.request.files["file"]


def test_in_debug_mode_another_missing_file_is_a_bad_request(debugging, framework):
    with debugging.test_request_context("/", method="POST", data={"file": "a.txt"}):
        with pytest.raises(BadRequest):
            framework.request.files["photo"]


def test_without_debug_mode_it_is_a_bad_request(app, framework):
    with app.test_request_context("/", method="POST", data={"file": "a.txt"}):
        with pytest.raises(BadRequest):
            framework.request.files["file"]


# Compared with Flask


PLAIN = st.text(alphabet="ab=&;+%0Cf9ü☃ ", max_size=40).map(str.encode)


@settings(deadline=None)
@given(PLAIN)
def test_any_plain_form_is_read_as_flask_reads_it(body):
    ours, theirs = (R(body_environ(body, URLENCODED)).form for R in (Request, flask.Request))
    assert list(ours.lists()) == list(theirs.lists())


PIECES = st.sampled_from([b"\r\n", b"\r", b"\n", b"--", b"a-boundary", b"a", b"-", b"\0\xff"])
CONTENT = st.lists(PIECES, max_size=12).map(b"".join).filter(lambda c: b"--a-boundary" not in c)
PART = st.one_of(
    st.builds(field, st.sampled_from(["a", "b"]), CONTENT),
    st.builds(upload, st.sampled_from(["a", "c"]), st.sampled_from(["", "x", "ü"]), CONTENT),
)


class DrippingStream(BytesIO):
    """A connection that brings a few bytes at a time."""

    def __init__(self, body, step):
        super().__init__(body)
        self.step = step

    def read(self, size=-1):
        return super().read(self.step if size < 0 else min(size, self.step))


def contents(request):
    fields = list(request.form.items(multi=True))
    files = [(n, f.filename, f.read()) for n, f in request.files.items(multi=True)]
    request.close()
    return fields, files


@settings(deadline=None)
@given(st.lists(PART, max_size=4), st.integers(1, 40))
def test_any_multipart_form_is_read_as_flask_reads_it_however_it_arrives(parts, step):
    body = multipart_body(*parts)
    dripping = multipart_environ(body)
    dripping["wsgi.input"] = DrippingStream(body, step)
    dripping["wsgi.input_terminated"] = True
    theirs = contents(flask.Request(multipart_environ(body)))
    assert contents(Request(multipart_environ(body))) == theirs
    assert contents(Request(dripping)) == theirs


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map(b"".join), st.integers(1, 40))
def test_no_body_makes_reading_a_form_fail(body, step):
    environ = multipart_environ(body)
    environ["wsgi.input"] = DrippingStream(body, step)
    environ["wsgi.input_terminated"] = True
    request = Request(environ)
    assert isinstance(request.form, ImmutableMultiDict)
    request.close()


def test_from_values_builds_both_formats(framework):
    plain = framework.Request(make_environ("/", method="POST", data={"a": "1"}))
    assert plain.form["a"] == "1"
    data = {"a": "1", "f": (BytesIO(b"x"), "f.txt")}
    with framework.Request(make_environ("/", method="POST", data=data)) as both:
        assert (both.form["a"], both.files["f"].read()) == ("1", b"x")
