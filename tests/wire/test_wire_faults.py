"""The real client libraries against a server that goes wrong in every way."""

import random
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest

from answering.chat.circuit import Circuit
from answering.chat.errors import (
    ModelClosedError,
    ModelFailedError,
    ModelRefusedError,
)
from answering.chat.protocol import (
    ModelCutShortError,
    ModelRestingError,
    ModelSlowError,
    Usage,
)
from tests.wire.faults import Fault, Kind
from tests.wire.hearing import (
    ENOUGH,
    NEARLY,
    QUESTION,
    Clock,
    ask,
    both,
    eventually,
    hear,
    opened,
)
from tests.wire.process import serving_process
from tests.wire.replies import SENTENCES, fixed, long
from tests.wire.serving import Serving, running


@both
@pytest.mark.parametrize(
    "fault",
    [
        Fault(Kind.STATUS, 500),
        Fault(Kind.STATUS, 503),
        Fault(Kind.STATUS, 408),
        Fault(Kind.STATUS, 429, retry_after="0"),
        Fault(Kind.HTML, 502),
        Fault(Kind.CUT),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.status}",
)
def test_a_fault_that_passes_is_tried_again_before_the_first_part(
    protocol: str, fault: Fault
) -> None:
    serving = Serving(fixed, [fault, fault])
    heard = ask(protocol, serving)
    assert heard.error is None
    assert heard.text == SENTENCES
    assert len(serving.received) == 3


@both
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault(Kind.STATUS, 401), "401"),
        (Fault(Kind.STATUS, 403), "403"),
        (Fault(Kind.STATUS, 404), "404"),
        (Fault(Kind.HTML, 200), ""),
        (Fault(Kind.GARBAGE), ""),
        (Fault(Kind.STOP), ""),
    ],
    ids=lambda value: value or "none" if isinstance(value, str) else f"{value.kind}-{value.status}",
)
def test_a_fault_that_stays_is_not_tried_again(protocol: str, fault: Fault, reason: str) -> None:
    serving = Serving(fixed, [fault] * 5)
    heard = ask(protocol, serving)
    assert type(heard.error) is ModelFailedError
    assert reason in str(heard.error)
    assert heard.parts == []
    assert len(serving.received) == 1


@both
def test_a_server_that_always_fails_is_given_up_after_four_attempts(protocol: str) -> None:
    serving = Serving(fixed, [Fault(Kind.STATUS, 503, retry_after="0")] * 9)
    heard = ask(protocol, serving)
    assert type(heard.error) is ModelFailedError
    assert len(serving.received) == 4
    assert heard.usage == Usage(), "a refused request costs nothing"


@both
def test_the_wait_that_the_server_asks_for_is_kept(protocol: str) -> None:
    serving = Serving(fixed, [Fault(Kind.STATUS, 429, retry_after="1.2")])
    heard = ask(protocol, serving)
    assert heard.error is None
    first, second = serving.received
    assert second.at - first.at >= 1.2


@both
def test_a_wait_beyond_the_deadline_is_not_begun(protocol: str) -> None:
    serving = Serving(fixed, [Fault(Kind.STATUS, 429, retry_after="30")])
    heard = ask(protocol, serving, within=5)
    assert type(heard.error) is ModelFailedError
    assert len(serving.received) == 1
    assert heard.seconds < 2


@both
def test_a_server_that_is_not_there_is_a_failure_within_the_deadline(protocol: str) -> None:
    with running(Serving(fixed)) as gone:
        pass
    with opened(protocol, gone) as model:
        heard = hear(model, within=3)
    assert type(heard.error) is ModelFailedError
    assert heard.usage == Usage()
    assert heard.seconds < 3 + NEARLY


@both
@pytest.mark.parametrize(
    "fault",
    [
        Fault(Kind.SILENT),
        Fault(Kind.HANG),
        Fault(Kind.HANG, after=20),
        Fault(Kind.TRICKLE, pause=0.05),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.after}",
)
def test_at_the_deadline_the_reply_is_slow_and_the_connection_closed(
    protocol: str, fault: Fault
) -> None:
    with running(Serving(fixed, [fault])) as server, opened(protocol, server) as model:
        heard = hear(model, within=1.0)
        assert type(heard.error) is ModelSlowError
        assert 1.0 <= heard.seconds < 1.0 + NEARLY
        assert eventually(lambda: server.serving.received[0].outcome == "gone")
        assert heard.usage.prompt == 10, "a quarter of its characters, as the server did not count"


@both
@pytest.mark.parametrize("kind", [Kind.CUT, Kind.STOP, Kind.GARBAGE])
def test_a_reply_that_breaks_off_is_cut_short_and_not_tried_again(
    protocol: str, kind: Kind
) -> None:
    serving = Serving(fixed, [Fault(kind, after=30)])
    heard = ask(protocol, serving)
    assert type(heard.error) is ModelCutShortError
    assert heard.text == SENTENCES[:30]
    assert heard.usage == Usage(prompt=10, reply=8)
    assert len(serving.received) == 1


@both
def test_a_killed_server_cuts_the_reply_short_at_once(protocol: str) -> None:
    with (
        serving_process("tests.wire.replies:long", pace=0.01) as server,
        opened(protocol, server) as model,
    ):
        reply = model.stream(QUESTION, deadline=time.monotonic() + ENOUGH, most_tokens=5000)
        parts = iter(reply)
        next(parts)
        time.sleep(random.uniform(0, 0.2))
        server.kill()
        killed = time.monotonic()
        with pytest.raises(ModelCutShortError):
            list(parts)
        assert time.monotonic() - killed < 2


@both
def test_closing_a_reply_closes_the_connection(protocol: str) -> None:
    with running(Serving(long, pace=0.02)) as server, opened(protocol, server) as model:
        reply = model.stream(QUESTION, deadline=time.monotonic() + ENOUGH, most_tokens=5000)
        next(iter(reply))
        reply.close()
        reply.close()
        assert list(reply) == []
        assert eventually(lambda: server.serving.received[0].outcome == "gone")


@both
def test_a_reply_that_nobody_reads_is_cancelled_at_the_deadline(protocol: str) -> None:
    serving = Serving(fixed, [Fault(Kind.SILENT)])
    with running(serving) as server, opened(protocol, server) as model:
        model.stream(QUESTION, deadline=time.monotonic() + 0.5, most_tokens=500)
        assert eventually(lambda: len(serving.received) == 1)
        assert eventually(lambda: serving.received[0].outcome == "gone")


@both
def test_closing_the_model_frees_everybody_who_waits_within_a_second(protocol: str) -> None:
    serving = Serving(fixed, [Fault(Kind.SILENT)] * 4 + [Fault(Kind.HANG, after=10)] * 4)
    with running(serving) as server, ThreadPoolExecutor(8) as pool:
        with opened(protocol, server) as model:
            waiting = [pool.submit(hear, model) for _ in range(8)]
            assert eventually(lambda: len(serving.received) == 8)
            closing = time.monotonic()
            model.close()
            errors = [one.result(2).error for one in waiting]
            assert time.monotonic() - closing < 1 + NEARLY
        assert {type(error) for error in errors} == {ModelClosedError}
        assert eventually(lambda: serving.under_way == 0)
        with pytest.raises(ModelClosedError):
            model.stream(QUESTION, deadline=time.monotonic() + 1, most_tokens=5)


@both
@pytest.mark.parametrize(
    "fault",
    [
        Fault(Kind.STATUS, 401),
        Fault(Kind.CUT, after=10),
        Fault(Kind.SILENT),
        Fault(Kind.HANG, after=10),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.after}",
)
def test_a_model_that_fails_three_times_rests_and_is_then_probed(
    protocol: str, fault: Fault
) -> None:
    clock = Clock()
    serving = Serving(fixed, [fault] * 3)
    with running(serving) as server, opened(protocol, server, Circuit(clock)) as model:
        for _ in range(3):
            assert hear(model, within=0.5).error is not None
        with pytest.raises(ModelRestingError, match="it rests for 30 s more"):
            model.stream(QUESTION, deadline=time.monotonic() + 1, most_tokens=5)
        assert len(serving.received) == 3
        clock.now += 30
        assert hear(model).text == SENTENCES
        assert hear(model).text == SENTENCES


@both
@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_refused_request_says_nothing_about_the_model(protocol: str, status: int) -> None:
    serving = Serving(fixed, [Fault(Kind.STATUS, status)] * 5)
    with running(serving) as server, opened(protocol, server) as model:
        errors = [hear(model).error for _ in range(5)]
        assert {type(error) for error in errors} == {ModelRefusedError}
        assert hear(model).text == SENTENCES


@both
def test_replies_that_we_close_ourselves_do_not_make_the_model_rest(protocol: str) -> None:
    serving = Serving(fixed, [Fault(Kind.SILENT)] * 5)
    with running(serving) as server, opened(protocol, server) as model:
        for _ in range(5):
            model.stream(QUESTION, deadline=time.monotonic() + ENOUGH, most_tokens=5).close()
        assert eventually(lambda: serving.under_way == 0)
        serving.faults = ()
        assert model.stream(QUESTION, deadline=time.monotonic() + ENOUGH, most_tokens=5)


def _scripts() -> Iterable[Fault]:
    chance = random.Random(5)
    kinds = [kind for kind in Kind if kind is not Kind.TRICKLE]
    while True:
        yield Fault(chance.choice(kinds), status=503, after=chance.randrange(60), retry_after="0")


@both
def test_whatever_the_server_does_every_reply_ends_whole_or_with_an_error(protocol: str) -> None:
    with (
        running(Serving(fixed, _scripts())) as server,
        opened(protocol, server) as model,
        ThreadPoolExecutor(8) as pool,
    ):
        heard = list(pool.map(lambda _: hear(model, within=1.0), range(60)))
    for one in heard:
        assert one.seconds < 1.0 + 2 * NEARLY
        assert one.error is not None or one.text == SENTENCES
        assert SENTENCES.startswith(one.text)
