"""What people do with the official Python client of DeepTable, done to a Filewharf server."""

import asyncio
import io
import itertools
import os
import tempfile
import zipfile
from pathlib import Path

import httpx
from deeptable import AsyncDeepTable, DeepTable
from tap import check, equal, refuses, run_checks

URL = os.environ["SITE_URL"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNKNOWN = "file_01kfxgjd94fn9stqm414vjb0s8"

numbers = itertools.count()


class Line:
    """A client whose requests are counted."""

    def __init__(self, key, **options):
        self.asked = 0
        http_client = httpx.Client(event_hooks={"request": [self._count]})
        self.client = DeepTable(base_url=URL, api_key=key, http_client=http_client, **options)

    def _count(self, _request):
        self.asked += 1


def client(key=os.environ["SITE_KEY"]):
    return Line(key).client


def fresh():
    """A client of a user who has no files yet."""
    return client(os.environ[f"FRESH_KEY_{next(numbers)}"])


def workbook(text=""):
    """A workbook whose list of types comes last, as openpyxl writes it."""
    parts = ["docProps/app.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            # Without the time of writing, so that it is the same each time.
            archive.writestr(zipfile.ZipInfo(part), f"<{part}>{text}")
    return buffer.getvalue()


def noise(size):
    return os.urandom(size)


@check("five files go up in every way there is, and come back as they were")
def _():
    api = fresh()
    book = workbook("one")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "by path.xlsx"
        path.write_bytes(book)
        by_path = api.files.upload(file=path)
        with open(path, "rb") as file:
            by_handle = api.files.upload(file=file)
    by_bytes = api.files.upload(file=book)
    by_tuple = api.files.upload(file=("by tuple.csv", b"a,b\n", "text/plain"))
    large = noise(3_000_000)
    by_stream = api.files.upload(file=("large.bin", io.BytesIO(large)))
    files = [by_path, by_handle, by_bytes, by_tuple, by_stream]
    equal(
        [(file.file_name, file.content_type, file.size, file.object) for file in files],
        [
            ("by path.xlsx", XLSX, len(book), "file"),
            ("by path.xlsx", XLSX, len(book), "file"),
            ("upload", XLSX, len(book), "file"),
            ("by tuple.csv", "text/csv", 4, "file"),
            ("large.bin", "application/octet-stream", len(large), "file"),
        ],
    )
    equal(by_path.created_at.utcoffset().total_seconds(), 0)
    for file, content in zip(files, [book, book, book, b"a,b\n", large]):
        equal(api.files.retrieve(file.id), file)
        assert api.files.download(file.id).read() == content, f"{file.file_name} came back changed"
    listed = list(api.files.list(limit=2))
    equal([file.id for file in listed], [file.id for file in reversed(files)])
    equal(listed[0], by_stream)


@check("a list is walked to its end, whatever the size of its pages")
def _():
    key = os.environ[f"FRESH_KEY_{next(numbers)}"]
    api = client(key)
    made = [api.files.upload(file=(f"{number}.txt", b"x")).id for number in range(7)]
    for limit, requests in [(1, 8), (2, 5), (7, 2), (100, 2)]:
        line = Line(key)
        equal([file.id for file in line.client.files.list(limit=limit)], made[::-1], f"pages of {limit}")
        equal(line.asked, requests, "the number of requests")
    page = api.files.list(limit=7)
    assert page.has_next_page(), "the client asks for one page more"
    last = page.get_next_page()
    equal((last.data, last.has_next_page()), ([], False))
    equal(len(list(api.files.list())), 7)


@check("a page goes on behind a file that was deleted meanwhile")
def _():
    api = fresh()
    made = [api.files.upload(file=(f"{number}.txt", b"x")).id for number in range(6)][::-1]
    page = api.files.list(limit=2)
    api.files.delete(page.data[-1].id)
    api.files.upload(file=("new.txt", b"x"))
    rest = page.get_next_page()
    equal([file.id for file in rest], made[2:])


@check("what is deleted is gone")
def _():
    api = fresh()
    file = api.files.upload(file=("a.txt", b"x"))
    deleted = api.files.delete(file.id)
    equal((deleted.id, deleted.object, deleted.deleted), (file.id, "file", True))
    for call in [api.files.retrieve, api.files.delete, api.files.download]:
        error = refuses("NotFoundError", call, file.id)
        equal(error.body["type"], "https://docs.deeptable.com/errors/file-not-found")
    equal(list(api.files.list()), [])


@check("a name with other letters, a space and quotes comes back")
def _():
    api = fresh()
    names = ["Übersicht „2024“ 日本語.xlsx", 'say "hello".xlsx', "100 %.xlsx", "a;b=c.xlsx", "x" * 250 + ".xlsx"]
    for name in names:
        file = api.files.upload(file=(name, workbook()))
        equal(file.file_name, name)
        equal(api.files.retrieve(file.id).file_name, name)
    equal([file.file_name for file in api.files.list()], names[::-1])


@check("the same name again is another file of that name")
def _():
    api = fresh()
    first = api.files.upload(file=("a.xlsx", workbook("first")))
    second = api.files.upload(file=("a.xlsx", workbook("second")))
    assert first.id != second.id
    equal([file.file_name for file in api.files.list()], ["a.xlsx", "a.xlsx"])
    equal(api.files.download(first.id).read(), workbook("first"))
    equal(api.files.download(second.id).read(), workbook("second"))


@check("a download can be streamed into a file")
def _():
    api = fresh()
    content = noise(5_000_000)
    file = api.files.upload(file=("large.bin", content))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy"
        with api.files.with_streaming_response.download(file.id) as response:
            equal(response.headers["content-disposition"], 'attachment; filename="large.bin"')
            response.stream_to_file(path)
        assert path.read_bytes() == content, "it came back changed"


@check("errors are the classes that the client has for them, with the problem as their body")
def _():
    api = client()
    for call, error_class, kind in [
        (lambda: client("wrong").files.list(), "AuthenticationError", "invalid-jwt"),
        (lambda: client(os.environ["READ_ONLY_KEY"]).files.upload(file=b"x"), "PermissionDeniedError", "insufficient-permissions"),
        (lambda: api.files.retrieve(UNKNOWN), "NotFoundError", "file-not-found"),
        (lambda: api.files.retrieve("x"), "UnprocessableEntityError", "unprocessable-content"),
        (lambda: api.files.list(limit=0), "UnprocessableEntityError", "unprocessable-content"),
        (lambda: client(os.environ["SMALL_KEY"]).files.upload(file=noise(2_000_000)), "APIStatusError", "content-too-large"),
    ]:
        error = refuses(error_class, call)
        equal(error.body["type"], f"https://docs.deeptable.com/errors/{kind}")
        equal(error.body["status"], error.status_code)
        assert error.body["title"], "a problem has a title"
    equal(
        refuses("UnprocessableEntityError", api.files.retrieve, "x").body["errors"],
        [
            {
                "loc": ["path", "file_id"],
                "msg": "String should match pattern '^file_[0-9a-hjkmnp-tv-z]{26}$'",
                "type": "string_pattern_mismatch",
            }
        ],
    )


@check("what this server does not do is asked for once")
def _():
    line = Line(os.environ["SITE_KEY"])
    sheets = line.client.structured_sheets
    calls = [
        lambda: sheets.create(file_id=UNKNOWN),
        lambda: sheets.list(),
        lambda: sheets.retrieve("ss_01kfxgjd94fn9stqm414vjb0s8"),
        lambda: sheets.cancel("ss_01kfxgjd94fn9stqm414vjb0s8"),
        lambda: sheets.delete("ss_01kfxgjd94fn9stqm414vjb0s8"),
        lambda: sheets.download("ss_01kfxgjd94fn9stqm414vjb0s8"),
        lambda: sheets.tables.list("ss_01kfxgjd94fn9stqm414vjb0s8"),
        lambda: sheets.tables.retrieve("tbl_1", structured_sheet_id="ss_01kfxgjd94fn9stqm414vjb0s8"),
        lambda: sheets.tables.download("tbl_1", structured_sheet_id="ss_01kfxgjd94fn9stqm414vjb0s8", format="csv"),
    ]
    for asked, call in enumerate(calls, start=1):
        error = refuses("InternalServerError", call)
        equal((error.status_code, error.body["title"]), (501, "Not Implemented"))
        equal(line.asked, asked, "the number of requests")


@check("a key that asks too often is told, and its client neither sleeps nor asks again")
def _():
    line = Line(os.environ["LIMITED_KEY"])
    for _ in range(3):
        line.client.files.list()
    error = refuses("RateLimitError", line.client.files.list)
    equal(line.asked, 4, "the number of requests")
    assert int(error.response.headers["retry-after"]) > 60
    equal(error.body["type"], "https://docs.deeptable.com/errors/rate-limit-exceeded")


@check("the other client, and other spellings of the address")
def _():
    key = os.environ[f"FRESH_KEY_{next(numbers)}"]

    async def use():
        async with AsyncDeepTable(base_url=f"{URL}/", api_key=key) as api:
            file = await api.files.upload(file=("a.xlsx", workbook()))
            listed = [each.id async for each in api.files.list(limit=1)]
            content = await (await api.files.download(file.id)).read()
            await api.files.delete(file.id)
            return file.id, listed, content

    made, listed, content = asyncio.run(use())
    equal(listed, [made])
    equal(content, workbook())


if __name__ == "__main__":
    run_checks(__file__)
