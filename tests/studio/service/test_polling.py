"""Following a task by looking: every order of posts and answers ends in the same job."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.model.errors import (
    ConnectionLost,
    ServiceError,
    ServiceFailed,
    StudioError,
    TaskUnknown,
    TokenRefused,
    TooManyRequests,
)
from mjstudio.model.job import Job, State
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest
from mjstudio.model.update import TaskRecord, TaskUpdate
from mjstudio.studio.jobs.delivery import LOOK_UP_WAITS
from mjstudio.studio.service.polling import STRANGER, Polling

PICTURE = Picture("1", "http://x/small", (1, 1), "http://x/large", (2, 2), ("reroll",), "t")
PREVIEW = Picture("2", "http://x/preview", (1, 1), "", (0, 0), (), "t")
PENDING = TaskRecord("t")
STEP = TaskRecord("t", update=TaskUpdate("t", 46, PREVIEW))
DONE = TaskRecord("t", update=TaskUpdate("t", 100, PICTURE, final=True))
STRANGE = TaskRecord("other", update=TaskUpdate("other", 100, PREVIEW, final=True))

Answer = TaskRecord | StudioError | None


@dataclass
class Desk:
    """Answers look-ups one after the other; the last one for ever."""

    answers: list[Answer]
    asked: int = 0

    async def task(self, task_id: str, trace_id: str = "") -> TaskRecord | None:
        assert (task_id, trace_id) == ("t", "")
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        if isinstance(answer, StudioError):
            raise answer
        return answer


@dataclass(frozen=True)
class CallbackEvent:
    progress: int
    last: bool = False
    told: TaskUpdate | ServiceError | None = None

    def step(self, action: str) -> TaskUpdate | None:
        assert action == "generate"
        return None if self.last or not isinstance(self.told, TaskUpdate) else self.told

    def outcome(self, action: str) -> TaskUpdate | None:
        assert action == "generate"
        if isinstance(self.told, ServiceError):
            raise self.told
        return self.told if self.last else None


@dataclass
class CallbackEvents:
    """Posts in their order; then silence."""

    posts: list[CallbackEvent | None]
    silence: float = 120.0
    waits: list[float] = field(default_factory=list)

    async def next(self, seconds: float) -> CallbackEvent | None:
        self.waits.append(seconds)
        return self.posts.pop(0) if self.posts else None


def running() -> Job:
    job = Job(ImagineRequest("a cat"), task_id="t", way=DeliveryMode.CALLBACK).moved(State.SENT)
    return job.advanced(TaskUpdate("t"))


def follow(
    answers: list[Answer],
    knocks: CallbackEvents | None = None,
    waits: tuple[float, ...] = (0.0,) * 9,
) -> tuple[Job, list[Job], Desk]:
    steps: list[Job] = []

    def advance(job: Job, update: TaskUpdate) -> Job:
        steps.append(job.advanced(update))
        return steps[-1]

    desk = Desk(answers)
    job = asyncio.run(Polling(desk, advance).follow(running(), waits, knocks))  # type: ignore[arg-type]
    return job, steps, desk


def test_it_asks_until_the_picture_is_there() -> None:
    job, steps, desk = follow([PENDING, STEP, STEP, DONE])
    assert job.picture == PICTURE
    assert job.state is State.FETCHING
    assert steps[0].preview == PREVIEW
    assert desk.asked == 4


def test_what_is_in_the_way_of_asking_is_no_failure_of_the_task() -> None:
    job, _, desk = follow([ServiceFailed("x"), TooManyRequests("x"), ConnectionLost("x"), DONE])
    assert job.picture == PICTURE
    assert desk.asked == 4


def test_what_the_task_failed_of_is_raised() -> None:
    with pytest.raises(ServiceFailed, match="out of paint"):
        follow([PENDING, TaskRecord("t", error=ServiceFailed("out of paint"))])


def test_the_waits_have_an_end_and_the_task_stays_known() -> None:
    with pytest.raises(ConnectionLost) as caught:
        follow([PENDING])
    assert caught.value.task_id == "t"


def test_a_task_may_be_found_a_moment_late_and_is_not_asked_for_for_ever() -> None:
    assert follow([None, None, DONE])[0].picture == PICTURE
    desk = Desk([None])
    with pytest.raises(TaskUnknown):
        asyncio.run(
            Polling(desk, Job.advanced).follow(running(), (0.0,) * 99)  # type: ignore[arg-type]
        )
    assert desk.asked == STRANGER
    assert sum(LOOK_UP_WAITS[:STRANGER]) >= 20


def test_an_account_that_is_turned_away_asks_no_more_and_keeps_the_task() -> None:
    with pytest.raises(ConnectionLost) as caught:
        follow([PENDING, TokenRefused("The token has expired.")])
    assert caught.value.task_id == "t"
    assert isinstance(caught.value.__cause__, TokenRefused)
    assert "expired" in caught.value.message


def test_a_post_is_a_reason_to_look_and_nothing_is_believed() -> None:
    knocks = CallbackEvents([CallbackEvent(11), CallbackEvent(46), CallbackEvent(99, last=True)])
    job, steps, desk = follow([PENDING, STEP, DONE], knocks)
    assert job.picture == PICTURE
    assert desk.asked == 3
    assert [step.progress for step in steps] == [11, 46, 46, 99, 100]
    assert knocks.waits == [120.0] * 3


def test_a_false_end_is_looked_into_and_the_job_goes_on() -> None:
    knocks = CallbackEvents([CallbackEvent(99, last=True)])
    job, _, _ = follow([PENDING, PENDING, PENDING, DONE], knocks, (5.0, 7.0))
    assert job.picture == PICTURE
    assert knocks.waits == [120.0, 1.0, 2.0, 5.0]


def test_silence_falls_back_to_asking() -> None:
    knocks = CallbackEvents([CallbackEvent(11)])
    job, _, _ = follow([PENDING, PENDING, PENDING, DONE], knocks)
    assert job.picture == PICTURE
    assert knocks.waits == [120.0, 120.0, 1.0, 2.0]


def test_a_flood_of_posts_neither_ends_nor_prolongs_the_asking() -> None:
    flood: list[CallbackEvent | None] = [CallbackEvent(n % 99, last=n % 3 == 0) for n in range(500)]
    knocks = CallbackEvents(flood)
    with pytest.raises(ConnectionLost):
        follow([PENDING], knocks, (5.0, 7.0))
    assert knocks.posts == []
    assert knocks.waits[-4:] == [1.0, 2.0, 5.0, 7.0]


def test_another_tasks_picture_is_never_taken() -> None:
    with pytest.raises(ConnectionLost):
        follow([STRANGE], CallbackEvents([CallbackEvent(99, last=True)]))


nothing = st.sampled_from([PENDING, STEP, STRANGE, ServiceFailed("x"), ConnectionLost("x")])
posts = st.builds(CallbackEvent, st.integers(0, 99), st.booleans())


@given(before=st.lists(nothing, max_size=6), knocks=st.none() | st.lists(posts, max_size=12))
def test_whatever_comes_before_the_end_is_the_same(
    before: list[Answer], knocks: list[CallbackEvent | None] | None
) -> None:
    job, steps, _ = follow([*before, DONE], None if knocks is None else CallbackEvents(knocks))
    assert (job.picture, job.state, job.progress) == (PICTURE, State.FETCHING, 100)
    progress = [step.progress for step in steps]
    assert progress == sorted(progress)
    assert all(step.preview in (None, PREVIEW) for step in steps)


updates = st.lists(
    st.sampled_from(
        [
            TaskUpdate("t", 11, PREVIEW),
            TaskUpdate("t", 46, PREVIEW),
            TaskUpdate("t", 93, PREVIEW),
            TaskUpdate("t", 100, PICTURE, final=True),
            TaskUpdate("t"),
            TaskUpdate("other", 100, PREVIEW, final=True),
        ]
    ),
    max_size=20,
)


@given(events=updates, data=st.data())
def test_doubled_late_and_reordered_steps_end_in_the_same_job(
    events: list[TaskUpdate], data: st.DataObject
) -> None:
    events = [*events, TaskUpdate("t", 100, PICTURE, final=True)]
    shuffled = data.draw(st.permutations([*events, *events[:5]]))
    ends = []
    for order in (events, shuffled):
        job = running()
        for update in order:
            moved = job.advanced(update)
            assert moved.progress >= job.progress
            job = moved
        ends.append((job.state, job.progress, job.picture, job.task_id))
    assert ends[0] == ends[1] == (State.FETCHING, 100, PICTURE, "t")


POSTED = Picture("3", "http://x/posted", (1, 1), "http://x/posted-raw", (2, 2), ("reroll",), "t")
MADE = CallbackEvent(99, last=True, told=TaskUpdate("t", 100, POSTED, final=True))
BROKE = CallbackEvent(99, last=True, told=ServiceFailed("out of paint", code="task_failed"))
no_word = pytest.mark.parametrize("answer", [None, PENDING, ServiceFailed("x"), TokenRefused("x")])


@no_word
def test_where_look_ups_do_not_tell_the_end_the_post_is_the_result(answer: Answer) -> None:
    job, steps, desk = follow([answer], CallbackEvents([CallbackEvent(11), MADE]))
    assert job.picture == POSTED
    assert job.state is State.FETCHING
    assert desk.asked <= 4
    assert [step.progress for step in steps][-1] == 100


@no_word
def test_where_look_ups_do_not_tell_the_failure_the_post_does(answer: Answer) -> None:
    with pytest.raises(ServiceFailed, match="out of paint"):
        follow([answer], CallbackEvents([BROKE]))


def test_look_ups_that_know_the_picture_are_preferred() -> None:
    assert follow([DONE], CallbackEvents([MADE]))[0].picture == PICTURE
    assert follow([PENDING, PENDING, DONE], CallbackEvents([MADE]))[0].picture == PICTURE
    assert follow([DONE], CallbackEvents([BROKE]))[0].picture == PICTURE


def test_a_picture_outweighs_a_task_that_ended_without_saying_why() -> None:
    empty = TaskRecord("t", error=ServiceFailed("The task ended without a picture."))
    assert follow([empty], CallbackEvents([MADE]))[0].picture == POSTED
    with pytest.raises(ServiceFailed, match="banned"):
        follow([TaskRecord("t", error=ServiceFailed("banned", code="x"))], CallbackEvents([MADE]))


@pytest.mark.parametrize(
    "posts", [[MADE, BROKE], [BROKE, MADE], [MADE, MADE], [MADE, CallbackEvent(3)]]
)
def test_doubled_and_contradicting_posts_end_in_the_picture(
    posts: list[CallbackEvent | None],
) -> None:
    job, steps, _ = follow([None], CallbackEvents(posts))
    assert job.picture == POSTED
    progress = [step.progress for step in steps]
    assert progress == sorted(progress)


def test_previews_come_by_post_where_look_ups_tell_of_none() -> None:
    preview = CallbackEvent(46, told=TaskUpdate("t", 46, PREVIEW))
    _, steps, _ = follow([None], CallbackEvents([preview, CallbackEvent(11), MADE]))
    assert steps[0].preview == PREVIEW
    assert [step.progress for step in steps] == [46, 46, 99, 100]


def test_a_task_that_is_not_known_is_waited_for_as_long_as_posts_may_come() -> None:
    posts: list[CallbackEvent | None] = [CallbackEvent(n) for n in range(20)]
    job, _, desk = follow([None], CallbackEvents([*posts, MADE]))
    assert job.picture == POSTED
    assert desk.asked > STRANGER
