"""Runs the guides on permissions, queries and limits against the real products."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest

from .snippets import snippets

ANY_THREAD = {"check_same_thread": False}

DJANGO = """
import sys
from types import ModuleType
import django
from django.conf import settings
shop = sys.modules["shop"] = ModuleType("shop")
shop.__path__ = ["."]
settings.configure(
    ROOT_URLCONF="urls", SECRET_KEY="x", ALLOWED_HOSTS=["*"], DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "shop"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware", *MORE],
    **SETTINGS,
)
django.setup()
from django import forms
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.test import Client
from django.urls import path
urls = sys.modules["urls"] = ModuleType("urls")

def create(*tables):
    with connection.schema_editor() as editor:
        for table in tables:
            editor.create_model(table)
"""


def run_django(script: str, more: str = "[]", settings: str = "{}") -> None:
    """Run a script in a process of its own, because Django is configured once in each."""
    pytest.importorskip("django")
    code = f"MORE = {more}\nSETTINGS = {settings}\n{DJANGO}\n{script}"
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_django_finds_own_orders_only() -> None:
    """The Django lookup answers 404 for somebody else's order, and a plain lookup would not."""
    model, view = snippets("check-record-ownership/django", "python")
    run_django(f"""
{model}
{view}
create(ContentType, Permission, User, Order)
ana, ben = (User.objects.create_user(name) for name in ("ana", "ben"))
order = Order.objects.create(owner=ana, total=7)
def plain(request, order_id):
    return JsonResponse({{"total": get_object_or_404(Order, pk=order_id).total}})
urls.urlpatterns = [path("orders/<int:order_id>", show_order), path("plain/<int:order_id>", plain)]
client = Client()
client.force_login(ben)
assert client.get(f"/orders/{{order.pk}}").status_code == 404
assert client.get("/orders/99").status_code == 404
assert client.get(f"/plain/{{order.pk}}").status_code == 200
client.force_login(ana)
assert client.get(f"/orders/{{order.pk}}").json()["total"] == 7
""")


def test_fastapi_finds_own_orders_only() -> None:
    """The FastAPI dependency answers 404 for somebody else's order, also where it exists."""
    fastapi, alchemy = pytest.importorskip("fastapi"), pytest.importorskip("sqlalchemy")
    orm, client = pytest.importorskip("sqlalchemy.orm"), pytest.importorskip("fastapi.testclient")
    (code,) = snippets("check-record-ownership/fastapi", "python")
    base = orm.declarative_base()
    user = type("User", (), {"id": 1})

    class Order(base):  # type: ignore[misc, valid-type]
        __tablename__ = "orders"
        id = alchemy.Column(alchemy.Integer, primary_key=True)
        owner_id = alchemy.Column(alchemy.Integer)
        total = alchemy.Column(alchemy.Integer)

    engine = alchemy.create_engine("sqlite://", poolclass=alchemy.StaticPool, connect_args=ANY_THREAD)
    base.metadata.create_all(engine)
    session = orm.Session(engine)
    session.add_all([Order(id=1, owner_id=1, total=7), Order(id=2, owner_id=2, total=9)])
    session.commit()
    names = {
        "Annotated": Annotated, "Depends": fastapi.Depends, "HTTPException": fastapi.HTTPException,
        "Order": Order, "Session": orm.Session, "User": user, "app": fastapi.FastAPI(),
        "current_user": lambda: user, "open_session": lambda: session, "select": alchemy.select,
    }  # fmt: skip
    exec(code, names)
    http = client.TestClient(names["app"])
    assert http.get("/orders/1").json() == {"id": 1, "total": 7}
    assert http.get("/orders/2").status_code == 404
    assert http.get("/orders/3").status_code == 404
    assert session.get(Order, 2).total == 9  # the lookup that the guide warns of


DENY = """
create(ContentType, Permission, Group, User)
kind = ContentType.objects.create(app_label="shop", model="refund")
right = Permission.objects.create(codename="add_refund", name="x", content_type=kind)
ana, ben = (User.objects.create_user(name) for name in ("ana", "ben"))
ben.user_permissions.add(right)
page = lambda request: HttpResponse("ok")
from permissions import ANYBODY, needs
urls.urlpatterns = [path("new", lambda request: page(request)), path("home", needs(ANYBODY)(lambda request: page(request))),
    path("refunds", needs("shop.add_refund")(lambda request: page(request)))]
def answers(user):
    client = Client()
    if user:
        client.force_login(user)
    return [client.get(p).status_code for p in ("/new", "/home", "/refunds")]
"""


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('["permissions.PermissionMiddleware"]', [[403, 200, 403], [403, 200, 403], [403, 200, 200]]),
        ("[]", [[200, 200, 200]] * 3),
    ],
    ids=["with", "without"],
)
def test_django_refuses_views_without_permission(more: str, expected: list[list[int]]) -> None:
    """The Django middleware refuses unmarked views, and without it they are open."""
    (code,) = snippets("deny-routes-by-default/django", "python")
    module = f"sys.modules['permissions'] = ModuleType('permissions')\nexec({code!r}, sys.modules['permissions'].__dict__)\n"
    run_django(f"{module}{DENY}\nassert [answers(user) for user in (None, ana, ben)] == {expected}", more)


def test_flask_refuses_views_without_permission() -> None:
    """The Flask function refuses unmarked views, unknown addresses and static files."""
    flask = pytest.importorskip("flask")
    (code,) = snippets("deny-routes-by-default/flask", "python")
    held: set[str] = set()

    def answers(*, guarded: bool) -> list[int]:
        app = flask.Flask(__name__, static_folder=str(Path(__file__).parent), static_url_path="/static")
        names: dict[str, Any] = {
            "abort": flask.abort, "app": app, "permissions_of_caller": lambda: held, "request": flask.request,
        }  # fmt: skip
        exec(code, names)
        if not guarded:
            app.before_request_funcs.clear()
        needs = names["needs"]
        app.add_url_rule("/new", "new", lambda: "ok")
        app.add_url_rule("/home", "home", needs(names["ANYBODY"])(lambda: "ok"))
        app.add_url_rule("/refunds", "refunds", needs("orders.refund")(lambda: "ok"))
        paths = ("/new", "/home", "/refunds", "/nowhere", "/static/snippets.py")
        return [app.test_client().get(path, buffered=True).status_code for path in paths]

    assert answers(guarded=True) == [403, 200, 403, 403, 403]
    held.add("orders.refund")
    assert answers(guarded=True) == [403, 200, 200, 403, 403]
    assert answers(guarded=False) == [200, 200, 200, 404, 200]


def test_fastapi_refuses_functions_without_permission() -> None:
    """The FastAPI dependency refuses unmarked functions, also of routers included later."""
    fastapi, client = pytest.importorskip("fastapi"), pytest.importorskip("fastapi.testclient")
    (code,) = snippets("deny-routes-by-default/fastapi", "python")
    held: set[str] = set()
    names: dict[str, Any] = {
        "Annotated": Annotated, "Depends": fastapi.Depends, "FastAPI": fastapi.FastAPI,
        "HTTPException": fastapi.HTTPException, "Request": fastapi.Request,
        "permissions_of_caller": lambda: held,
    }  # fmt: skip
    exec(code, names)
    app, needs, router = names["app"], names["needs"], fastapi.APIRouter()
    app.get("/new")(lambda: "ok")
    app.get("/home")(needs(names["ANYBODY"])(lambda: "ok"))
    app.get("/refunds")(needs("orders.refund")(lambda: "ok"))
    router.get("/later")(lambda: "ok")
    app.include_router(router)
    http = client.TestClient(app)
    paths = ("/new", "/home", "/refunds", "/later", "/openapi.json")
    assert [http.get(path).status_code for path in paths] == [403, 200, 403, 403, 404]
    held.add("orders.refund")
    assert http.get("/refunds").status_code == 200


def test_sqlalchemy_session_sees_one_tenant() -> None:
    """The tenant session filters reads, updates and deletes, stamps rows and refuses raw SQL."""
    alchemy, orm = pytest.importorskip("sqlalchemy"), pytest.importorskip("sqlalchemy.orm")
    (code,) = snippets("scope-queries-to-tenant/sqlalchemy", "python")
    names: dict[str, Any] = {
        "Mapped": orm.Mapped, "Session": orm.Session, "event": alchemy.event,
        "mapped_column": orm.mapped_column, "with_loader_criteria": orm.with_loader_criteria,
    }  # fmt: skip
    exec(code, names)
    tenant_session = names["TenantSession"]

    base, mixin = orm.declarative_base(), names["OfTenant"]

    class Invoice(mixin, base):  # type: ignore[misc, valid-type]
        __tablename__ = "invoice"
        id = alchemy.Column(alchemy.Integer, primary_key=True)
        number = alchemy.Column(alchemy.String)

    engine = alchemy.create_engine("sqlite://", poolclass=alchemy.StaticPool, connect_args=ANY_THREAD)
    Invoice.metadata.create_all(engine)
    for tenant in (1, 2):
        with tenant_session(engine, info={"tenant_id": tenant}) as session:
            session.add(Invoice(id=tenant, number="old", tenant_id=99))
            session.commit()
    with tenant_session(engine, info={"tenant_id": 2}) as session:
        assert [row.id for row in session.scalars(alchemy.select(Invoice))] == [2]
        assert session.scalar(alchemy.select(alchemy.func.count(Invoice.id))) == 1
        session.expunge_all()
        assert session.get(Invoice, 1) is None
        session.execute(alchemy.update(Invoice).values(number="new"))
        session.commit()
        for raw in (alchemy.text("SELECT 1"), alchemy.insert(Invoice).values(id=5, tenant_id=1)):
            with pytest.raises(RuntimeError, match="past the tenant filter"):
                session.execute(raw)
    with tenant_session(engine, info={"tenant_id": 1}) as session:
        assert [row.number for row in session.scalars(alchemy.select(Invoice))] == ["old"]
        session.execute(alchemy.delete(Invoice))
        session.commit()
    with orm.Session(engine) as session:
        assert [row.id for row in session.scalars(alchemy.select(Invoice))] == [2]
    with tenant_session(engine) as session, pytest.raises(KeyError):
        session.scalars(alchemy.select(Invoice))


def test_fastapi_compares_the_path_with_the_token() -> None:
    """The FastAPI router answers 404 for a customer that the token does not list."""
    fastapi, client = pytest.importorskip("fastapi"), pytest.importorskip("fastapi.testclient")
    (code,) = snippets("bind-tenant-to-token/fastapi", "python")
    names: dict[str, Any] = {
        "APIRouter": fastapi.APIRouter, "Annotated": Annotated, "Depends": fastapi.Depends,
        "HTTPException": fastapi.HTTPException, "verified_claims": lambda: {"tenants": ["a"]},
    }  # fmt: skip
    exec(code, names)
    app = fastapi.FastAPI()
    names["customers"].get("/later")(lambda: "ok")
    app.include_router(names["customers"])
    app.get("/customers/{tenant_id}/outside")(lambda: "ok")
    http = client.TestClient(app)
    assert http.get("/customers/a/invoices").json() == {"tenant": "a"}
    paths = ("invoices", "later", "outside")
    assert [http.get(f"/customers/b/{path}").status_code for path in paths] == [404, 404, 200]


@pytest.mark.parametrize(
    ("more", "expected"),
    [('["tenants.TenantMiddleware"]', [200, 404, 404]), ("[]", [200, 200, 200])],
    ids=["with", "without"],
)
def test_django_compares_the_host_with_the_member(more: str, expected: list[int]) -> None:
    """The Django middleware refuses a session at another customer's host and unknown hosts."""
    (code,) = snippets("bind-tenant-to-token/django", "python")
    run_django(
        f"""
class Tenant(models.Model):
    host = models.CharField(max_length=99)
    members = models.ManyToManyField(User)
    class Meta:
        app_label = "shop"
tenants = sys.modules["tenants"] = ModuleType("tenants")
tenants.Tenant, tenants.Http404 = Tenant, Http404
exec({code!r}, tenants.__dict__)
create(ContentType, Permission, User, Tenant)
urls.urlpatterns = [path("", lambda request: HttpResponse("ok"))]
ana = User.objects.create_user("ana")
Tenant.objects.create(host="one.test").members.add(ana)
Tenant.objects.create(host="two.test")
client = Client()
client.force_login(ana)
hosts = ("one.test", "two.test", "three.test")
assert [client.get("/", HTTP_HOST=host).status_code for host in hosts] == {expected}
""",
        more,
    )


def test_django_form_takes_named_fields_only() -> None:
    """The Django form leaves a posted role alone, and all fields would take it."""
    (code,) = snippets("allow-listed-fields/django", "python")
    run_django(f"""
class Profile(models.Model):
    display_name = models.CharField(max_length=80)
    language = models.CharField(max_length=2)
    is_manager = models.BooleanField(default=False)
    class Meta:
        app_label = "shop"
{code}
posted = {{"display_name": "Ana", "language": "en", "is_manager": "on"}}
assert not ProfileForm(posted).save(commit=False).is_manager
every = forms.modelform_factory(Profile, fields="__all__")
assert every(posted).save(commit=False).is_manager
""")


def test_fastapi_model_refuses_other_fields() -> None:
    """The FastAPI model answers 422 to a field it does not name, and only with that setting."""
    fastapi, pydantic = pytest.importorskip("fastapi"), pytest.importorskip("pydantic")
    client = pytest.importorskip("fastapi.testclient")
    (code,) = snippets("allow-listed-fields/fastapi", "python")

    def patch(code: str, body: dict[str, Any]) -> tuple[int, Any]:
        profile = type("Profile", (), {"display_name": "Ana", "language": "de", "is_admin": False})
        names: dict[str, Any] = {
            "Annotated": Annotated, "BaseModel": pydantic.BaseModel, "ConfigDict": pydantic.ConfigDict,
            "Depends": fastapi.Depends, "Field": pydantic.Field, "Literal": Literal,
            "Profile": profile, "app": fastapi.FastAPI(), "own_profile": lambda: profile,
        }  # fmt: skip
        exec(code, names)
        status = client.TestClient(names["app"]).patch("/profile", json=body).status_code
        return status, (profile.display_name, profile.language, profile.is_admin)  # type: ignore[attr-defined]

    assert patch(code, {"display_name": "Eva"}) == (200, ("Eva", "de", False))
    assert patch(code, {"display_name": "Eva", "is_admin": True}) == (422, ("Ana", "de", False))
    lax = code.replace('    model_config = ConfigDict(extra="forbid")\n', "")
    assert lax != code
    assert patch(lax, {"display_name": "Eva", "is_admin": True}) == (200, ("Eva", "de", False))


def test_flask_limiter_counts_each_caller(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flask-Limiter answers 429 with Retry-After over the limit, to that caller only."""
    flask, limiter = pytest.importorskip("flask"), pytest.importorskip("flask_limiter")
    util = pytest.importorskip("flask_limiter.util")
    fix = pytest.importorskip("werkzeug.middleware.proxy_fix")
    code, proxy = snippets("limit-requests/flask", "python")
    monkeypatch.setenv("LIMITER_STORAGE", "memory://")
    app = flask.Flask(__name__)
    app.secret_key = "x"
    names = {
        "Limiter": limiter.Limiter, "ProxyFix": fix.ProxyFix, "app": app, "os": os,
        "get_remote_address": util.get_remote_address, "session": flask.session,
    }  # fmt: skip
    exec(code, names)
    exec(proxy, names)
    app.add_url_rule("/", "home", lambda: "ok")

    def post(address: str, user: str = "") -> Any:
        http = app.test_client()
        if user:
            with http.session_transaction() as session:
                session["user_id"] = user
        return http.post("/exports", headers={"X-Forwarded-For": f"6.6.6.6, {address}"})

    assert [post("1.1.1.1").status_code for _ in range(6)] == [202] * 5 + [429]
    assert int(post("1.1.1.1").headers["Retry-After"]) <= 60
    assert post("1.1.1.2").status_code == 202
    assert post("1.1.1.1", "ana").status_code == 202
    assert [app.test_client().get("/").status_code for _ in range(101)] == [200] * 100 + [429]


@pytest.mark.parametrize(("proxies", "stopped"), [(True, True), (False, False)])
def test_django_rest_framework_counts_each_caller(proxies: bool, stopped: bool) -> None:
    """REST framework answers 429 over the rate, and a forged address evades it without NUM_PROXIES."""
    pytest.importorskip("rest_framework")
    (code,) = snippets("limit-requests/django", "python")
    if not proxies:
        code = code.replace('    "NUM_PROXIES": 1,\n', "")
    run_django(
        f"""
from rest_framework.views import APIView
from rest_framework.response import Response
class Page(APIView):
    def get(self, request):
        return Response("ok")
urls.urlpatterns = [path("", Page.as_view())]
def get(forged, address):
    return Client().get("/", HTTP_X_FORWARDED_FOR=f"{{forged}}, {{address}}")
answers = [get(i, "1.1.1.1").status_code for i in range(21)]
assert answers == [200] * 20 + [429 if {stopped} else 200], answers
assert get("x", "1.1.1.2").status_code == 200
if {stopped}:
    assert int(get("x", "1.1.1.1")["Retry-After"]) <= 60
""",
        settings=f"dict({code.strip()})",
    )


def test_fastapi_page_has_a_maximum() -> None:
    """The FastAPI page returns 50 rows without a number and refuses 101 and misspelt bounds."""
    fastapi, pydantic = pytest.importorskip("fastapi"), pytest.importorskip("pydantic")
    alchemy, orm = pytest.importorskip("sqlalchemy"), pytest.importorskip("sqlalchemy.orm")
    client = pytest.importorskip("fastapi.testclient")
    (code,) = snippets("limit-query-cost/fastapi", "python")

    class Invoice(orm.declarative_base()):  # type: ignore[misc]
        __tablename__ = "invoice"
        id = alchemy.Column(alchemy.Integer, primary_key=True)
        number = alchemy.Column(alchemy.Integer)

    engine = alchemy.create_engine("sqlite://", poolclass=alchemy.StaticPool, connect_args=ANY_THREAD)
    Invoice.metadata.create_all(engine)
    with orm.Session(engine) as session:
        session.add_all([Invoice(id=i, number=i) for i in range(1, 121)])
        session.commit()
    names: dict[str, Any] = {
        "Annotated": Annotated, "BaseModel": pydantic.BaseModel, "Field": pydantic.Field,
        "Invoice": Invoice, "Query": fastapi.Query, "Session": orm.Session,
        "app": fastapi.FastAPI(), "engine": engine, "select": alchemy.select,
    }  # fmt: skip
    exec(code, names)
    http = client.TestClient(names["app"])
    assert len(http.get("/invoices").json()) == 50
    assert http.get("/invoices?limit=100&offset=100").json() == list(range(101, 121))
    for bad in ("limit=101", "limit=0", "limit=-1", "offset=10001"):
        assert http.get(f"/invoices?{bad}").status_code == 422


LIBRARY = """
from __future__ import annotations
import strawberry

calls: list[str] = []

@strawberry.type
class Query:
    @strawberry.field
    def author(self) -> Query:
        calls.append("author")
        return Query()

    @strawberry.field
    def name(self) -> str:
        calls.append("name")
        return "Ana"

    @strawberry.field
    def total(self, numbers: list[int]) -> int:
        calls.append("total")
        return sum(numbers)
"""


def test_strawberry_refuses_costly_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each Strawberry limit refuses its own kind of document before a resolver runs."""
    strawberry = pytest.importorskip("strawberry")
    extensions = pytest.importorskip("strawberry.extensions")
    (code,) = snippets("limit-query-cost/strawberry", "python")
    library: Any = ModuleType("library")
    monkeypatch.setitem(sys.modules, "library", library)
    exec(LIBRARY, library.__dict__)
    names = vars(extensions) | {"Query": library.Query, "strawberry": strawberry}
    exec(code, names)

    def nested(levels: int) -> str:
        return "{" + "author {" * levels + "name" + "}" * levels + "}"

    def aliased(count: int) -> str:
        return "{" + " ".join(f"a{i}: name" for i in range(count)) + "}"

    def summed(count: int) -> str:
        return "{total(numbers: [" + "1 " * count + "])}"

    fragments = (
        "query {...F "
        + " ".join(f"x{i}: author {{...F}}" for i in range(4))
        + "} fragment F on Query {"
        + aliased(4)[1:]
    )
    limited, open_ = names["schema"], strawberry.Schema(query=library.Query)
    for document, fits in [
        (nested(8), True), (nested(9), False), (aliased(15), True), (aliased(16), False),
        (fragments, False), (summed(900), True), (summed(1000), False),
    ]:  # fmt: skip
        assert open_.execute_sync(document).errors is None
        library.calls.clear()
        assert (limited.execute_sync(document).errors is None) == fits, document[:60]
        assert fits or not library.calls


def binaries() -> Path | None:
    """The folder with PostgreSQL's server programs, where there is one."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return next((folder for folder in reversed(folders) if (folder / "pg_ctl").exists()), None)


@contextmanager
def server_folder(user: str | None) -> Iterator[Path]:
    """A folder that the server's user owns, short enough for the name of a socket."""
    with tempfile.TemporaryDirectory(prefix="pg") as name:
        if user:
            shutil.chown(name, user)
        yield Path(name)


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """A PostgreSQL server of our own on a socket, with no network and nothing kept."""
    pytest.importorskip("psycopg")
    programs = binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed")
    user = None
    if os.geteuid() == 0:  # the server refuses to run as root
        pwd = pytest.importorskip("pwd")
        user = next((n for n in ("postgres", "nobody") if n in {p.pw_name for p in pwd.getpwall()}), None)
    with server_folder(user) as folder:
        data, log = folder / "data", folder / "log"

        def run(program: str, *arguments: str) -> None:
            command = [str(programs / program), "-D", str(data), *arguments]
            subprocess.run(command, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, timeout=60)

        run("initdb", "-U", "owner", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C")
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "-w", "-l", str(log), "-o", options, "start")
        try:
            yield f"host={folder} dbname=postgres"
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")


A, B = UUID(int=1), UUID(int=2)


def test_postgresql_policy_hides_other_tenants(postgres: str) -> None:
    """The policies show one customer's rows, refuse foreign ones and fail without a customer."""
    psycopg = pytest.importorskip("psycopg")
    policies, forgotten = snippets("enforce-tenant-in-database/postgresql", "sql")
    (use,) = snippets("enforce-tenant-in-database/postgresql", "python")
    with psycopg.connect(f"{postgres} user=owner", autocommit=True) as owner:
        owner.execute("CREATE TABLE invoice (number int, tenant_id uuid NOT NULL)")
        owner.execute("INSERT INTO invoice VALUES (1, %s), (2, %s)", [A, B])
        assert owner.execute(forgotten).fetchall() == [("invoice",)]
        owner.execute(policies)
        assert owner.execute(forgotten).fetchall() == []

        with psycopg.connect(f"{postgres} user=app") as connection:

            def numbers(tenant_id: UUID) -> list[tuple[int]]:
                names: dict[str, Any] = {"connection": connection, "tenant_id": tenant_id}
                exec(use, names)
                return names["rows"]  # type: ignore[no-any-return]

            assert numbers(A) == [(1,)]
            connection.rollback()
            assert numbers(B) == [(2,)]
            connection.rollback()
            with pytest.raises(psycopg.Error):  # the setting ended with its transaction
                connection.execute("SELECT number FROM invoice")
            connection.rollback()
            connection.execute("SELECT set_config('app.tenant_id', %s, true)", [str(A)])
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("INSERT INTO invoice VALUES (3, %s)", [B])
            connection.rollback()
        with psycopg.connect(f"{postgres} user=app") as connection, pytest.raises(psycopg.Error):
            connection.execute("SELECT number FROM invoice")
        owner.execute("ALTER TABLE invoice DISABLE ROW LEVEL SECURITY")
        with psycopg.connect(f"{postgres} user=app") as connection:
            assert len(connection.execute("SELECT number FROM invoice").fetchall()) == 2
        owner.execute("DROP TABLE invoice; DROP ROLE app")


def test_psycopg_parameters_stay_values(postgres: str) -> None:
    """A quote in a parameter finds nothing, and in a joined statement it finds everything."""
    psycopg = pytest.importorskip("psycopg")
    (code,) = snippets("parameterise-queries/postgresql", "python")
    names: dict[str, Any] = {"sql": pytest.importorskip("psycopg.sql")}
    exec(code, names)
    attack = "x' OR '1'='1"
    with psycopg.connect(f"{postgres} user=owner") as connection:
        connection.execute("CREATE TEMP TABLE invoice (number int, issued int, customer text, state text)")
        connection.execute(
            "INSERT INTO invoice VALUES (1, 9, 'O''Brien', 'open'), (2, 8, 'O''Brien', 'paid')"
        )
        assert names["invoices"](connection, "O'Brien", ["open", "paid"], "newest") == [(2,), (1,)]
        assert names["invoices"](connection, "O'Brien", ["open"], "number") == [(1,)]
        assert names["invoices"](connection, attack, ["open", "paid"], "newest") == []
        with pytest.raises(KeyError):
            names["invoices"](connection, "O'Brien", ["open"], "number; DROP TABLE invoice")
        joined = f"SELECT number FROM invoice WHERE customer = '{attack}'"
        assert len(connection.execute(joined).fetchall()) == 2


def test_postgresql_cancels_long_statements(postgres: str) -> None:
    """The role's time limit cancels a long statement, and a misspelt setting is an error."""
    psycopg = pytest.importorskip("psycopg")
    (code,) = snippets("limit-query-cost/postgresql", "sql")
    with psycopg.connect(f"{postgres} user=owner", autocommit=True) as owner:
        owner.execute("CREATE ROLE app LOGIN")
        owner.execute(code)
        with psycopg.connect(f"{postgres} user=app") as connection:
            assert connection.execute("SHOW statement_timeout").fetchone() == ("5s",)
            idle = connection.execute("SHOW idle_in_transaction_session_timeout").fetchone()
            assert idle == ("30s",)
        owner.execute(code.replace("'5s'", "'100ms'"))
        with psycopg.connect(f"{postgres} user=app") as connection:
            began = time.monotonic()
            with pytest.raises(psycopg.errors.QueryCanceled) as refused:
                connection.execute("SELECT pg_sleep(2)")
            assert (refused.value.sqlstate, time.monotonic() - began < 1.5) == ("57014", True)
        with pytest.raises(psycopg.errors.UndefinedObject):
            owner.execute(code.replace("statement_timeout", "statements_timeout"))
        owner.execute("DROP ROLE app")
