"""A picture that leaves the library carries its prompt, and nothing that opens a door."""

import contextlib
import io
import re
import shutil
import stat
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mjstudio.files import atomic
from mjstudio.files.atomic import NotSaved
from mjstudio.library.embed import CannotEmbed, embed
from mjstudio.library.export import ending, exported, save, save_all, suggested_name
from mjstudio.library.facts import SOFTWARE, Facts, without_queries
from mjstudio.library.xmp import NAMESPACE
from mjstudio.model.errors import PictureUnusable
from mjstudio.model.job import Job, Lineage, State
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest

SIGNED = "https://cdn.example/a/b.png?ex=66aa&is=66bb&hm=abcdef&"
PROMPT = (
    "  a quiet lake, 静かな湖 🦊👩\u200d🎨 بحيرة هادئة\n"
    "second line\t& <b> \"x\" 'y' ]]> --ar 16:9 --s 250"
)
TEXTS = (PROMPT, "قمر فوق البحر", "🦊" * 2000, "a\n\n\nb", "&amp; &#13; <!-- -->")
FORMATS = ("PNG", "JPEG", "WEBP")
DC = "{http://purl.org/dc/elements/1.1/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def painted(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Four quarters of four colours, with a slope in each so that nothing is flat."""
    image = Image.new("RGB", size)
    for x in range(size[0]):
        for y in range(size[1]):
            image.putpixel((x, y), (200 * (2 * x >= size[0]), 200 * (2 * y >= size[1]), x % 40))
    return image


def coded(kind: str, image: Image.Image | None = None, **options: object) -> bytes:
    out = io.BytesIO()
    (image or painted()).save(out, kind, **options)
    return out.getvalue()


def a_picture(image_id: str = "1234567890123456789") -> Picture:
    return Picture(image_id, SIGNED, (512, 512), SIGNED, (1024, 1024), task_id="task-77")


def a_job(prompt: str = PROMPT, file: Path | None = None, **changes: object) -> Job:
    job = Job(
        request=ImagineRequest(prompt=prompt, action="upscale2", image_id="987654321098765432"),
        lineage=Lineage(a_picture("987654321098765432"), "upscale2", 2),
        id="0123456789abcdef0123456789abcdef",
        created_at=datetime(2026, 10, 1, 12, 30, tzinfo=UTC),
        state=State.FINISHED,
        task_id="task-77",
        picture=a_picture(),
        file=str(file or ""),
    )
    return replace(job, **changes)  # type: ignore[arg-type]


def kept(folder: Path, kind: str = "PNG", prompt: str = PROMPT) -> Job:
    """A job whose picture lies in the library."""
    file = folder / f"kept.{kind.lower()}"
    file.write_bytes(coded(kind))
    return a_job(prompt, file)


def texts_of(data: bytes) -> dict[str, str]:
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        return {name: str(text) for name, text in image.text.items()}  # type: ignore[attr-defined]


def xmp_of(data: bytes) -> dict[str, str]:
    """The packet as Pillow finds it, by name; read by a parser of XML."""
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        found = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    assert found is not None
    packet = found if isinstance(found, bytes) else found.encode()
    inner = packet[packet.index(b"<x:xmpmeta") : packet.rindex(b"</x:xmpmeta>") + 12]
    root = ET.fromstring(inner)
    description = root.find(f"{RDF}RDF/{RDF}Description")
    assert description is not None
    found = {child.tag.removeprefix(f"{{{NAMESPACE}}}"): child.text or "" for child in description}
    words = description.find(f"{DC}description/{RDF}Alt/{RDF}li")
    assert words is not None
    return {**found, "description": words.text or ""}


def idat_of(data: bytes) -> list[bytes]:
    chunks, at = [], 8
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            chunks.append(data[at : at + 12 + length])
        at += 12 + length
    return chunks


@pytest.mark.parametrize("prompt", TEXTS)
def test_pillow_reads_the_prompt_back_exactly(tmp_path: Path, prompt: str) -> None:
    job = kept(tmp_path, prompt=prompt)
    data = exported(job, ".png")
    texts = texts_of(data)
    assert texts["Description"] == texts["parameters"] == texts["mjstudio:prompt"] == prompt
    assert texts["Software"] == SOFTWARE
    assert texts["mjstudio:action"] == "upscale2"
    assert texts["mjstudio:imageId"] == "1234567890123456789"
    assert texts["mjstudio:parentImageId"] == "987654321098765432"
    assert texts["mjstudio:parentQuadrant"] == "2"
    assert texts["mjstudio:taskId"] == "task-77"
    assert "1 Oct 2026 12:30" in texts["Creation Time"]
    assert "mjstudio:quadrant" not in texts


def test_parameters_stand_by_themselves(tmp_path: Path) -> None:
    assert texts_of(exported(kept(tmp_path), ".png"))["mjstudio:parameters"] == "--ar 16:9 --s 250"


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("prompt", TEXTS)
def test_every_format_carries_the_prompt_as_xmp(tmp_path: Path, kind: str, prompt: str) -> None:
    job = kept(tmp_path, kind, prompt)
    told = xmp_of(exported(job, Path(job.file).suffix))
    assert told["description"] == told["prompt"] == prompt
    assert told["action"] == "upscale2"
    assert told["imageId"] == "1234567890123456789"


def test_the_coded_pixels_of_a_png_stay_as_they_were(tmp_path: Path) -> None:
    job = kept(tmp_path)
    before = Path(job.file).read_bytes()
    assert idat_of(exported(job, ".png")) == idat_of(before)
    assert Path(job.file).read_bytes() == before


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 70}),
        ("JPEG", {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"}),
        ("WEBP", {"lossless": True}),
        ("WEBP", {"quality": 60}),
        ("WEBP", {"exif": b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0"}),
    ],
)
def test_the_pixels_of_other_formats_stay_too(kind: str, options: dict[str, object]) -> None:
    before = coded(kind, **options)
    after = embed(before, Facts.of(a_job()))
    with Image.open(io.BytesIO(before)) as one, Image.open(io.BytesIO(after)) as other:
        assert other.format == kind
        assert other.size == one.size
        assert other.convert("RGBA").tobytes() == one.convert("RGBA").tobytes()


def test_transparency_of_a_webp_stays() -> None:
    image = Image.new("RGBA", (31, 17), (200, 10, 10, 90))
    after = embed(coded("WEBP", image, lossless=True), Facts.of(a_job()))
    with Image.open(io.BytesIO(after)) as read:
        assert read.mode == "RGBA"
        assert read.getpixel((3, 3)) == (200, 10, 10, 90)


@pytest.mark.parametrize("kind", FORMATS)
def test_exporting_an_export_says_everything_once(kind: str) -> None:
    facts = Facts.of(a_job("first"))
    twice = embed(embed(coded(kind), facts), Facts.of(a_job("second")))
    assert xmp_of(twice)["description"] == "second"
    assert b"first" not in twice


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_any_prompt_comes_back(text: str) -> None:
    facts = replace(Facts.of(a_job()), prompt=text)
    data = embed(coded("PNG", Image.new("L", (2, 2))), facts)
    assert texts_of(data)["Description"] == text
    xml = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
    assert xmp_of(data)["prompt"] == xml


@given(st.sampled_from(FORMATS), st.data())
@settings(max_examples=60, deadline=None)
def test_a_cut_file_is_refused_or_read(kind: str, data: st.DataObject) -> None:
    whole = coded(kind, painted((8, 8)))
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    with contextlib.suppress(CannotEmbed):
        embed(cut, Facts.of(a_job()))


def test_addresses_lose_what_signs_them(tmp_path: Path) -> None:
    prompt = (
        f"{SIGNED} https://me:secret@host.example/c.png#frag a lake"
        f" HTTPS://x.example?sig=1 --sref {SIGNED}"
    )
    job = kept(tmp_path, prompt=prompt)
    clean = (
        "https://cdn.example/a/b.png https://host.example/c.png a lake"
        " HTTPS://x.example --sref https://cdn.example/a/b.png"
    )
    for kind in (".png", ".jpg", ".webp"):
        data = exported(job, kind)
        for secret in (b"hm=", b"ex=66aa", b"secret", b"sig=1", b"frag"):
            assert secret not in data
        assert xmp_of(data)["prompt"] == clean
    assert without_queries("no address? none & so") == "no address? none & so"


def test_a_quarter_is_cropped_and_says_which(tmp_path: Path) -> None:
    file = tmp_path / "grid.png"
    file.write_bytes(coded("PNG", painted((65, 49))))
    job = a_job(file=file)
    whole = painted((65, 49))
    for quadrant, box in enumerate(
        [(0, 0, 32, 24), (32, 0, 65, 24), (0, 24, 32, 49), (32, 24, 65, 49)], start=1
    ):
        data = exported(job, ".png", quadrant)
        with Image.open(io.BytesIO(data)) as part:
            assert part.tobytes() == whole.crop(box).tobytes()
        assert texts_of(data)["mjstudio:quadrant"] == str(quadrant)
        assert xmp_of(data)["quadrant"] == str(quadrant)


def test_the_name_decides_the_format(tmp_path: Path) -> None:
    job = kept(tmp_path)
    for name, kind in (("a.jpg", "JPEG"), ("a.webp", "WEBP"), ("a.PNG", "PNG"), ("a", "PNG")):
        target = save(job, tmp_path / name)
        with Image.open(target) as image:
            assert image.format == kind
            assert image.size == (64, 48)
        assert xmp_of(target.read_bytes())["description"] == PROMPT
    assert (tmp_path / "a.png").exists() or (tmp_path / "a.PNG").exists()


def test_a_gif_leaves_as_a_png(tmp_path: Path) -> None:
    job = kept(tmp_path, "GIF")
    assert ending(job) == ".png"
    target = save(job, tmp_path / "out")
    with Image.open(target) as image, Image.open(job.file) as before:
        assert image.format == "PNG"
        assert image.convert("RGB").tobytes() == before.convert("RGB").tobytes()
    assert texts_of(target.read_bytes())["Description"] == PROMPT


def test_a_dot_in_the_words_is_no_ending(tmp_path: Path) -> None:
    assert save(kept(tmp_path), tmp_path / "v1.2 final").name == "v1.2 final.png"


def test_a_saved_file_is_as_open_as_its_folder(tmp_path: Path) -> None:
    job = kept(tmp_path)
    for mode, expected in ((0o755, 0o644), (0o700, 0o600)):
        folder = tmp_path / f"{mode:o}"
        folder.mkdir()
        folder.chmod(mode)
        target = save(job, folder / "x.png")
        assert stat.S_IMODE(target.stat().st_mode) == expected


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "old.png"
    target.write_bytes(b"the old file")

    def full(_handle: int, _data: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "write", full)
    with pytest.raises(NotSaved) as caught:
        save(kept(tmp_path), target)
    assert caught.value.disk_full
    assert target.read_bytes() == b"the old file"


def test_a_missing_or_damaged_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(PictureUnusable):
        exported(a_job(file=tmp_path / "gone.png"), ".png")
    damaged = tmp_path / "damaged.png"
    damaged.write_bytes(coded("PNG")[:60])
    for suffix, quadrant in ((".png", 0), (".jpg", 0), (".png", 3)):
        with pytest.raises((PictureUnusable, NotSaved)):
            exported(a_job(file=damaged), suffix, quadrant)


def test_a_prompt_too_long_for_jpeg_is_said_and_not_dropped(tmp_path: Path) -> None:
    job = kept(tmp_path, prompt="a " + "🦊" * 10_000)
    with pytest.raises(NotSaved, match="PNG"):
        save(job, tmp_path / "x.jpg")
    assert not (tmp_path / "x.jpg").exists()
    assert texts_of(exported(job, ".png"))["Description"] == job.request.prompt


def test_names_come_from_the_words(tmp_path: Path) -> None:
    file = tmp_path / "x.png"
    job = a_job('a/b: "quiet" lake\n* 静かな', file)
    assert suggested_name(job).endswith("a b quiet lake 静かな 456789")
    assert suggested_name(job, 3).endswith("静かな quarter 3 456789")
    assert len(suggested_name(a_job("漢" * 500, file)).encode()) <= 120
    assert suggested_name(a_job("🦊", file, lineage=None)) == "picture 456789"
    assert ending(job) == ".png"
    assert ending(replace(job, file="a.jpg")) == ".jpg"
    assert ending(replace(job, file="a.jpg"), 2) == ".png"


def test_several_never_write_over_one_another(tmp_path: Path) -> None:
    job = kept(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    saved = save_all([job, job], out) + save_all([job], out)
    assert len(set(saved)) == 3
    assert sorted(out.iterdir()) == sorted(saved)


@pytest.mark.skipif(shutil.which("exiftool") is None, reason="exiftool is not installed")
@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
@pytest.mark.parametrize("prompt", TEXTS)
def test_exiftool_reads_the_prompt(tmp_path: Path, suffix: str, prompt: str) -> None:
    target = save(kept(tmp_path, prompt=prompt), tmp_path / f"out{suffix}")
    command = ["exiftool", "-b", "-api", "structformat=json"]

    def told(tag: str) -> str:
        run = subprocess.run([*command, tag, str(target)], capture_output=True, check=True)
        return run.stdout.decode()

    assert told("-XMP-dc:Description") == prompt
    assert told("-XMP-xmp:CreatorTool") == SOFTWARE
    if suffix == ".png":
        assert told("-PNG:Description") == prompt
    check = subprocess.run(
        ["exiftool", "-validate", "-warning", "-s3", str(target)], capture_output=True, check=True
    )
    assert b"Error" not in check.stdout + check.stderr
