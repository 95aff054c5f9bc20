import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.api.posts import MAX_DISTINCT, MAX_EARLY, Letterbox, Post, read_posts
from mjstudio.model.errors import PromptRefused

from .server import SAMPLES

SUCCESS = (SAMPLES / "callback-success.json").read_bytes()
FAILURE = (SAMPLES / "callback-failure.json").read_bytes()


def body(task_id: str, progress: int | None = None, **more: object) -> bytes:
    told = {"task_id": task_id, **more} | ({} if progress is None else {"progress": progress})
    return json.dumps(told).encode()


@pytest.mark.parametrize("sample", [SUCCESS, FAILURE])
def test_the_published_posts_are_the_last_of_their_task(sample: bytes) -> None:
    (post,) = read_posts(sample)
    assert post.task_id == json.loads(sample)["task_id"]
    assert post.last


def test_a_step_is_not_the_last_and_lines_of_one_task_are_one_post() -> None:
    assert read_posts(body("t", 46)) == [Post("t", 46)]
    lines = b"\n".join([body("t", 46), body("t", 11), b"", body("u", 100), b""])
    assert read_posts(lines) == [Post("t", 46), Post("u", 99, last=True)]


@pytest.mark.parametrize(
    "garbage",
    [b"", b"[]", b"3", b"{", b"{}", b'{"task_id":""}', body("x" * 201), b"\xff", b"[" * 9000],
)
def test_garbage_is_no_post(garbage: bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_posts(garbage)


def test_many_lines_are_refused_without_reading_them() -> None:
    with pytest.raises(ValueError, match=r".*"):
        read_posts(b"\n".join([body("t", 1)] * 65))


@given(st.binary(max_size=400))
def test_any_bytes_are_posts_or_refused(data: bytes) -> None:
    try:
        posts = read_posts(data)
    except ValueError:
        return
    assert all(post.task_id and 0 <= post.progress <= 99 for post in posts)


def test_a_box_hears_of_its_own_task_alone_and_of_each_body_once() -> None:
    letterbox, heard = Letterbox(), []
    letterbox.open("mine", heard.append)
    assert letterbox.take(body("mine", 46))
    assert letterbox.take(body("mine", 46))
    assert not letterbox.take(body("another", 100))
    assert heard == [Post("mine", 46)]


def test_a_closed_box_takes_late_posts_and_tells_nobody() -> None:
    letterbox, heard = Letterbox(), []
    letterbox.open("mine", heard.append)
    letterbox.close("mine")
    assert letterbox.take(body("mine", 100))
    assert heard == []
    assert len(letterbox) == 0


def test_a_post_before_the_acknowledgement_is_kept_for_its_box() -> None:
    letterbox, heard = Letterbox(), []
    assert not letterbox.take(body("mine", 11))
    letterbox.expect()
    assert letterbox.take(body("mine", 31))
    assert letterbox.take(body("mine", 100))
    letterbox.open("mine", heard.append)
    letterbox.settle()
    assert heard == [Post("mine", 99, last=True)]
    assert letterbox.early == 0


def test_what_came_early_for_strangers_is_bounded_and_forgotten() -> None:
    letterbox = Letterbox()
    letterbox.expect()
    for n in range(5000):
        letterbox.take(body(f"t{n}", 100))
    assert letterbox.early == MAX_EARLY
    letterbox.settle()
    assert letterbox.early == 0


def test_a_flood_about_one_task_is_heard_only_so_often() -> None:
    letterbox, heard = Letterbox(), []
    letterbox.open("mine", heard.append)
    for n in range(5000):
        letterbox.take(body("mine", 46, spice=n))
    assert len(heard) == MAX_DISTINCT


def test_many_threads_lose_no_post() -> None:
    letterbox, heard = Letterbox(), []
    for n in range(8):
        letterbox.open(f"t{n}", heard.append)

    def post(n: int) -> None:
        for step in range(50):
            letterbox.take(body(f"t{n}", step))

    threads = [threading.Thread(target=post, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heard) == 400


def test_the_last_post_tells_the_picture_or_what_the_task_failed_of() -> None:
    (post,) = read_posts(SUCCESS)
    outcome = post.outcome("generate")
    assert outcome is not None
    assert outcome.final
    assert outcome.picture is not None
    assert outcome.picture.image_id == json.loads(SUCCESS)["image_id"]
    assert outcome.picture.is_grid
    (post,) = read_posts(FAILURE)
    with pytest.raises(PromptRefused, match="Unrecognized argument") as caught:
        post.outcome("generate")
    assert caught.value.task_id == post.task_id
    assert json.loads(caught.value.answer) == json.loads(FAILURE)


def test_a_step_brings_its_preview_and_no_end() -> None:
    told = json.loads(SUCCESS) | {"progress": 46, "actions": []}
    (post,) = read_posts(json.dumps(told).encode())
    step = post.step("generate")
    assert step is not None
    assert (step.progress, step.final) == (46, False)
    assert step.picture is not None
    assert post.outcome("generate") is None


@pytest.mark.parametrize("reverse", [False, True])
def test_of_several_posts_the_picture_stays_whatever_else_is_told(reverse: bool) -> None:
    task_id = json.loads(SUCCESS)["task_id"]
    posts = [
        *read_posts(SUCCESS),
        *read_posts(FAILURE.replace(json.loads(FAILURE)["task_id"].encode(), task_id.encode())),
        *read_posts(body(task_id, 46, image_url="https://t.example/46.webp")),
        *read_posts(body(task_id, 31, image_url="https://t.example/31.webp")),
    ]
    posts = posts[::-1] if reverse else posts
    merged = posts[0].merged(posts[1]).merged(posts[2]).merged(posts[3])
    outcome, step = merged.outcome("generate"), merged.step("generate")
    assert outcome is not None
    assert outcome.picture is not None
    assert step is not None
    assert step.progress == 46


def test_a_record_without_measure_is_not_kept() -> None:
    (post,) = read_posts(body("t", 100, image_url="https://t.example/x.png", spice="x" * 99_999))
    assert post.last
    assert post.outcome("generate") is None


def test_a_last_post_without_a_picture_tells_no_outcome() -> None:
    (post,) = read_posts(body("t", 100))
    assert post.last
    assert post.outcome("generate") is None
