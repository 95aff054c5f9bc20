import json
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mjstudio.api.posts import MAX_DISTINCT, MAX_EARLY, Letterbox, Post, read_posts

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
