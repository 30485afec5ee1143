"""The guides of the topic sign-in, run against the frameworks that they are about."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, Self
from urllib.error import URLError

import pytest

from .snippets import snippets

MOMENT = 1_790_000_000.0

DJANGO = """
import json, sys, types
given = json.load(sys.stdin)
settings = types.ModuleType("guide_settings")
settings.__dict__.update(
    SECRET_KEY="x" * 50,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="guide_urls",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": [
        ("django.template.loaders.locmem.Loader", {
            "registration/password_reset_email.html": "{{ protocol }}://{{ domain }}/{{ uid }}/{{ token }}",
            "registration/password_reset_subject.txt": "New password",
        })]}}],
)
exec(given["settings"], settings.__dict__)
sys.modules["guide_settings"] = settings
urls = sys.modules["guide_urls"] = types.ModuleType("guide_urls")
urls.urlpatterns = []
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "guide_settings"
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.contrib.auth.models import User
from django.test import Client
from django.urls import path
from django.http import HttpResponse
exec(given["program"], {**globals(), "print": None, "report": lambda **found: sys.stdout.write(json.dumps(found))})
"""


def django(settings: str, program: str) -> Any:
    """Run a program in a Django project of its own and return what it reports."""
    pytest.importorskip("django")
    done = subprocess.run(
        [sys.executable, "-c", DJANGO],
        input=json.dumps({"settings": settings, "program": textwrap.dedent(program)}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def node(program: str, *packages: str) -> Any:
    """Run a program in Node.js and return the JSON that it prints; skip where something is missing."""
    executable = shutil.which("node")
    if executable is None:
        pytest.skip("Node.js is not installed")
    found = subprocess.run(
        [executable, "-e", ";".join(f"require.resolve('{package}')" for package in packages)],
        capture_output=True,
        check=False,
    )
    if found.returncode:
        pytest.skip("npm packages are not installed: " + ", ".join(packages))
    done = subprocess.run(
        [executable, "-"],
        input=program,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SESSION_SECRET": "x" * 32},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


EXPRESS = """
const http = require("node:http");
const express = require("express");
const app = express();
function call(server, method, path, headers, body) {
  return new Promise((resolve) => {
    const request = http.request({ port: server.address().port, method, path, headers }, (reply) => {
      let text = "";
      reply.on("data", (piece) => (text += piece));
      reply.on("end", () => resolve({ status: reply.statusCode, cookies: reply.headers["set-cookie"] ?? [], text }));
    });
    request.end(body);
  });
}
function run(steps) {
  const server = app.listen(0, async () => {
    const found = await steps((...step) => call(server, ...step));
    process.stdout.write(JSON.stringify(found));
    server.close();
    server.closeAllConnections();
  });
}
"""


def run(code: str, **names: Any) -> dict[str, Any]:
    """Execute a snippet with these names and return its namespace."""
    namespace = dict(names)
    exec(code, namespace)
    return namespace


# hash-passwords


def test_django_hashes_with_argon2() -> None:
    """New passwords are hashed with Argon2id and an old hash is renewed at sign-in; without, it is PBKDF2."""
    pytest.importorskip("argon2")
    program = """
        from django.contrib.auth.hashers import PBKDF2PasswordHasher, check_password, identify_hasher, make_password
        renewed = []
        old = PBKDF2PasswordHasher().encode("correct horse", "saltsaltsalt", iterations=1000)
        right = check_password("correct horse", old, renewed.append)
        report(new=make_password("correct horse"), right=right, renewed=bool(renewed))
    """
    found = django(snippets("hash-passwords/django", "python")[0], program)
    assert found["new"].startswith("argon2$argon2id$v=19$m=102400,t=2,")
    assert found["right"]
    assert found["renewed"]
    without = django("del PASSWORD_HASHERS", program)
    assert without["new"].startswith("pbkdf2_sha256$")


def test_argon2_cffi_checks_and_renews() -> None:
    """The right password passes, a wrong one and an unknown name fail, and an old hash is renewed."""
    argon2 = pytest.importorskip("argon2")
    right = run(snippets("hash-passwords/argon2-cffi", "python")[0])
    check = right["password_is_right"]
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    user = SimpleNamespace(password_hash=weak.hash("correct horse"))
    assert not check(user, "wrong horse")
    assert user.password_hash.startswith("$argon2id$v=19$m=8,")
    assert check(user, "correct horse")
    assert user.password_hash.startswith("$argon2id$v=19$m=65536,t=3,")
    assert not check(None, "correct horse")
    assert not check(None, "no account has this password")


def test_express_hashes_with_scrypt() -> None:
    """The hash is salted, checks, and needs the raised memory limit."""
    found = node(
        snippets("hash-passwords/express", "js")[0]
        + """
        const { scryptSync } = require("node:crypto");
        (async () => {
          const one = await hashPassword("correct horse");
          const two = await hashPassword("correct horse");
          let refused = false;
          try { scryptSync("x", "salt", 32, { N: 2 ** 17, r: 8, p: 1 }); } catch { refused = true; }
          process.stdout.write(JSON.stringify({
            one, two, refused,
            right: await passwordIsRight(one, "correct horse"),
            wrong: await passwordIsRight(one, "wrong horse"),
          }));
        })();
        """
    )
    assert found["one"].startswith("scrypt$17$8$1$")
    assert found["one"] != found["two"]
    assert (found["right"], found["wrong"], found["refused"]) == (True, False, True)


# block-breached-passwords


def breached(monkeypatch: pytest.MonkeyPatch, answer: Callable[..., Any]) -> tuple[Any, type[Exception]]:
    """Return the guide's validator, asking this function instead of the network, and its error."""
    exceptions = pytest.importorskip("django.core.exceptions")
    monkeypatch.setattr("urllib.request.urlopen", answer)
    validator = run(snippets("block-breached-passwords/django", "python")[0], __name__="validators")
    return validator["BreachedPasswordValidator"]().validate, exceptions.ValidationError


def test_django_refuses_a_breached_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """A listed password is refused, another passes, and five characters of the hash leave the process."""
    asked = []
    listed = hashlib.sha1(b"correct horse battery").hexdigest().upper()

    class Reply:
        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_: object) -> None:
            return None

        def read(self) -> bytes:
            return f"{'0' * 35}:4\r\n{listed[5:]}:12\r\n".encode()

    def answer(request: Any, timeout: float) -> Reply:
        asked.append(request.full_url)
        assert timeout == 2
        return Reply()

    validate, error = breached(monkeypatch, answer)
    with pytest.raises(error):
        validate("correct horse battery")
    validate("another horse battery")
    assert asked[0] == "https://api.pwnedpasswords.com/range/" + listed[:5]
    assert all(len(address.rpartition("/")[2]) == 5 for address in asked)


def test_django_lets_passwords_pass_while_the_list_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the list cannot be asked, the validator says nothing."""

    def answer(_request: Any, **_: Any) -> None:
        raise URLError("no route")

    validate, _error = breached(monkeypatch, answer)
    validate("correct horse battery")


def test_django_validates_length_and_common_passwords() -> None:
    """The settings refuse short, common and name-like passwords; a project without them refuses none."""
    program = """
        from django.contrib.auth.password_validation import get_password_validators, validate_password
        from django.core.exceptions import ValidationError
        module = sys.modules["accounts.validators"] = types.ModuleType("accounts.validators")
        module.BreachedPasswordValidator = type("V", (), {"validate": lambda self, password, user=None: None})
        sys.modules["accounts"] = types.ModuleType("accounts")
        def refused(password):
            try:
                validate_password(password, User(username="margaret-hamilton"))
            except ValidationError as error:
                return [each.code for each in error.error_list]
            return []
        report(short=refused("4tVb9q!kLm2xzR"), common=refused("1q2w3e4r5t6y7u8i9o0p"),
               name=refused("margaret-hamilton1"), good=refused("lantern ounce tidy brook"))
    """
    found = django(snippets("block-breached-passwords/django", "python")[1], program)
    assert found["short"] == ["password_too_short"]
    assert found["common"] == ["password_too_common"]
    assert found["name"] == ["password_too_similar"]
    assert found["good"] == []
    assert django("", program)["short"] == []


# throttle-sign-in


def test_django_axes_locks_the_account() -> None:
    """The tenth failure and the right password after it are refused; without, the right password passes."""
    pytest.importorskip("axes")
    program = """
        from django.contrib.auth import authenticate, login
        def sign_in(request):
            user = authenticate(request, username=request.POST["name"], password=request.POST["password"])
            if user:
                login(request, user)
            return HttpResponse(status=200 if user else 401)
        urls.urlpatterns.append(path("sign-in", sign_in))
        for name in ["ann", "bob"]:
            User.objects.create_user(name, password="right")
        def attempt(name, password, address):
            return Client().post("/sign-in", {"name": name, "password": password}, REMOTE_ADDR=address).status_code
        wrong = [attempt("ann", "wrong", f"192.0.2.{i}") for i in range(10)]
        report(wrong=wrong, right=attempt("ann", "right", "192.0.2.99"), other=attempt("bob", "right", "192.0.2.1"))
    """
    found = django(snippets("throttle-sign-in/django", "python")[0], program)
    assert found == {"wrong": [401] * 9 + [429], "right": 429, "other": 200}
    assert django("", program) == {"wrong": [401] * 10, "right": 200, "other": 200}


def test_flask_limiter_counts_failures_by_account() -> None:
    """Ten failures close the account to every address, and successes are not counted."""
    flask = pytest.importorskip("flask")
    pytest.importorskip("flask_limiter")
    app = flask.Flask(__name__)
    app.config["RATELIMIT_STORAGE_URI"] = "memory://"

    def answer() -> Any:
        return "", 200 if flask.request.form["password"] == "right" else 401

    run(snippets("throttle-sign-in/flask", "python")[0], app=app, check_password_and_start_session=answer)

    def attempt(name: str, password: str, address: str) -> int:
        form = {"name": name, "password": password}
        environment = {"REMOTE_ADDR": address}
        reply = app.test_client().post("/sign-in", data=form, environ_base=environment)
        return int(reply.status_code)

    assert {attempt("bob", "right", "192.0.2.1") for _ in range(12)} == {200}
    assert {attempt("ann", "wrong", f"192.0.2.{i}") for i in range(10)} == {401}
    assert attempt(" ANN", "right", "192.0.2.99") == 429
    assert {attempt(f"user{i}", "wrong", "198.51.100.7") for i in range(100)} == {401}
    assert attempt("user100", "wrong", "198.51.100.7") == 429


def test_express_rate_limit_counts_failures_by_account() -> None:
    """Ten failures close the account; successes are not counted, and another account stays open."""
    found = node(
        EXPRESS
        + """
        const signIn = (req, res) => res.status(req.body.password === "right" ? 200 : 401).end();
        """
        + snippets("throttle-sign-in/express", "js")[0]
        + """
        run(async (call) => {
          const type = { "content-type": "application/x-www-form-urlencoded" };
          const attempt = async (name, password) =>
            (await call("POST", "/sign-in", type, `name=${name}&password=${password}`)).status;
          const good = [], wrong = [];
          for (let i = 0; i < 12; i++) good.push(await attempt("bob", "right"));
          for (let i = 0; i < 10; i++) wrong.push(await attempt("ann", "wrong"));
          return { good, wrong, right: await attempt("ANN", "right"), other: await attempt("bob", "wrong") };
        });
        """,
        "express",
        "express-rate-limit",
    )
    assert found == {"good": [200] * 12, "wrong": [401] * 10, "right": 429, "other": 401}


# require-mfa-staff


def test_py_webauthn_refuses_a_key_without_its_user() -> None:
    """An answer without user verification, or for another site, is refused; the guide's flag decides it."""
    webauthn = pytest.importorskip("webauthn")
    cbor2 = pytest.importorskip("cbor2")
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec

    code = snippets("require-mfa-staff/py-webauthn", "python")[0]
    guide = run(code)
    lax = run(code.replace("        require_user_verification=True,\n", ""))
    options = guide["new_challenge"]()
    assert json.loads(webauthn.options_to_json(options))["userVerification"] == "required"

    private = ec.generate_private_key(ec.SECP256R1())
    point = private.public_key().public_numbers()
    cose = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
    passkey = SimpleNamespace(public_key=cbor2.dumps(cose), sign_count=0)

    def text(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    def answer(flags: int, origin: str = "https://shop.example") -> dict[str, Any]:
        client = json.dumps({"type": "webauthn.get", "challenge": text(options.challenge), "origin": origin})
        data = hashlib.sha256(b"shop.example").digest() + bytes([flags, 0, 0, 0, 1])
        signed = private.sign(data + hashlib.sha256(client.encode()).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": text(client.encode()),
            "authenticatorData": text(data),
            "signature": text(signed),
        }
        return {"id": text(b"key"), "rawId": text(b"key"), "type": "public-key", "response": response}

    present, verified = 0b001, 0b101
    assert guide["check_passkey"](answer(verified), options.challenge, passkey).new_sign_count == 1
    refused = webauthn.helpers.exceptions.InvalidAuthenticationResponse
    with pytest.raises(refused):
        guide["check_passkey"](answer(present), options.challenge, passkey)
    with pytest.raises(refused):
        guide["check_passkey"](answer(verified, "https://sh0p.example"), options.challenge, passkey)
    assert lax["check_passkey"](answer(present), options.challenge, passkey)


# harden-recovery


def test_django_recovery_links_expire_and_serve_once() -> None:
    """A link dies after an hour, after use and after sign-in; by default it lives for days."""
    program = """
        from datetime import datetime, timedelta
        from django.contrib.auth import views
        from django.contrib.auth.tokens import PasswordResetTokenGenerator
        from django.core import mail
        class Clock(PasswordResetTokenGenerator):
            shift = timedelta(0)
            def _now(self):
                return datetime(2026, 11, 1) + self.shift
        def valid(minutes=0):
            clock.shift = timedelta(minutes=minutes)
            return clock.check_token(user, link)
        user = User.objects.create_user("ann", "ann@example.org", "old")
        clock = Clock()
        link = clock.make_token(user)
        found = dict(soon=valid(59), late=valid(61))
        browser = Client()
        browser.force_login(user)
        urls.urlpatterns += [
            path("me", lambda request: HttpResponse(request.user.username)),
            path("reset", views.PasswordResetView.as_view(success_url="/sent")),
            path("reset/<uidb64>/<token>", lambda request: None, name="password_reset_confirm"),
        ]
        user.refresh_from_db()
        found["after_sign_in"] = valid()
        link = clock.make_token(user)
        clock.make_token(user)
        found["newer"] = valid()
        class Own(PasswordResetTokenGenerator):
            def _make_hash_value(self, user, timestamp):
                return super()._make_hash_value(user, timestamp) + str(user.asked)
        user.asked = 1
        first = Own().make_token(user)
        user.asked = 2
        found["newer_own"] = Own().check_token(user, first)
        name = "shop.example"
        found["before"] = browser.get("/me", headers={"host": name}).content.decode()
        user.set_password("new")
        user.save()
        found["used"] = valid()
        found["after"] = browser.get("/me", headers={"host": name}).content.decode()
        def ask(address, host):
            reply = Client().post("/reset", {"email": address}, headers={"host": host})
            return [reply.status_code, reply.get("Location")]
        found["known"] = ask("ann@example.org", name)
        found["unknown"] = ask("nobody@example.org", name)
        found["letters"] = len(mail.outbox)
        found["host"] = ask("ann@example.org", "evil.example")[0]
        report(**found)
    """
    found = django(snippets("harden-recovery/django", "python")[0], program)
    assert (found["soon"], found["late"]) == (True, False)
    assert (found["after_sign_in"], found["used"]) == (False, False)
    assert (found["newer"], found["newer_own"]) == (True, False)
    assert (found["before"], found["after"]) == ("ann", "")
    assert found["known"] == found["unknown"] == [302, "/sent"]
    assert found["letters"] == 1
    assert found["host"] == 400
    without = django("", program)
    assert without["late"]
    assert without["host"] == 302


# harden-session-cookies


def attributes(header: str) -> tuple[str, set[str]]:
    """Return a cookie's name and its attributes in lower case."""
    name, *rest = (part.strip() for part in header.split(";"))
    return name.partition("=")[0], {part.lower() for part in rest}


HARDENED = {"secure", "httponly", "samesite=lax", "path=/"}


def test_django_hardens_both_cookies() -> None:
    """The session cookie carries all four and the token's cookie its prefix; without, Secure is absent."""
    program = """
        from django.middleware.csrf import get_token
        def page(request):
            request.session["basket"] = 1
            get_token(request)
            return HttpResponse()
        urls.urlpatterns.append(path("", page))
        settings.MIDDLEWARE.append("django.middleware.csrf.CsrfViewMiddleware")
        reply = Client().get("/", secure=True)
        report(cookies=[morsel.OutputString() for morsel in reply.cookies.values()])
    """
    code = snippets("harden-session-cookies/django", "python")[0]
    found = dict(attributes(cookie) for cookie in django(code, program)["cookies"])
    assert found["__Host-sessionid"] >= HARDENED
    assert found["__Host-csrftoken"] >= HARDENED - {"httponly"}
    assert not any(each.startswith("domain") for cookie in found.values() for each in cookie)
    without = dict(attributes(cookie) for cookie in django("", program)["cookies"])
    assert "secure" not in without["sessionid"]
    assert without["sessionid"] >= HARDENED - {"secure"}


def test_flask_hardens_its_cookie() -> None:
    """The cookie carries all four; without the settings, Secure and SameSite are absent."""
    flask = pytest.importorskip("flask")

    def cookie(code: str) -> tuple[str, set[str]]:
        app = flask.Flask(__name__)
        app.secret_key = "x" * 32
        run(code, app=app)

        @app.get("/")
        def page() -> str:
            flask.session["user"] = 1
            return ""

        return attributes(app.test_client().get("/").headers["Set-Cookie"])

    name, found = cookie(snippets("harden-session-cookies/flask", "python")[0])
    assert name == "__Host-session"
    assert found == HARDENED
    assert cookie("")[1] == {"httponly", "path=/"}


def test_fastapi_hardens_its_cookie() -> None:
    """The cookie carries all four; without https_only, Secure is absent."""
    fastapi = pytest.importorskip("fastapi")
    pytest.importorskip("itsdangerous")
    pytest.importorskip("httpx2")
    from fastapi.testclient import TestClient

    def cookie(code: str) -> tuple[str, set[str]]:
        app = fastapi.FastAPI()

        @app.get("/")
        def page(request: fastapi.Request) -> None:
            request.session["user"] = 1

        run(code, app=app, SECRET_KEY="x" * 32)
        return attributes(TestClient(app, base_url="https://shop.example").get("/").headers["set-cookie"])

    code = snippets("harden-session-cookies/fastapi", "python")[0]
    name, found = cookie(code)
    assert name == "__Host-session"
    assert found == HARDENED | {"max-age=43200"}
    assert "secure" not in cookie(code.replace("    https_only=True,\n", ""))[1]
    with pytest.raises(TypeError):
        cookie(code.replace("https_only", "http_only"))


def test_express_hardens_its_cookie() -> None:
    """Behind TLS the cookie carries all four; on a plain request it is not sent at all."""
    found = node(
        EXPRESS
        + 'const session = require("express-session");\n'
        + snippets("harden-session-cookies/express", "js")[0]
        + """
        app.get("/", (req, res) => { req.session.user = 1; res.end(); });
        run(async (call) => ({
          tls: (await call("GET", "/", { "x-forwarded-proto": "https" })).cookies,
          plain: (await call("GET", "/", {})).cookies,
        }));
        """,
        "express",
        "express-session",
    )
    name, rest = attributes(found["tls"][0])
    assert name == "__Host-session"
    assert rest == HARDENED
    assert found["plain"] == []


# rotate-session-on-sign-in


def test_django_renews_the_session_key() -> None:
    """Sign-in and the second factor renew the key and keep the basket; writing the id by hand does not."""
    code = snippets("rotate-session-on-sign-in/django", "python")[0]
    program = f"""
        exec({code!r})
        user = User.objects.create_user("ann", password="right")
        def basket(request):
            request.session["basket"] = "tea"
            return HttpResponse()
        def sign_in(request):
            finish_sign_in(request, user)
            return HttpResponse()
        def factor(request):
            finish_second_factor(request)
            return HttpResponse()
        def by_hand(request):
            request.session["user"] = user.pk
            return HttpResponse()
        urls.urlpatterns += [path(view.__name__, view) for view in [basket, sign_in, factor, by_hand]]
        from django.contrib.sessions.models import Session
        browser, keys = Client(), []
        for page in ["/basket", "/by_hand", "/sign_in", "/factor"]:
            browser.get(page)
            keys.append(browser.cookies["sessionid"].value)
        report(keys=keys, kept=browser.session["basket"], stored=list(Session.objects.values_list("pk", flat=True)))
    """
    found = django("", program)
    before, by_hand, signed_in, second = found["keys"]
    assert by_hand == before
    assert len({before, signed_in, second}) == 3
    assert found["kept"] == "tea"
    assert found["stored"] == [second]


def test_express_regenerates_the_session() -> None:
    """A planted cookie is worth nothing after sign-in, and the basket is kept."""
    found = node(
        EXPRESS
        + """
        const session = require("express-session");
        app.use(session({ secret: "x", resave: false, saveUninitialized: false }));
        """
        + snippets("rotate-session-on-sign-in/express", "js")[0]
        + """
        app.get("/basket", (req, res) => { req.session.basket = "tea"; res.end(); });
        app.post("/sign-in", (req, res, next) => startSession(req, res, next, { id: 7 }));
        app.get("/me", (req, res) => res.json([req.session.userId ?? null, req.session.basket ?? null]));
        run(async (call) => {
          const value = (reply) => reply.cookies[0].split(";")[0];
          const planted = value(await call("GET", "/basket", {}));
          const reply = await call("POST", "/sign-in", { cookie: planted });
          const me = async (cookie) => JSON.parse((await call("GET", "/me", { cookie })).text);
          return { status: reply.status, planted: await me(planted), own: await me(value(reply)) };
        });
        """,
        "express",
        "express-session",
    )
    assert found == {"status": 303, "planted": [None, None], "own": [7, "tea"]}


# expire-sessions


def test_django_ends_idle_and_old_sessions() -> None:
    """A session ends after fifteen idle minutes and after twelve hours in all; by default it does neither."""
    settings, middleware = snippets("expire-sessions/django", "python")
    program = """
        import time
        from unittest.mock import patch
        from datetime import datetime, timedelta, timezone
        from django.utils import timezone as django_time
        start = datetime.now(timezone.utc)
        urls.urlpatterns.append(path("me", lambda request: HttpResponse(request.user.username)))
        user = User.objects.create_user("ann", password="right")
        def at(minutes, action):
            moment = start + timedelta(minutes=minutes)
            with patch.object(django_time, "now", lambda: moment), patch.object(time, "time", moment.timestamp):
                return action()
        def walk(minutes):
            browser = Client()
            at(0, lambda: browser.login(username="ann", password="right"))
            return [at(minute, lambda: browser.get("/me").content.decode()) for minute in minutes]
        report(idle=walk([14, 28, 44]), long=walk(range(10, 741, 10)))
    """
    module = (
        "import sys, types\n"
        "limits = sys.modules['limits'] = types.ModuleType('limits')\n"
        f"limits.code = {middleware!r}\n"
        "MIDDLEWARE = [*MIDDLEWARE, 'limits.end_old_sessions']\n"
    )
    load = "limits = sys.modules['limits']\nexec(limits.code, limits.__dict__)\n"
    found = django(settings + module, load + textwrap.dedent(program))
    assert found["idle"] == ["ann", "ann", ""]
    assert found["long"][:71] == ["ann"] * 71
    assert found["long"][-1] == ""
    without = django("", program)
    assert without["idle"] == ["ann"] * 3
    assert without["long"][-1] == "ann"


def test_flask_ends_idle_and_old_sessions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session ends after fifteen idle minutes and after twelve hours in all; by default it does neither."""
    flask = pytest.importorskip("flask")

    def walk(code: str, minutes: list[int]) -> list[str]:
        app = flask.Flask(__name__)
        app.secret_key = "x" * 32
        guide = run(code, app=app)

        @app.post("/sign-in")
        def sign_in() -> str:
            guide["start_session"]("ann")
            return ""

        @app.get("/me")
        def me() -> str:
            return str(flask.session.get("user", ""))

        client = app.test_client()
        monkeypatch.setattr(time, "time", lambda: MOMENT)
        client.post("/sign-in")
        cookie = client.get_cookie("session")
        seen = []
        for minute in minutes:
            monkeypatch.setattr(time, "time", lambda minute=minute: MOMENT + minute * 60)
            client.set_cookie("session", cookie.value)
            seen.append(client.get("/me").text)
            cookie = client.get_cookie("session") or cookie
        return seen

    code = snippets("expire-sessions/flask", "python")[0]
    assert walk(code, [14, 28, 44]) == ["ann", "ann", ""]
    assert walk(code, list(range(10, 741, 10))) == ["ann"] * 72 + [""] * 2
    default = "from flask import session\ndef start_session(user):\n    session['user'] = user\n"
    assert walk(default, [44, 740]) == ["ann", "ann"]


# end-self-contained-sessions


def test_flask_ends_a_copied_session() -> None:
    """A copied cookie is refused once the counter has moved; without the counter it stays good."""
    flask = pytest.importorskip("flask")

    def walk(code: str) -> list[int]:
        app = flask.Flask(__name__)
        app.secret_key = "x" * 32
        user = SimpleNamespace(id=7, session_generation=1)
        guide = run(code, app=app, find_user={7: user}.get)

        @app.post("/sign-in")
        def sign_in() -> str:
            guide["start_session"](user)
            return ""

        @app.get("/me")
        def me() -> tuple[str, int]:
            return "", 200 if "user" in flask.session else 401

        @app.post("/sign-out")
        def sign_out() -> str:
            flask.session.clear()
            guide.get("end_all_sessions", lambda _user: None)(user)
            return ""

        client = app.test_client()
        client.post("/sign-in")
        copied = client.get_cookie("session")
        assert copied is not None
        before = client.get("/me").status_code
        client.post("/sign-out")
        client.set_cookie("session", copied.value)
        return [before, client.get("/me").status_code]

    assert walk(snippets("end-self-contained-sessions/flask", "python")[0]) == [200, 401]
    default = "from flask import session\ndef start_session(user):\n    session['user'] = user.id\n"
    assert walk(default) == [200, 200]


# csrf-tokens


def test_django_refuses_posts_without_the_token() -> None:
    """A post without the token is refused, one with it passes; without the middleware both pass."""
    program = """
        from django.middleware.csrf import get_token
        urls.urlpatterns.append(path("", lambda request: HttpResponse(get_token(request))))
        browser = Client(enforce_csrf_checks=True)
        token = browser.get("/").content.decode()
        report(without=browser.post("/").status_code, header=browser.post("/", headers={"x-csrftoken": token}).status_code,
               form=browser.post("/", {"csrfmiddlewaretoken": token}).status_code)
    """
    code = snippets("csrf-tokens/django", "python")[0]
    assert django(code, program) == {"without": 403, "header": 200, "form": 200}
    absent = code.replace('    "django.middleware.csrf.CsrfViewMiddleware",\n', "")
    assert django(absent, program)["without"] == 200


def test_flask_wtf_refuses_posts_without_the_token() -> None:
    """A post without the token is refused, one with it passes; without the extension it passes."""
    flask = pytest.importorskip("flask")
    pytest.importorskip("flask_wtf")
    form = snippets("csrf-tokens/flask", "html")[0]

    def client(code: str) -> Any:
        app = flask.Flask(__name__)
        app.secret_key = "x" * 32
        run(code, app=app)

        @app.get("/")
        def page() -> str:
            return str(flask.render_template_string(form))

        @app.post("/")
        def delete() -> str:
            return "deleted"

        return app.test_client()

    browser = client(snippets("csrf-tokens/flask", "python")[0])
    token = browser.get("/").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert token
    assert browser.post("/").status_code == 400
    assert browser.post("/", data={"csrf_token": token}).text == "deleted"
    assert browser.post("/", headers={"X-CSRFToken": token}).text == "deleted"
    assert client("").post("/").status_code == 200


FOREIGN: list[tuple[dict[str, str], bool]] = [
    ({"sec-fetch-site": "same-origin"}, True),
    ({"origin": "https://shop.example"}, True),
    ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "cross-site", "origin": "https://shop.example"}, False),
    ({"origin": "https://evil.example"}, False),
    ({"origin": "null"}, False),
    ({}, False),
]


def test_fastapi_refuses_posts_from_other_sites() -> None:
    """Only what our own pages started passes; reading is open, and without the middleware all pass."""
    fastapi = pytest.importorskip("fastapi")
    pytest.importorskip("httpx2")
    from fastapi.testclient import TestClient

    def client(code: str) -> Any:
        app = fastapi.FastAPI()
        run(code, app=app)
        app.get("/")(lambda: None)
        app.post("/")(lambda: None)
        return TestClient(app)

    browser = client(snippets("csrf-tokens/fastapi", "python")[0])
    for headers, passes in FOREIGN:
        assert browser.post("/", headers=headers).status_code == (200 if passes else 403), headers
    assert browser.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200
    assert client("").post("/", headers={"sec-fetch-site": "cross-site"}).status_code == 200


def test_express_refuses_posts_from_other_sites() -> None:
    """Only what our own pages started passes; reading is open, and without the middleware all pass."""

    def statuses(code: str) -> Any:
        return node(
            EXPRESS
            + code
            + f"""
            app.all("/", (req, res) => res.end());
            const tried = {json.dumps([headers for headers, _ in FOREIGN])};
            run(async (call) => {{
              const found = [];
              for (const headers of tried) found.push((await call("POST", "/", headers)).status);
              found.push((await call("GET", "/", {{ "sec-fetch-site": "cross-site" }})).status);
              return found;
            }});
            """,
            "express",
        )

    expected = [200 if passes else 403 for _, passes in FOREIGN] + [200]
    assert statuses(snippets("csrf-tokens/express", "js")[0]) == expected
    assert set(statuses("")) == {200}
