"""How a language model is opened: its name, its key, its library, and where it sends nothing."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from answering.chat import opening
from answering.chat.errors import ModelSetupError
from answering.chat.opening import open_chat_model, try_model
from answering.chat.streaming import StreamedModel
from tests.e2e.process import environment
from tests.wire.faults import Fault, Kind
from tests.wire.replies import fixed, saying
from tests.wire.serving import Running, Serving, running

_KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GOOGLE_API_KEY", "LANGSMITH_GATEWAY")


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _KEYS:
        monkeypatch.delenv(name, raising=False)


def asked(name: str, base_url: str, key: str | None = None) -> str | None:
    """What the doctor says of the model."""
    model = open_chat_model(name, base_url=base_url, api_key=key)
    try:
        return try_model(model, 5)
    finally:
        model.close()


@pytest.mark.parametrize(
    ("name", "base_url", "sentence"),
    [
        (
            "gpt-5-mini",
            None,
            "LLM_MODEL has the value 'gpt-5-mini'. It must be a provider and a model with one of "
            "openai:, anthropic:, google_genai:, ollama: in front, or LLM_BASE_URL must be set to "
            "the model's server.",
        ),
        ("mars:rover", None, "LLM_MODEL has the value 'mars:rover'. It must be a provider"),
        ("", "http://localhost:1/v1", "LLM_MODEL has the value ''. It must be a provider"),
        (
            "openai:",
            None,
            "LLM_MODEL has the value 'openai:'. It must name a model after the provider.",
        ),
        (
            "openai:gpt-5-mini",
            None,
            "LLM_MODEL has the value 'openai:gpt-5-mini', and there is no key for it: "
            "put the provider's key into LLM_API_KEY.",
        ),
        (
            "openai:x",
            "localhost:8000",
            "LLM_BASE_URL has the value 'localhost:8000'. "
            "It must be an address like http://localhost:8000/v1.",
        ),
        ("x", "http://", "LLM_BASE_URL has the value 'http://'."),
        ("x", "http://host:99999/v1", "LLM_BASE_URL has the value 'http://host:99999/v1'."),
    ],
)
def test_a_name_that_cannot_be_used_gives_one_sentence_that_says_what_to_do(
    name: str, base_url: str | None, sentence: str
) -> None:
    with pytest.raises(ModelSetupError) as raised:
        open_chat_model(name, base_url=base_url)
    assert str(raised.value).startswith(sentence)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("openai:gpt-5-mini", "openai"),
        ("anthropic:claude", "anthropic"),
        ("google_genai:gemini", "google"),
        ("ollama:qwen3", "ollama"),
    ],
)
def test_a_missing_library_gives_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, name: str, extra: str
) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda _package: None)
    with pytest.raises(ModelSetupError) as raised:
        open_chat_model(name, api_key="key")
    assert str(raised.value) == (
        f"LLM_MODEL has the value '{name}', whose library is not installed: "
        f"run `pip install 'pilcrow[{extra}]'`."
    )


@pytest.fixture
def server() -> Iterator[Running]:
    with running(Serving(fixed)) as server:
        yield server


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("openai:tiny", "tiny"),
        ("tiny", "tiny"),
        ("qwen/qwen3:free", "qwen/qwen3:free"),
        ("llama3.2:3b", "llama3.2:3b"),
    ],
)
def test_with_an_address_a_bare_name_is_a_model_of_that_server(
    server: Running, name: str, model: str
) -> None:
    assert asked(name, server.openai_url) is None
    (request,) = server.serving.received
    assert request.path == "/v1/chat/completions"
    assert request.body["model"] == model


def test_the_tag_of_an_ollama_model_stays_a_part_of_its_name(server: Running) -> None:
    assert asked("ollama:llama3.2:3b", server.ollama_url) is None
    (request,) = server.serving.received
    assert request.path == "/api/chat"
    assert request.body["model"] == "llama3.2:3b"


def test_the_key_of_the_settings_is_sent(server: Running) -> None:
    assert asked("openai:tiny", server.openai_url, "secret-1") is None
    assert asked("ollama:tiny", server.ollama_url, "secret-2") is None
    keys = [request.headers.get("Authorization") for request in server.serving.received]
    assert keys == ["Bearer secret-1", "Bearer secret-2"]


def test_a_key_of_the_environment_is_not_sent_to_a_server_of_ones_own(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-openai")
    assert asked("openai:tiny", server.openai_url) is None
    (request,) = server.serving.received
    assert request.headers["Authorization"] == "Bearer no-key"


def test_langsmiths_gateway_does_not_take_the_place_of_the_provider(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGSMITH_GATEWAY", server.ollama_url)
    model = open_chat_model("openai:gpt-5-mini", api_key="key")
    try:
        assert vars(model._chat._chat)["openai_api_base"] == "https://api.openai.com/v1"
    finally:
        model.close()


def test_the_doctor_says_that_a_server_cannot_be_reached() -> None:
    assert asked("tiny", "http://127.0.0.1:9/v1") == (
        "The language model tiny does not answer (OpenAIConnectionError): "
        "check LLM_MODEL, LLM_API_KEY and LLM_BASE_URL."
    )


def test_the_doctor_says_that_a_key_is_refused_without_showing_it() -> None:
    with running(Serving(fixed, key="right")) as server:
        said = asked("openai:tiny", server.openai_url, "wrong-key")
    assert said is not None
    assert "401" in said
    assert "wrong-key" not in said


def test_the_doctor_says_that_a_model_is_slow() -> None:
    with running(Serving(fixed, [Fault(Kind.SILENT)])) as server:
        model = open_chat_model("tiny", base_url=server.openai_url)
        said = try_model(model, 0.3)
        model.close()
    assert said is not None
    assert "does not answer within 0.3 seconds" in said


def test_the_doctor_says_that_a_model_is_mute() -> None:
    with running(Serving(saying(""))) as server:
        assert asked("tiny", server.openai_url) == (
            "The language model tiny says nothing: choose another for LLM_MODEL."
        )


class _Collector(ThreadingHTTPServer):
    """Stands where LangSmith would; keeps the paths that were asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Collecting)
        self.paths: list[str] = []


class _Collecting(BaseHTTPRequestHandler):
    def _collect(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        assert isinstance(self.server, _Collector)
        self.server.paths.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def do_GET(self) -> None:
        self._collect()

    def do_POST(self) -> None:
        self._collect()

    def do_PATCH(self) -> None:
        self._collect()

    def log_message(self, *_args: object) -> None:
        """Keeps standard error clean."""


@pytest.fixture
def collector() -> Iterator[_Collector]:
    server = _Collector()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


_OURS = """
from answering.chat.opening import open_chat_model, try_model
model = open_chat_model("openai:tiny", base_url=URL)
assert try_model(model, 20) is None
model.close()
"""
_LANGCHAINS = """
from langchain.chat_models import init_chat_model
init_chat_model("openai:tiny", base_url=URL, api_key="no").invoke("How long is the bridge?")
"""
_FLUSH = """
from langchain_core.tracers.langchain import wait_for_all_tracers
wait_for_all_tracers()
"""


@pytest.mark.parametrize(("program", "traced"), [(_OURS, False), (_LANGCHAINS, True)])
def test_nothing_goes_to_langsmith_even_where_the_environment_turns_tracing_on(
    server: Running, collector: _Collector, tmp_path: Path, program: str, traced: bool
) -> None:
    """The second row shows that langchain on its own would send it there."""
    tracing = {
        "LANGSMITH_TRACING": "true",
        "LANGCHAIN_TRACING_V2": "true",
        "LANGSMITH_API_KEY": "key",
        "LANGSMITH_ENDPOINT": f"http://127.0.0.1:{collector.server_port}",
    }
    subprocess.run(
        [sys.executable, "-c", f"URL = {json.dumps(server.openai_url)}{program}{_FLUSH}"],
        env=environment(tmp_path, tracing),
        check=True,
        timeout=120,
    )
    assert len(server.serving.received) == 1
    assert bool(collector.paths) is traced


def test_no_library_of_a_provider_is_imported_before_a_model_is_opened(tmp_path: Path) -> None:
    subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, answering.chat.opening as _\n"
            "bad = {'openai', 'ollama', 'langchain_openai', 'langchain_ollama'} & set(sys.modules)"
            "\nassert not bad, bad",
        ],
        env=environment(tmp_path, {}),
        check=True,
        timeout=120,
    )


def test_a_model_can_be_closed_twice_and_before_it_was_asked(server: Running) -> None:
    model: StreamedModel = open_chat_model("tiny", base_url=server.openai_url)
    model.close()
    model.close()
