"""Addresses of pictures, fetching them in parts, uploads."""

import re
import time
from io import BytesIO

import httpx
import pytest
from PIL import Image

from mjstudio.model.lint import IMAGE_SUFFIXES
from mjstudio.sandbox.service import Sandbox
from mjstudio.sandbox.thread import SandboxThread
from tests.sandbox.client import AUTHORIZATION, Client, mask

SIGNED = re.compile(
    r"http://127\.0\.0\.1:\d+/attachments/\d{19}/(?P<id>\d+)/\w[\w-]*\.png"
    r"\?ex=(?P<ex>[0-9a-f]{8})&is=[0-9a-f]{8}&hm=[0-9a-f]{64}&(?P<rest>.*)"
)
PLAIN = re.compile(r"http://127\.0\.0\.1:\d+/midjourney/(?P<id>[0-9a-f-]{36})\.png(?P<rest>.*)")


def of_form(client: Client, body: dict, pattern: re.Pattern[str]) -> dict:
    """A picture whose addresses have that form."""
    for _ in range(64):
        answer = client.imagine(**body)
        if pattern.fullmatch(answer["raw_image_url"]):
            return answer
    raise AssertionError("only one form of addresses")


def test_signed_addresses_look_like_those_of_2024(client, quick):
    answer = of_form(client, quick, SIGNED)
    raw, small = SIGNED.fullmatch(answer["raw_image_url"]), SIGNED.fullmatch(answer["image_url"])
    assert raw["rest"] == ""
    assert small["rest"] == f"width={answer['image_width']}&height={answer['image_height']}"
    assert raw["id"] == answer["image_id"]
    assert int(raw["ex"], 16) == pytest.approx(time.time() + 86400, abs=60)


def test_plain_addresses_look_like_those_of_2026(client, square_single, quick):
    body = {"action": "variation_region", "image_id": square_single["image_id"]}
    region = client.imagine(**body, mask=mask((128, 128), (0, 0, 50, 50)))
    assert PLAIN.fullmatch(region["raw_image_url"])
    answer = of_form(client, quick, PLAIN)
    raw, small = PLAIN.fullmatch(answer["raw_image_url"]), PLAIN.fullmatch(answer["image_url"])
    assert raw["id"] == answer["task_id"]
    assert raw["rest"] == ""
    assert small["rest"] == "?imageMogr2/thumbnail/!50p"
    assert client.picture(answer["image_url"]).size == (91, 51)


def test_addresses_are_taken_byte_for_byte(client, quick):
    plain = of_form(client, quick, PLAIN)
    for damaged in ("%2150p", "!50p=", "!50p&x=1", "!0p"):
        url = plain["image_url"].replace("!50p", damaged)
        # httpx would write some of these its own way.
        response = client.http.request("GET", httpx.URL(url))
        assert response.status_code == 400
    signed = of_form(client, quick, SIGNED)
    wrong = re.sub(r"hm=[0-9a-f]", "hm=" + ("0" if "hm=0" not in signed["image_url"] else "1"),
                   signed["image_url"])  # fmt: skip
    assert client.http.get(wrong).status_code == 403
    assert client.http.get(signed["raw_image_url"].split("?")[0]).status_code == 403


def test_a_signed_address_expires_and_tasks_gives_a_fresh_one(client, sandbox, quick):
    answer = of_form(client, quick, SIGNED)
    sandbox.urls.lifetime = 0
    try:
        answer = client.post("tasks", {"id": answer["task_id"]}).json()["response"]
        assert client.http.get(answer["raw_image_url"]).status_code == 404
    finally:
        sandbox.urls.lifetime = 86400
    answer = client.post("tasks", {"id": answer["task_id"]}).json()["response"]
    client.raw(answer)


def test_pictures_need_no_token_and_are_the_same_every_time(client, grid):
    for url in (grid["image_url"], grid["raw_image_url"]):
        one, other = httpx.get(url), httpx.get(url)
        assert one.status_code == 200
        assert one.content == other.content
        assert one.headers["content-type"] == "image/png"


def test_head_tells_the_length(client, grid):
    whole = client.http.get(grid["raw_image_url"])
    head = client.http.head(grid["raw_image_url"])
    assert head.status_code == 200
    assert head.content == b""
    assert int(head.headers["content-length"]) == len(whole.content)
    assert head.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize("kind", ["raw_image_url", "image_url"])
def test_a_download_can_be_taken_up_where_it_broke(client, grid, kind):
    whole = client.http.get(grid[kind])
    size, tag = len(whole.content), whole.headers["etag"]

    def part(**headers: str) -> httpx.Response:
        return client.http.get(
            grid[kind], headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    rest = part(range="bytes=1000-", if_range=tag)
    assert rest.status_code == 206
    assert rest.headers["content-range"] == f"bytes 1000-{size - 1}/{size}"
    assert whole.content[:1000] + rest.content == whole.content
    assert part(range="bytes=10-19").content == whole.content[10:20]
    assert part(range="bytes=-20").content == whole.content[-20:]
    assert part(range=f"bytes=10-{size * 2}").content == whole.content[10:]
    assert part(range="bytes=1000-", if_range='"other"').content == whole.content
    assert part(range="bytes=0-1,5-6").content == whole.content
    beyond = part(range=f"bytes={size}-")
    assert beyond.status_code == 416
    assert beyond.headers["content-range"] == f"bytes */{size}"


def test_split_images_are_the_quarters(client, square_single):
    for action in ("generate", "variation_region"):
        body = {"prompt": "crossing", "action": action, "split_images": True}
        if action == "variation_region":
            body["image_id"] = square_single["image_id"]
            body["mask"] = mask((128, 128), (0, 0, 64, 64))
        answer = client.imagine(**body)
        parts = [client.picture(url) for url in answer["sub_image_urls"]]
        quarters = client.quarters(answer)
        assert [p.tobytes() for p in parts] == [q.tobytes() for q in quarters]
    upscaled = client.imagine(action="upscale1", image_id=answer["image_id"], split_images=True)
    assert "sub_image_urls" not in upscaled


def test_the_public_url_stands_in_front_of_every_address():
    sandbox = Sandbox(speed=0, picture_scale=0.03, public_url="https://studio.example/mj/")
    with SandboxThread(sandbox) as thread, httpx.Client(base_url=thread.base_url) as http:
        client = Client(http)
        answer = client.imagine(prompt="pier", split_images=True)
        urls = [answer["image_url"], answer["raw_image_url"], *answer["sub_image_urls"]]
        assert all(url.startswith("https://studio.example/mj/") for url in urls)
        assert client.imagine(prompt=f"{answer['image_url']} pier")["success"]
        gone = "https://studio.example/mj/midjourney/none.png"
        assert "is not an image" in client.refused(prompt=f"{gone} pier")[2]


def upload(client: Client, content: bytes, name: str = "a.png", **headers: str) -> httpx.Response:
    files = {"file": (name, content, "image/png")}
    return client.http.post("/api/v1/files/", files=files, headers=AUTHORIZATION | headers)


def picture(kind: str) -> bytes:
    stream = BytesIO()
    Image.new("RGB", (60, 40), (10, 200, 30)).save(stream, kind)
    return stream.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_an_upload_is_served_as_it_was_and_can_be_looked_at(client, kind):
    content = picture(kind)
    response = upload(client, content)
    assert response.status_code == 200
    url = response.json()["url"]
    assert "." + url.rsplit(".", 1)[1] in IMAGE_SUFFIXES
    served = client.http.get(url)
    assert served.content == content
    assert served.headers["content-type"] == f"image/{kind.lower()}"
    assert client.post("describe", {"image_url": url}).status_code == 200


def test_what_is_no_picture_is_kept_and_refused_as_an_image_prompt(client):
    for content, name in ((b"<html>", "page.html"), (b"GIF89a broken", "a.gif")):
        url = upload(client, content, name).json()["url"]
        assert client.http.get(url).content == content
        status, code, message = client.refused(prompt=f"{url} meadow")
        assert (status, code) == (400, "bad_request")
        assert "is not an image" in message


def test_an_upload_without_a_file_is_refused(client):
    for request in (
        {"files": {"other": ("a.png", b"x", "image/png")}},
        {"data": {"file": "text"}},
        {"json": {"file": "text"}},
        {"files": {"file": ("a.png", b"", "image/png")}},
        {"content": b"--x", "headers": {"content-type": "multipart/form-data; boundary=x"}},
    ):
        headers = AUTHORIZATION | request.pop("headers", {})
        response = client.http.post("/api/v1/files/", headers=headers, **request)
        assert response.status_code == 400, request
        assert response.json()["error"]["code"] == "bad_request"


def test_a_file_that_is_too_large_is_refused(client, sandbox):
    sandbox.upload_limit = 1024**2
    try:
        response = upload(client, bytes(3 * 1024**2))
    finally:
        sandbox.upload_limit = 100 * 1024**2
    assert response.status_code == 413
    assert "larger than 1 MB" in response.json()["error"]["message"]


def test_an_edit_keeps_what_is_not_masked(client):
    url = upload(client, picture("PNG")).json()["url"]
    black = mask((60, 40), (0, 0, 30, 40))
    response = client.post("edits", {"image_url": url, "prompt": "snow", "mask": black})
    answer = response.json()
    assert "actions" not in answer
    assert answer["success"]
    for quarter in client.quarters(answer):
        right = quarter.crop((quarter.width // 2 + 2, 0, *quarter.size))
        assert right.getcolors() == [(right.width * right.height, (10, 200, 30))]
    free = client.post("edits", {"image_url": "https://a.example/b.jpg", "prompt": "snow",
                                 "split_images": True, "action": "generate"}).json()  # fmt: skip
    assert len(free["sub_image_urls"]) == 4
    assert client.refused("edits", image_url=url)[2] == "prompt is required"
    assert client.refused("edits", prompt="x")[2] == "image_url is required"
    record = client.post("tasks", {"id": answer["task_id"]}).json()
    assert record["type"] == "edits"


def test_describe_tells_four_prompts(client, grid):
    for url in (grid["image_url"], "https://a.example/b.jpg"):
        descriptions = client.post("describe", {"image_url": url}).json()["descriptions"]
        assert len(set(descriptions)) == 4
    assert "--ar 16:9" in client.post("describe", {"image_url": grid["image_url"]}).text
    assert client.refused("describe")[2] == "image_url is required"
    assert client.refused("describe", image_url="nonsense")[1] == "bad_request"


def test_shorten_and_translate_and_seed(client, grid):
    prompts = client.post("shorten", {"prompt": "a very beautiful cat in the snow"}).json()[
        "prompts"
    ]
    assert prompts[0] == "cat snow"
    assert 1 <= len(prompts) <= 5
    content = client.post("translate", {"content": "一只猫坐在桌子上"}).json()["content"]
    assert content == "a cat sitting on a table"
    assert client.post("seed", {"image_id": grid["image_id"]}).json()["seed"].isdecimal()
    for path, field in (("shorten", "prompt"), ("translate", "content"), ("seed", "image_id")):
        assert client.refused(path)[2] == f"{field} is required"
    assert client.refused("seed", image_id="1")[1] == "bad_request"
    assert client.refused("videos", prompt="x")[1] == "api_not_implemented"
