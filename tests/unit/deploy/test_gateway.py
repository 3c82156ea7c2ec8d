"""The configuration as text, and a real nginx with it in front of four small servers that say what they got."""

import http.client
import json
import socketserver
import threading
import uuid
from http.server import BaseHTTPRequestHandler

import pytest

from deploy.local import parts
from deploy.local.process import Running, free_port, port_answers
from deploy.local.settings import StackSettings
from shared.config import SERVICES

MAX_BODY = 12 * 1024 * 1024


class Service(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    block_on_close = False
    service = ""


class Echo(BaseHTTPRequestHandler):
    """Says which service it is and which headers came; ``/…/file`` lets nginx send a file."""

    protocol_version = "HTTP/1.1"
    server: Service

    def do_GET(self):
        length = len(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        seen = {"service": self.server.service, "path": self.path, "length": length}
        body = json.dumps(seen | {"headers": {k.lower(): v for k, v in self.headers.items()}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("ETag", '"v3"')
        if self.path.endswith("/file"):
            self.send_header("X-Accel-Redirect", "/_files/ab/cd")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_PUT = do_GET  # noqa: N815

    def log_message(self, *args):
        pass

    def address_string(self):
        return "nginx"


class Answer:
    def __init__(self, response):
        self.status, self.headers, self.body = response.status, response.headers, response.read()

    @property
    def json(self):
        return json.loads(self.body)


class Site:
    def __init__(self, settings):
        self.settings = settings

    def get(self, path, method="GET", body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.settings.port, timeout=10)
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=names)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def log(self):
        return self.settings.log("nginx").read_text()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    yield from serve(tmp_path_factory.mktemp("site"), away={"matching"})


@pytest.fixture
def slow_site(tmp_path):
    yield from serve(tmp_path, env={"GATEWAY_RATE": "10"})


@pytest.fixture(scope="module")
def without_accounts(tmp_path_factory):
    yield from serve(tmp_path_factory.mktemp("alone"), away={"accounts"})


def serve(var, env=None, away=frozenset()):
    settings = StackSettings.read(var, free_port(), env or {"GATEWAY_RATE": "10000"})
    settings.run.mkdir(parents=True)
    servers = [Service(str(settings.run / f"{name}.sock"), Echo) for name in SERVICES if name not in away]
    for server, name in zip(servers, (name for name in SERVICES if name not in away), strict=True):
        server.service = name
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    (var / "files" / "ab").mkdir(parents=True)
    (var / "files" / "ab" / "cd").write_text("what was uploaded")
    nginx = Running.start(parts.nginx(settings), lambda: port_answers(settings.port))
    yield Site(settings)
    nginx.stop()
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/", "accounts"),
        ("/accounts/home", "accounts"),
        ("/projects", "projects"),
        ("/projects/briefs?after=1", "projects"),
        ("/portfolio/healthz", "portfolio"),
        ("/projectsque", "accounts"),
    ],
)
def test_each_prefix_leads_to_its_service(site, path, service):
    answer = site.get(path).json
    assert (answer["service"], answer["path"]) == (service, path)


def test_a_form_that_waits_for_accounts_is_kept_by_the_service_it_was_for(without_accounts):
    place = "/accounts/renew?next=%2Fprojects%2Fbriefs%2Fnew%3Fa%3D1"
    kept = without_accounts.get(place, "POST", b"title=Falls", Cookie="shixun=old").json
    assert (kept["service"], kept["length"]) == ("projects", len(b"title=Falls"))
    assert kept["path"] == "/projects/away?next=%2Fprojects%2Fbriefs%2Fnew%3Fa%3D1"
    assert kept["headers"]["cookie"] == "shixun=old"


def test_a_page_that_waits_for_accounts_is_asked_of_its_own_service(without_accounts):
    asked = without_accounts.get("/accounts/renew?next=%2Fportfolio%2Fverify", Cookie="shixun=old").json
    assert (asked["service"], asked["path"]) == ("portfolio", "/portfolio/away?next=%2Fportfolio%2Fverify")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/accounts/renew?next=%2Faccounts%2Fsettings"),
        ("POST", "/accounts/renew?next=%2Faccounts%2Fsettings"),
        ("POST", "/accounts/renew?next=%2Fprojectsque"),
        ("POST", "/accounts/renew?next=%2F%2Fprojects%2F"),
        ("POST", "/accounts/renew"),
    ],
)
def test_whatever_else_waits_for_accounts_is_told_to_come_again(without_accounts, method, path):
    answer = without_accounts.get(path, method, Accept="text/html")
    assert answer.status == 503
    assert "For a moment not available" in answer.body.decode()


def test_exactly_one_hop_is_told_and_nothing_that_a_client_claims(site):
    claimed = dict.fromkeys(
        ("X_Forwarded_For", "X_Forwarded_Host", "X_Forwarded_Proto", "X_Forwarded_User", "X_Forwarded_Prefix",
         "X_Real_IP", "Forwarded", "Remote_User", "X_User", "X_Roles", "X_HTTP_Method_Override"), "forged",
    )  # fmt: skip
    headers = site.get("/accounts/home", Host="shixun.example", **claimed).json["headers"]
    assert "forged" not in headers.values()
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "http"
    assert headers["x-forwarded-host"] == headers["host"] == "shixun.example"


@pytest.mark.parametrize("request_id", ["0189-abcdef", "a" * 36])
def test_a_well_formed_request_id_is_kept(site, request_id):
    assert site.get("/accounts/home", X_Request_Id=request_id).json["headers"]["x-request-id"] == request_id


@pytest.mark.parametrize("request_id", ["short", "a" * 37, "GHIJKLMNOP", 'abcdef12","x":"', "abcdef12 3456"])
def test_any_other_request_id_is_replaced(site, request_id):
    given = site.get("/accounts/home", X_Request_Id=request_id).json["headers"]["x-request-id"]
    assert given != request_id
    assert len(given) == 32


@pytest.mark.parametrize(
    "path", ["/projects/metrics", "/projects/metrics/", "//projects//metrics", "/projects/%6detrics"]
)
def test_metrics_do_not_pass(site, path):
    assert site.get(path).status == 404


def test_a_service_that_is_away_is_503_with_a_time_to_come_back(site):
    page = site.get("/matching/rounds", Accept="text/html", Accept_Language="zh-TW,en")
    assert (page.status, page.headers["Retry-After"], page.headers["Cache-Control"]) == (503, "5", "no-store")
    assert "暫時無法使用" in page.body.decode()
    for problem in (
        site.get("/matching/api/v1/rounds", If_Match='"v1"'),
        site.get("/matching/x", Accept="application/json"),
    ):
        assert problem.status == problem.json["status"] == 503
        assert problem.headers["Content-Type"] == "application/problem+json"
        assert problem.headers["Retry-After"] == "5"


@pytest.mark.parametrize(
    ("cookie", "asked", "language"),
    [
        ("", "zh-HK,en", "zh-Hant"),
        ("", "zh,en", "zh-Hans"),
        ("", "de", "en"),
        ("preferences=zh-Hans.dark.Asia/Shanghai", "zh-TW", "zh-Hans"),
        ("preferences=xx.dark.UTC", "zh-TW", "zh-Hant"),
    ],
)
def test_an_error_page_speaks_the_chosen_language_else_the_browsers(site, cookie, asked, language):
    page = site.get("/matching/", Cookie=cookie, Accept_Language=asked).body.decode()
    assert f'<html lang="{language}">' in page


def test_a_body_over_the_limit_is_413_in_the_asked_form(site):
    refused = site.get("/projects/api/v1/briefs", "POST", b"x" * (MAX_BODY + 1))
    assert (refused.status, refused.json["title"]) == (413, "Too large")
    assert site.get("/projects/1/files", "PUT", b"x" * (MAX_BODY + 1)).status == 413
    assert site.get("/projects/1/files", "PUT", b"x" * (8 * 1024 * 1024)).json["length"] == 8 * 1024 * 1024


def test_strong_etags_of_the_api_stay_strong(site):
    answer = site.get("/projects/api/v1/briefs/1", Accept_Encoding="gzip", X_Filler="x" * 3000)
    assert answer.headers["ETag"] == '"v3"'


def test_files_come_only_by_the_word_of_a_service(site):
    assert site.get("/_files/ab/cd").status == 404
    sent = site.get("/projects/1/file")
    assert sent.body == b"what was uploaded"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert site.get("/projects/1/file", Range="bytes=5-7").body == b"was"


def test_static_files_live_long_when_their_version_is_named(site):
    named, plain = site.get("/static/bootstrap.min.css?v=1"), site.get("/static/bootstrap.min.css")
    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["Cache-Control"] == "public, max-age=300"
    assert site.get("/static/none.css?v=1").headers["Cache-Control"] == "no-store"
    assert (
        site.get("/static/../config.py").status in (400, 404)
        or "service" in site.get("/static/../config.py").json
    )


@pytest.mark.parametrize(
    "path",
    [
        "/portfolio/s/TOKEN-SECRET",
        "/portfolio/%73/TOKEN-SECRET/more",
        "/accounts/confirm/TOKEN-SECRET",
        "/accounts/join/TOKEN-SECRET",
        "/join/TOKEN-SECRET",
        "/accounts/guardian/TOKEN-SECRET?x=1",
        "/projects/briefs?token=TOKEN-SECRET",
        "/matching/s/x?token=TOKEN-SECRET",
    ],
)
def test_the_log_holds_neither_token_nor_query(site, path, eventually):
    mark = uuid.uuid4().hex
    site.get(path, Referer="http://127.0.0.1/portfolio/s/TOKEN-SECRET", X_Request_Id=mark)
    eventually(lambda: mark in site.log(), "the request's line in the log")
    assert "SECRET" not in site.log()


def test_the_log_is_json_with_the_request_id(site, eventually):
    site.get("/projects/briefs", X_Request_Id="feedfeed-1")
    eventually(lambda: "feedfeed-1" in site.log(), "the request's line in the log")
    lines = [json.loads(line) for line in site.log().splitlines()]
    assert [line["path"] for line in lines if line["request_id"] == "feedfeed-1"] == ["/projects/briefs"]


def test_the_log_tells_how_somebody_asked_whose_answer_the_gateway_gave(site, eventually):
    """An error's page is fetched by GET, whatever was asked for it."""
    site.get("/matching/api/v1/bids", "PUT", X_Request_Id="feedfeed-2")
    eventually(lambda: "feedfeed-2" in site.log(), "the request's line in the log")
    lines = [json.loads(line) for line in site.log().splitlines()]
    [line] = [line for line in lines if line["request_id"] == "feedfeed-2"]
    assert (line["method"], line["path"], line["status"]) == ("PUT", "/matching/api/v1/bids", "503")


def test_haste_is_refused_with_429_first_where_passwords_are_tried(slow_site):
    signing_in = [slow_site.get("/accounts/sign-in", "POST").status for _ in range(12)]
    assert signing_in[:4] == [200] * 4
    assert 429 in signing_in
    reading = [slow_site.get("/projects/api/v1/briefs") for _ in range(80)]
    refused = next(answer for answer in reading if answer.status == 429)
    assert (refused.json["title"], refused.headers["Retry-After"]) == ("Too many requests", "1")
    assert slow_site.get("/static/favicon.svg").status == 200
