"""Many replies at once, and what is written about them."""

import threading
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import structlog

from answering.chat.opening import open_chat_model
from answering.chat.streaming import StreamedModel
from tests.wire.faults import FINE, Fault, Kind
from tests.wire.hearing import (
    QUESTION,
    both,
    eventually,
    hear,
    opened,
)
from tests.wire.replies import SENTENCES, fixed
from tests.wire.serving import Serving, running


@both
def test_neither_the_log_nor_the_error_holds_texts_or_keys(protocol: str) -> None:
    secret = "sk-secret"
    faults = [FINE, Fault(Kind.STATUS, 401), Fault(Kind.CUT, after=12)]
    with running(Serving(fixed, faults)) as server, structlog.testing.capture_logs() as lines:
        address = server.openai_url if protocol == "openai" else server.ollama_url
        model = open_chat_model(f"{protocol}:tiny", base_url=address, api_key=secret)
        heard = [hear(model) for _ in faults]
        model.close()
    errors = [one.error for one in heard if one.error is not None]
    written = [str(lines), *("".join(traceback.format_exception(error)) for error in errors)]
    for text in written:
        assert secret not in text
        assert "bridge" not in text
    assert [line["event"] for line in lines] == ["model replied", "model failed", "model failed"]
    assert lines[0] == {
        "event": "model replied",
        "log_level": "info",
        "model": f"{protocol}:tiny",
        "seconds": lines[0]["seconds"],
        "prompt_tokens": 8,
        "reply_tokens": 15,
        "estimated": False,
        "finish": "stop",
    }
    assert lines[1]["error"] == "ModelFailedError"
    assert lines[1]["reason"].endswith("401")
    assert lines[2]["error"] == "ModelCutShortError"
    assert lines[2]["estimated"] is True


@both
def test_two_hundred_replies_at_once_all_come_whole(protocol: str) -> None:
    with (
        running(Serving(fixed, delay=2.0, chunk=40)) as server,
        opened(protocol, server) as model,
        ThreadPoolExecutor(200) as pool,
    ):
        heard = list(pool.map(lambda _: hear(model, within=60), range(200)))
    assert [one.error for one in heard if one.error is not None] == []
    assert {one.text for one in heard} == {SENTENCES}
    assert len(server.serving.received) == 200


@both
def test_two_hundred_requests_are_under_way_at_once(protocol: str) -> None:
    """The libraries' own limit is often a hundred; the others would wait for their turn."""
    serving = Serving(fixed, repeat(Fault(Kind.SILENT)))
    with running(serving) as server, opened(protocol, server) as model:
        for _ in range(200):
            model.stream(QUESTION, deadline=time.monotonic() + 60, most_tokens=5)
        assert eventually(lambda: serving.under_way == 200, within=30)


@both
def test_threads_that_wait_use_no_processor_time(protocol: str) -> None:
    used: list[float] = []
    lock = threading.Lock()

    def wait(model: StreamedModel) -> None:
        before = time.thread_time()
        hear(model, within=1.5)
        with lock:
            used.append(time.thread_time() - before)

    serving = Serving(fixed, [Fault(Kind.SILENT)] * 20)
    with running(serving) as server, opened(protocol, server) as model:
        threads = [threading.Thread(target=wait, args=(model,)) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(used) == 20
    assert sum(used) / len(used) < 0.05


@both
def test_a_model_that_is_opened_anew_on_the_same_address_works(protocol: str) -> None:
    """The libraries share connections between models, and with them their event loops."""
    with running(Serving(fixed)) as server:
        for _ in range(3):
            with opened(protocol, server) as model:
                assert hear(model).text == SENTENCES
