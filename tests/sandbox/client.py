"""The tests' client of the sandbox, over real HTTP."""

import base64
import json
from io import BytesIO
from typing import Any

import httpx
from PIL import Image

Answer = dict[str, Any]
AUTHORIZATION = {"authorization": "Bearer test-token"}
NDJSON = {"accept": "application/x-ndjson"}


class Client:
    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def post(self, path: str, body: Any = None, **headers: str) -> httpx.Response:
        return self.http.post(f"/midjourney/{path}", json=body, headers=AUTHORIZATION | headers)

    def imagine(self, **body: Any) -> Answer:
        response = self.post("imagine", body)
        assert response.status_code == 200, response.text
        return response.json()

    def refused(self, path: str = "imagine", /, **body: Any) -> tuple[int, str, str]:
        """Return status, code and message of an error, after checking its shape."""
        response = self.post(path, body)
        told = response.json()
        assert told["success"] is False
        assert told["trace_id"] == response.headers["x-trace-id"]
        return response.status_code, told["error"]["code"], told["error"]["message"]

    def stream(self, **body: Any) -> list[Answer]:
        response = self.post("imagine", body, **NDJSON)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].startswith("application/x-ndjson")
        assert response.content.endswith(b"\n")
        return [json.loads(line) for line in response.content.split(b"\n")[:-1]]

    def picture(self, url: str) -> Image.Image:
        response = self.http.get(url)
        assert response.status_code == 200, (url, response.text[:200])
        with Image.open(BytesIO(response.content)) as opened:
            opened.load()
            return opened

    def raw(self, answer: Answer) -> Image.Image:
        """Return the picture itself, after checking that its size is the announced one."""
        picture = self.picture(answer["raw_image_url"])
        assert picture.size == (answer["raw_image_width"], answer["raw_image_height"])
        return picture

    def quarters(self, answer: Answer) -> list[Image.Image]:
        grid = self.raw(answer)
        width, height = grid.width // 2, grid.height // 2
        corners = [(0, 0), (width, 0), (0, height), (width, height)]
        return [grid.crop((x, y, x + width, y + height)) for x, y in corners]


def mask(size: tuple[int, int], box: tuple[int, int, int, int], kind: str = "JPEG") -> str:
    """Return a base64 mask with a white box."""
    picture = Image.new("L", size, 0)
    picture.paste(255, box)
    return packed(picture, kind)


def packed(picture: Image.Image, kind: str = "JPEG") -> str:
    stream = BytesIO()
    picture.save(stream, kind, quality=95)
    return base64.b64encode(stream.getvalue()).decode()
