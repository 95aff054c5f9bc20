"""Decides which picture each action makes.

Every painted picture keeps its scene and view, so that a variation, a zoom or a pan continues from
there and shows the same world.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PIL import Image

from mjstudio.model.action import (
    GRID_ACTIONS,
    SINGLE_ACTIONS,
    VARIATION_REGION,
    find_action,
)
from mjstudio.model.geometry import Size, placement, quadrant_box, square_box
from mjstudio.model.prompt import Prompt
from mjstudio.sandbox.painting import (
    Scene,
    View,
    compose_grid,
    harmonised,
    outpainted,
    paint,
    redrawn,
    scene_for,
    upscaled,
)
from mjstudio.sandbox.work.masks import Stencil
from mjstudio.sandbox.work.nodes import Commission, Node, Patch, Quarter
from mjstudio.sandbox.work.sizes import quarter_size

EDIT = "edit"
"""Not an action of `imagine`: what `/midjourney/edits` asks for."""

Opener = Callable[[Node], Image.Image]

_DEGREES = {"variation_subtle": 0.15, "variation_strong": 0.75}
_QUADRANT_DEGREE = 0.6
_SURROUNDINGS_DEGREE = 0.3
_FACTORS = {"upscale_2x": 2, "upscale_4x": 4, "upscale_subtle": 2, "upscale_creative": 2}


@dataclass(frozen=True, slots=True)
class Painted:
    """The result of a commission: four quarters form a grid, one a single picture."""

    picture: Image.Image
    quarters: tuple[Quarter, ...]
    quarter_size: Size
    base: Node | None = None


def carry_out(commission: Commission, opened: Opener) -> Painted:
    """Paint an order; `opened` returns the pixels of earlier pictures. Takes seconds."""
    action, source = commission.action, commission.source
    if action == EDIT:
        return _edit(commission)
    if source is None:
        return _generate(commission)
    known = find_action(action)
    if known.quadrant and action.startswith("upscale"):
        return _quarter(source, known.quadrant, opened)
    if known.quadrant:
        return _variation(commission, source, source.quarters[known.quadrant - 1])
    if action in _DEGREES:
        return _variation(commission, source, source.quarters[0])
    if action == VARIATION_REGION:
        return _region(commission, source, opened)
    if action.removeprefix("redo_") in _FACTORS:
        return _upscale(commission, source, opened)
    return _outpaint(commission, source, opened)


def _scene(commission: Commission, index: int, size: Size) -> Scene:
    """Return the scene that the prompt itself asks for."""
    prompt = commission.prompt
    scene = scene_for(
        prompt.words,
        commission.seed_of(index),
        stylize=_whole(prompt, "stylize", 100),
        chaos=_whole(prompt, "chaos", 0),
        weird=_whole(prompt, "weird", 0),
        aspect=size[0] / size[1],
    )
    for colour, weight in commission.tints:
        scene = scene.tinted(colour, weight)
    return scene


def _whole(prompt: Prompt, name: str, default: int) -> int:
    value = prompt.value(name) or ""
    return int(value) if value.isascii() and value.isdecimal() else default


def _generate(commission: Commission) -> Painted:
    size = quarter_size(commission.prompt.ratio, commission.scale)
    home = View(0.0, 0.0, size[0] / size[1], 1.0)
    return _grid([Quarter(_scene(commission, i, size), home) for i in range(4)], size)


def _quarter(source: Node, quadrant: int, opened: Opener) -> Painted:
    box = quadrant_box(source.size, quadrant)
    picture = opened(source).crop(box)
    return Painted(picture, (source.quarters[quadrant - 1],), source.quarter_size)


def _is_remix(commission: Commission, source: Node) -> bool:
    """Return whether the action came with new words."""
    return commission.prompt.words != source.prompt.words


def _variation(commission: Commission, source: Node, quarter: Quarter) -> Painted:
    degree = _DEGREES.get(commission.action, _QUADRANT_DEGREE)
    size = source.quarter_size
    if _is_remix(commission, source):
        scenes = (_scene(commission, i, size) for i in range(4))
        return _grid([replace(quarter, scene=scene, patches=()) for scene in scenes], size)
    return _grid([quarter.varied(degree, commission.seed_of(i)) for i in range(4)], size)


def _upscale(commission: Commission, source: Node, opened: Opener) -> Painted:
    redone = commission.action.startswith("redo_")
    base = source.base if redone and source.base else source
    factor = _FACTORS[commission.action.removeprefix("redo_")]
    has_new_detail = redone or commission.action == "upscale_creative"
    detail = commission.seed if has_new_detail else None
    picture = upscaled(opened(base), factor, detail_seed=detail)
    return Painted(picture, base.quarters, base.quarter_size, base)


def _outpaint(commission: Commission, source: Node, opened: Opener) -> Painted:
    """Zoom out, pan or make square: the source unchanged, with more of its world around it."""
    old = source.quarters[0].view
    size = source.quarter_size
    placed = placement(commission.action)
    if placed is not None:
        box = placed.box()
        width, height = old.width / placed.scale, old.height / placed.scale
    else:
        size = quarter_size((1, 1), commission.scale)
        width = height = max(old.width, old.height)
        box = square_box(old.width, old.height)
    view = View(old.x - box[0] * width, old.y - box[1] * height, width, height)
    picture = opened(source)
    quarters, pictures = [], []
    for i in range(4):
        quarter = replace(source.quarters[0], view=view)
        if _is_remix(commission, source):
            quarter = replace(quarter, scene=_scene(commission, i, size))
        elif i:
            around = quarter.scene.varied(_SURROUNDINGS_DEGREE, commission.seed_of(i))
            quarter = replace(quarter, scene=around)
        quarters.append(quarter)
        pictures.append(outpainted(picture, quarter.scene, view, box, size))
    return Painted(compose_grid(pictures), tuple(quarters), size)


def _region(commission: Commission, source: Node, opened: Opener) -> Painted:
    size, old = source.quarter_size, source.quarters[0]
    picture = _resized(opened(source), size)
    mask = _fitted(commission.mask, size)
    stencil = Stencil.of(mask)
    quarters, pictures = [], []
    for i in range(4):
        if _is_remix(commission, source):
            scene = _scene(commission, i, size)
        else:
            scene = old.scene.varied(0.9, commission.seed_of(i))
        quarters.append(old.patched(Patch(stencil, old.view, scene)))
        new = harmonised(paint(scene, size, old.view), picture, mask)
        pictures.append(redrawn(picture, mask, new))
    return Painted(compose_grid(pictures), tuple(quarters), size)


def _edit(commission: Commission) -> Painted:
    """Edit any picture: redraw its masked part, or half paint over the whole of it."""
    source = commission.picture
    if source is None:
        raise ValueError("an edit needs a picture")
    size = quarter_size(source.size, commission.scale)
    picture = _resized(source, size)
    home = View(0.0, 0.0, size[0] / size[1], 1.0)
    quarters = tuple(Quarter(_scene(commission, i, size), home) for i in range(4))
    pictures = []
    for quarter in quarters:
        replacement = paint(quarter.scene, size, home)
        if commission.mask is not None:
            replacement = redrawn(picture, _fitted(commission.mask, size), replacement)
        else:
            replacement = Image.blend(picture, replacement, 0.6)
        pictures.append(replacement)
    return Painted(compose_grid(pictures), quarters, size)


def _grid(quarters: list[Quarter], size: Size) -> Painted:
    pictures = [_render(quarter, size) for quarter in quarters]
    return Painted(compose_grid(pictures), tuple(quarters), size)


def _render(quarter: Quarter, size: Size) -> Image.Image:
    picture = paint(quarter.scene, size, quarter.view)
    for patch in quarter.patches:
        mask = _seen(patch, quarter.view, size)
        if mask.getbbox() is not None:
            new = harmonised(paint(patch.scene, size, quarter.view), picture, mask)
            picture = redrawn(picture, mask, new)
    return picture


def _seen(patch: Patch, view: View, size: Size) -> Image.Image:
    """Return a patch's mask as seen in another view of the same world."""
    across, down = size[0] / view.width, size[1] / view.height
    inside = (
        max(1, round(patch.view.width * across)),
        max(1, round(patch.view.height * down)),
    )
    mask = Image.new("L", size, 0)
    corner = (round((patch.view.x - view.x) * across), round((patch.view.y - view.y) * down))
    mask.paste(patch.mask.image().resize(inside, Image.Resampling.NEAREST), corner)
    return mask


def _resized(picture: Image.Image, size: Size) -> Image.Image:
    if picture.size == size:
        return picture
    return picture.resize(size, Image.Resampling.LANCZOS)


def _fitted(stencil: Stencil | None, size: Size) -> Image.Image:
    """Return the mask at a size, hard-edged: JPEG ringing must not change pixels outside it.

    Middle grey counts as black, because it fills the rest of a truncated JPEG.
    """
    if stencil is None:
        raise ValueError("a mask is needed")
    mask = stencil.image()
    if mask.size != size:
        mask = mask.resize(size, Image.Resampling.BOX)
    return mask.point([0] * 129 + [255] * 127)


def offered(commission: Commission, painted: Painted) -> tuple[str, ...]:
    """Return the actions that the result offers (source: the service's docs and its clients)."""
    if commission.action == EDIT:
        return ()
    if len(painted.quarters) == 4:
        return GRID_ACTIONS
    if painted.base is not None:
        again = f"redo_{commission.action.removeprefix('redo_')}"
        return (again, *(name for name in SINGLE_ACTIONS if not name.startswith("upscale")))
    extra: list[str] = []
    if _version(commission.prompt) >= 6:
        extra += ["upscale_subtle", "upscale_creative"]
    if painted.picture.width != painted.picture.height:
        extra.append("square")
    return (*SINGLE_ACTIONS, *extra)


def _version(prompt: Prompt) -> float:
    try:
        return float(prompt.value("v") or 0)
    except ValueError:
        return 0.0


def is_quick(action: str) -> bool:
    """Return whether an action takes only seconds."""
    return "upscale" in action
