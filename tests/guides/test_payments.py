"""The guides on payments and on Californian privacy, executed against the frameworks that they name."""

import asyncio
import json
import logging
import shutil
import subprocess
import time
from types import SimpleNamespace
from typing import Any

import pytest

from .snippets import snippets

SECRET = "whsec_of_the_tests"
CARD = "4242424242424242"
NOTICE = json.dumps({"id": "evt_1", "object": "event", "type": "payment.made", "data": {"object": {}}})


def run(code: str, **names: Any) -> dict[str, Any]:
    """Execute one snippet with the names that its reader supplies, and return all names."""
    names["__name__"] = "snippet"
    exec(compile(code, "guide", "exec"), names)
    return names


def signature(payload: str, *, age: int = 0) -> str:
    """Sign a payment notice as Stripe does."""
    stripe = pytest.importorskip("stripe")
    return str(stripe.WebhookSignature.generate_signature_header(payload, SECRET, int(time.time()) - age))


def deliveries() -> list[tuple[str, str | None, int]]:
    """Return body, signature and expected status of a true notice and of four that must be refused."""
    true = signature(NOTICE)
    return [
        (NOTICE, true, 200),
        (NOTICE.replace("evt_1", "evt_2"), true, 400),
        (NOTICE, None, 400),
        (NOTICE, signature(NOTICE, age=600), 400),
        ("no JSON", true, 400),
    ]


def node(setup: str, probe: str) -> Any:
    """Run an Express application in Node, ask it with `probe`, and return what the probe returns."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("Node is not installed")
    script = (
        'const express = require("express");\n'
        "const app = express();\n"
        f"{setup}\n"
        'const server = app.listen(0, "127.0.0.1", async () => {\n'
        "  const base = `http://127.0.0.1:${server.address().port}`;\n"
        f"  const answer = await (async () => {{ {probe} }})();\n"
        "  console.log(JSON.stringify(answer)); process.exit(0);\n"
        "});\n"
    )
    done = subprocess.run(
        [program, "-"], input=script, capture_output=True, text=True, timeout=20, check=False
    )
    if "Cannot find module" in done.stderr:
        pytest.skip("the Node packages are not installed")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture
def django_requests() -> Any:
    """Return a factory of Django's requests, with settings good enough for it."""
    django = pytest.importorskip("django")
    settings = pytest.importorskip("django.conf").settings

    if not settings.configured:
        settings.configure(SECRET_KEY="only for tests", ALLOWED_HOSTS=["testserver"])
    django.setup()
    return pytest.importorskip("django.test").RequestFactory()


def post(app: Any, path: str, **parts: Any) -> Any:
    """Post to an ASGI application and return its answer."""
    httpx = pytest.importorskip("httpx")

    async def ask() -> Any:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.post(path, **parts)

    return asyncio.run(ask())


def directives(policy: str) -> dict[str, list[str]]:
    """Parse the value of a Content-Security-Policy header."""
    return {name: sources for name, *sources in (part.split() for part in policy.split(";"))}


def assert_strict(policy: str) -> None:
    """Assert that a policy names the provider's origins and closes the ways around it."""
    parsed = directives(policy)
    assert parsed["script-src"] == ["'self'", "https://js.pay.example"]
    assert parsed["frame-src"] == ["https://js.pay.example"]
    assert parsed["default-src"] == ["'self'"]
    assert parsed["form-action"] == ["'self'"]
    assert all(parsed[name] == ["'none'"] for name in ("base-uri", "object-src", "frame-ancestors"))
    assert "unsafe" not in policy


def test_django_decorator_sends_the_policy(django_requests: Any) -> None:
    """The decorator for Django up to 5.2 adds the whole policy to the decorated view only."""
    http = pytest.importorskip("django.http")

    names = run(snippets("restrict-payment-page-scripts/django", "python")[0])

    def plain(_: object) -> Any:
        return http.HttpResponse("pay")

    request = django_requests.get("/pay")
    assert_strict(names["payment_page"](plain)(request)["Content-Security-Policy"])
    assert "Content-Security-Policy" not in plain(request)


def test_django_built_in_decorator_sends_the_policy(django_requests: Any) -> None:
    """From Django 6.0, the built-in decorator and middleware send the same policy."""
    pytest.importorskip("django.utils.csp")
    http = pytest.importorskip("django.http")
    csp = pytest.importorskip("django.middleware.csp")

    first, second = snippets("restrict-payment-page-scripts/django", "python")
    names = run(second, POLICY=run(first)["POLICY"])

    def plain(_: object) -> Any:
        return http.HttpResponse("pay")

    request = django_requests.get("/pay")
    assert_strict(
        csp.ContentSecurityPolicyMiddleware(names["payment_page"](plain))(request)["Content-Security-Policy"]
    )
    assert "Content-Security-Policy" not in csp.ContentSecurityPolicyMiddleware(plain)(request)


def test_flask_decorator_sends_the_policy() -> None:
    """The decorator adds the policy under the route, and has no effect above it, as the guide warns."""
    flask = pytest.importorskip("flask")
    payment_page = run(snippets("restrict-payment-page-scripts/flask", "python")[0])["payment_page"]
    app = flask.Flask("shop")
    app.get("/pay")(payment_page(lambda: "pay"))
    payment_page(app.get("/wrong", endpoint="wrong")(lambda: "pay"))
    client = app.test_client()
    assert_strict(client.get("/pay").headers["Content-Security-Policy"])
    assert "Content-Security-Policy" not in client.get("/wrong").headers


def test_express_middleware_sends_the_policy() -> None:
    """Helmet sends the listed directives and nothing else, and replaces the policy set for all pages."""
    (code,) = snippets("restrict-payment-page-scripts/express", "js")
    setup = f"""
      app.use(require("helmet")());
      const showPaymentPage = (req, res) => res.send("pay");
      {code}
      app.get("/", showPaymentPage);"""
    probe = """return Promise.all(["/pay", "/"].map(async (path) =>
      (await fetch(base + path)).headers.get("content-security-policy")));"""
    pay, other = node(setup, probe)
    assert_strict(pay)
    assert "upgrade-insecure-requests" not in pay
    assert "unsafe-inline" in other


def test_helmet_refuses_keywords_without_quotes() -> None:
    """A keyword without its single quotes is refused when the application starts."""
    (code,) = snippets("restrict-payment-page-scripts/express", "js")
    wrong = code.replace("\"'none'\"", '"none"', 1)
    setup = f"let refused = false; const showPaymentPage = () => {{}}; try {{ {wrong} }} catch {{ refused = true; }}"
    assert node(setup, "return refused;") is True


def test_django_sends_customers_to_the_provider_only(django_requests: Any) -> None:
    """Addresses off the provider's origin are answered with 400, the provider's own with 303."""
    test = pytest.importorskip("django.test")
    path = pytest.importorskip("django.urls").path

    send = run(snippets("fix-payment-address/django", "python")[0])["send_to_payment"]
    view = lambda request: send(request.GET["to"])  # noqa: E731
    with test.override_settings(
        ROOT_URLCONF=(path("go", view),), MIDDLEWARE=[], ALLOWED_HOSTS=["*"], TEMPLATES=[], DEBUG=False
    ):
        logging.getLogger("django.security").disabled = True
        client = test.Client(raise_request_exception=False)
        good = client.get("/go", {"to": "https://checkout.pay.example/session/1"})
        assert (good.status_code, good["Location"]) == (303, "https://checkout.pay.example/session/1")
        for bad in FALSE_ADDRESSES:
            assert client.get("/go", {"to": bad}).status_code == 400


FALSE_ADDRESSES = [
    "https://checkout.pay.example.evil.test/session/1",
    "https://evil.test/https://checkout.pay.example/",
    "https://checkout.pay.example@evil.test/",
    "http://checkout.pay.example/",
    "//checkout.pay.example/",
]


def test_flask_sends_customers_to_the_provider_only() -> None:
    """Addresses off the provider's origin are answered with 400, the provider's own with 303."""
    flask = pytest.importorskip("flask")
    send = run(snippets("fix-payment-address/flask", "python")[0])["send_to_payment"]
    app = flask.Flask("shop")
    app.logger.disabled = True
    app.get("/go")(lambda: send(flask.request.args["to"]))
    client = app.test_client()
    good = client.get("/go", query_string={"to": "https://checkout.pay.example/session/1"})
    assert (good.status_code, good.headers["Location"]) == (303, "https://checkout.pay.example/session/1")
    for bad in FALSE_ADDRESSES:
        assert client.get("/go", query_string={"to": bad}).status_code == 400


def test_django_acts_on_true_notices_only(django_requests: Any) -> None:
    """A changed, unsigned or old notice is refused, and the view needs no CSRF token."""
    pytest.importorskip("stripe")
    csrf = pytest.importorskip("django.middleware.csrf")
    test = pytest.importorskip("django.test")

    seen: list[str] = []
    view = run(
        snippets("verify-webhooks/django", "python")[0], record_once=lambda event: seen.append(event.id)
    )["payment_notice"]
    with test.override_settings(STRIPE_WEBHOOK_SECRET=SECRET):
        for body, header, status in deliveries():
            headers = {} if header is None else {"HTTP_STRIPE_SIGNATURE": header}
            request = django_requests.post("/", body, content_type="application/json", **headers)
            request._dont_enforce_csrf_checks = False
            assert csrf.CsrfViewMiddleware(view).process_view(request, view, (), {}) is None
            assert view(request).status_code == status
        assert view(django_requests.get("/")).status_code == 405
    assert seen == ["evt_1"]


def test_flask_acts_on_true_notices_only() -> None:
    """A changed, unsigned or old notice is refused with 400 and changes nothing."""
    flask = pytest.importorskip("flask")
    pytest.importorskip("stripe")
    seen: list[str] = []
    app = flask.Flask("shop")
    app.config["STRIPE_WEBHOOK_SECRET"] = SECRET
    run(
        snippets("verify-webhooks/flask", "python")[0],
        app=app,
        record_once=lambda event: seen.append(event.id),
    )
    client = app.test_client()
    for body, header, status in deliveries():
        headers = {} if header is None else {"Stripe-Signature": header}
        answer = client.post("/payment-notices", data=body, headers=headers, content_type="application/json")
        assert answer.status_code == status
    assert seen == ["evt_1"]


def test_flask_rewritten_json_is_not_what_was_signed() -> None:
    """Passing the parsed body written out again makes a true notice fail, as the guide warns."""
    flask = pytest.importorskip("flask")
    pytest.importorskip("stripe")
    (code,) = snippets("verify-webhooks/flask", "python")
    wrong = code.replace("request.get_data()", "flask_json.dumps(request.json, separators=(',', ':'))")
    assert wrong != code
    app = flask.Flask("shop")
    app.config["STRIPE_WEBHOOK_SECRET"] = SECRET
    run(wrong, app=app, flask_json=json, record_once=lambda _: None)
    answer = app.test_client().post(
        "/payment-notices",
        data=NOTICE,
        headers={"Stripe-Signature": signature(NOTICE)},
        content_type="application/json",
    )
    assert answer.status_code == 400


def test_fastapi_acts_on_true_notices_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed, unsigned or old notice is refused with 400 and changes nothing."""
    fastapi = pytest.importorskip("fastapi")
    pytest.importorskip("stripe")
    monkeypatch.setenv("STRIPE_WEBHOOK_SECRET", SECRET)
    seen: list[str] = []
    app = fastapi.FastAPI()
    run(
        snippets("verify-webhooks/fastapi", "python")[0],
        app=app,
        record_once=lambda event: seen.append(event.id),
    )
    for body, header, status in deliveries():
        headers = {} if header is None else {"Stripe-Signature": header}
        assert post(app, "/payment-notices", content=body, headers=headers).status_code == status
    assert seen == ["evt_1"]


EXPRESS_NOTICES = """
  const notice = JSON.stringify({ id: "evt_1", object: "event", data: { object: {} } });
  const at = Math.floor(Date.now() / 1000);
  const sign = (payload, timestamp) => stripe.webhooks.generateTestHeaderString(
    { payload, secret: process.env.STRIPE_WEBHOOK_SECRET, timestamp });
  const post = async (body, signature) => (await fetch(base + "/payment-notices", { method: "POST", body,
    headers: { "Content-Type": "application/json", ...(signature && { "Stripe-Signature": signature }) } })).status;
  const statuses = [
    await post(notice, sign(notice, at)), await post(notice.replace("evt_1", "evt_2"), sign(notice, at)),
    await post(notice), await post(notice, sign(notice, at - 600))];
  return [statuses, seen];"""


@pytest.mark.parametrize(
    ("before", "expected"),
    [("", [[200, 400, 400, 400], ["evt_1"]]), ("app.use(express.json());", [[400, 400, 400, 400], []])],
    ids=["raw body", "JSON parser first"],
)
def test_express_acts_on_true_notices_only(before: str, expected: list[list[object]]) -> None:
    """Only the true notice is accepted, and none at all where the JSON parser comes first, as the guide warns."""
    (code,) = snippets("verify-webhooks/express", "js")
    setup = f"""
      process.env.STRIPE_SECRET_KEY = "sk_test_1"; process.env.STRIPE_WEBHOOK_SECRET = "{SECRET}";
      const seen = []; const recordOnce = async (event) => seen.push(event.id);
      {before} {code}"""
    assert node(setup, EXPRESS_NOTICES) == expected


def django_report(django_requests: Any, code: str, tokenise: object, *, while_debugging: bool = False) -> str:
    """Return Django's error report about a payment that fails where the provider's client is called."""
    test = pytest.importorskip("django.test")
    path = pytest.importorskip("django.urls").path
    debug = pytest.importorskip("django.views.debug")

    pay = run(code, provider=SimpleNamespace(tokenise=tokenise), confirm=lambda _: None)["pay"]
    request = django_requests.post("/pay", {"number": CARD, "code": "123", "city": "Lyon"})
    with test.override_settings(DEBUG=while_debugging, ROOT_URLCONF=(path("pay", pay),)):
        with pytest.raises(TypeError) as failure:
            pay(request)
        reporter = debug.ExceptionReporter(request, failure.type, failure.value, failure.tb)
        return str(reporter.get_traceback_html())


def test_django_error_report_masks_the_card(django_requests: Any) -> None:
    """The report about the guide's functions has no card number, without the decorators it has."""
    (code,) = snippets("keep-card-data-out-of-logs/django", "python")
    bare = "\n".join(line for line in code.splitlines() if not line.startswith("@"))
    masked = django_report(django_requests, code, tokenise=None)
    assert "Lyon" in masked
    assert CARD not in masked
    assert CARD in django_report(django_requests, bare, tokenise=None)


def test_django_error_report_masks_functions_further_down(django_requests: Any) -> None:
    """What the decorated functions call is masked as well, but nothing is while debugging."""
    (code,) = snippets("keep-card-data-out-of-logs/django", "python")

    def client(number: str, code: str) -> None:
        message = "no answer"
        raise TypeError(message)

    assert CARD not in django_report(django_requests, code, client)
    assert CARD in django_report(django_requests, code, client, while_debugging=True)


def test_fastapi_invalid_input_is_not_repeated() -> None:
    """The handler answers with fields only, where FastAPI's own answer repeats number and code."""
    fastapi = pytest.importorskip("fastapi")
    guarded, bare = fastapi.FastAPI(), fastapi.FastAPI()
    card = run(snippets("keep-card-data-out-of-logs/fastapi", "python")[0], app=guarded)["Card"]

    def pay(card: object) -> dict[str, str]:
        return {}

    pay.__annotations__["card"] = card
    for app in (guarded, bare):
        app.post("/pay")(pay)
    answer = post(guarded, "/pay", json={"number": CARD, "code": "123"})
    assert answer.status_code == 422
    assert answer.json()["detail"] == [{"loc": ["body", "expiry"], "type": "missing"}]
    assert CARD in post(bare, "/pay", json={"number": CARD, "code": "123"}).text
    assert CARD not in repr(card(number=CARD, code="123", expiry="12/30"))


def test_django_counts_refusals_by_key(django_requests: Any) -> None:
    """After five refusals a key is used up, others are not, and the count ends with its window."""
    cache = pytest.importorskip("django.core.cache").cache
    test = pytest.importorskip("django.test")

    names = run(snippets("limit-card-attempts/django", "python")[0])
    local = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "attempts"}}
    with test.override_settings(CACHES=local):
        cache.clear()
        for _ in range(4):
            names["count_refusal"]("order-1", "192.0.2.1")
        assert not names["attempts_used_up"]("order-1", "192.0.2.1")
        names["count_refusal"]("order-1", "192.0.2.1")
        assert names["attempts_used_up"]("order-1", "198.51.100.7")
        assert names["attempts_used_up"]("order-2", "192.0.2.1")
        assert not names["attempts_used_up"]("order-2", "198.51.100.7")
        assert cache.touch("refused:order-1", 0)
        assert not names["attempts_used_up"]("order-1")


def test_express_counts_refusals() -> None:
    """The sixth refused attempt for an order is stopped before the provider; accepted ones are not counted."""
    (code,) = snippets("limit-card-attempts/express", "js")
    setup = f"""
      app.set("trust proxy", 1);
      let calls = 0;
      const pay = (req, res) => {{ calls += 1; res.sendStatus(req.params.order === "good" ? 200 : 402); }};
      {code}"""
    probe = """
      const pay = async (order, address) => (await fetch(`${base}/orders/${order}/pay`,
        { method: "POST", headers: { "X-Forwarded-For": address } })).status;
      const refused = [];
      for (let i = 0; i < 6; i += 1) refused.push(await pay("bad", `192.0.2.${i}`));
      const before = calls;
      const accepted = [];
      for (let i = 0; i < 7; i += 1) accepted.push(await pay("good", "198.51.100.7"));
      const spread = [];
      for (let i = 0; i < 6; i += 1) spread.push(await pay(`other-${i}`, "203.0.113.9"));
      return { refused, before, accepted, spread };"""
    counted = node(setup, probe)
    assert counted["refused"] == [402] * 5 + [429]
    assert counted["before"] == 5
    assert counted["accepted"] == [200] * 7
    assert counted["spread"] == [402] * 5 + [429]


SIGNALS = [("1", True), ("0", False), ("true", False), ("0, 1", True), (None, False)]


class User:
    """A customer, signed in or not, whose opt-out an account remembers."""

    def __init__(self, signed_in: bool) -> None:
        self.is_authenticated = signed_in
        self.out = False


def test_django_reads_the_signal(django_requests: Any) -> None:
    """Only the value 1 opts out, the account keeps it, and caches are told."""
    http = pytest.importorskip("django.http")

    def remember(user: User) -> None:
        user.out = True

    names = run(
        snippets("honour-opt-out-signals/django", "python")[0],
        remember_opt_out=remember,
        has_opted_out=lambda user: user.out,
    )
    middleware = names["opt_out_signal"](lambda request: http.HttpResponse(str(request.opted_out)))

    def visit(user: User, value: str | None) -> Any:
        request = django_requests.get("/", **({} if value is None else {"HTTP_SEC_GPC": value}))
        request.user = user
        return middleware(request)

    for value, out in SIGNALS:
        answer = visit(User(signed_in=False), value)
        assert answer.content.decode() == str(out)
        assert answer["Vary"] == "Sec-GPC"
    customer = User(signed_in=True)
    assert [visit(customer, value).content for value in (None, "1", None)] == [b"False", b"True", b"True"]


def test_flask_reads_the_signal() -> None:
    """Only the value 1 opts out, the account keeps it, and caches are told."""
    flask = pytest.importorskip("flask")
    account: list[bool] = []
    for signed_in in (False, True):
        app = flask.Flask("shop")
        run(
            snippets("honour-opt-out-signals/flask", "python")[0],
            app=app,
            remember_opt_out=lambda keep=signed_in: account.append(True) if keep else None,
            has_opted_out=lambda keep=signed_in: keep and bool(account),
        )
        app.get("/")(lambda: str(flask.g.opted_out))
        client = app.test_client()
        for value, out in SIGNALS:
            answer = client.get("/", headers={} if value is None else {"Sec-GPC": value})
            assert answer.text == str(out or bool(account and signed_in))
            assert "Sec-GPC" in answer.headers["Vary"]
    assert account


def test_express_reads_the_signal() -> None:
    """Only the value 1 opts out, the account keeps it, and caches are told."""
    (code,) = snippets("honour-opt-out-signals/express", "js")
    setup = f"""
      const account = new Set();
      const rememberOptOut = async (user) => account.add(user);
      const hasOptedOut = async (user) => account.has(user);
      app.use((req, res, next) => {{ req.user = req.get("X-Test-User"); next(); }});
      {code}
      app.get("/", (req, res) => res.json(res.locals.optedOut));"""
    probe = """
      const visit = async (headers) => { const answer = await fetch(base, { headers });
        return [await answer.json(), answer.headers.get("vary")]; };
      const ask = (value) => visit(value === null ? {} : { "Sec-GPC": value });
      const strangers = [];
      for (const value of ["1", "0", "true", "0, 1", null]) strangers.push(await ask(value));
      const user = { "X-Test-User": "ana" };
      return { strangers, before: await visit(user), now: await visit({ ...user, "Sec-GPC": "1" }),
        later: await visit(user) };"""
    seen = node(setup, probe)
    assert seen["strangers"] == [[out, "Sec-GPC"] for _, out in SIGNALS]
    assert [seen[when][0] for when in ("before", "now", "later")] == [False, True, True]
