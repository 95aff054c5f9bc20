"""A picture as the service returned it."""

from dataclasses import dataclass

from mjstudio.model.action import VARIATION_REGION, find_action
from mjstudio.model.geometry import Size


@dataclass(frozen=True, slots=True)
class Picture:
    """One finished picture or preview: its addresses, sizes in pixels, and what it offers.

    `image_id` is a decimal string larger than 2**53 and never a number. `url` is the thumbnail
    (half the size), `raw_url` the picture itself; both are sent byte for byte as they came.
    A size is (0, 0) where the service did not say.
    """

    image_id: str
    url: str
    size: Size
    raw_url: str
    raw_size: Size
    actions: tuple[str, ...] = ()
    task_id: str = ""
    is_grid: bool = True
    sub_image_urls: tuple[str, ...] = ()

    @property
    def best_url(self) -> str:
        """The full picture's address; the thumbnail's if there is no other."""
        return self.raw_url or self.url

    @property
    def offered(self) -> tuple[str, ...]:
        """The actions to show: its own, in its own order, and *Vary region* on single pictures.

        The service never lists `variation_region`, but it works on every finished single picture
        (the service's documentation).
        """
        if self.is_grid or not self.actions or VARIATION_REGION in self.actions:
            return self.actions
        return (*self.actions, VARIATION_REGION)


def looks_like_grid(requested_action: str, actions: tuple[str, ...]) -> bool:
    """Return whether a result is a 2x2 grid, by its own actions or else the one that made it."""
    if any(find_action(name).quadrant for name in actions):
        return True
    return not actions and find_action(requested_action).makes_grid
