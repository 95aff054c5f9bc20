"""Jobs in every state, for the tests that save and load them."""

import string
from datetime import UTC, datetime

from hypothesis import strategies as st

from mjstudio.model.delivery_mode import DeliveryMode
from mjstudio.model.errors import (
    ConnectionLost,
    CreditUsedUp,
    InvalidRequest,
    PictureUnusable,
    StudioError,
    UnexpectedReply,
)
from mjstudio.model.job import Job, Lineage, State
from mjstudio.model.picture import Picture
from mjstudio.model.request import ImagineRequest

words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=40
).filter(str.strip)
names = st.text(string.ascii_letters + string.digits, max_size=12)
sizes = st.tuples(st.integers(0, 9000), st.integers(0, 9000))

pictures = st.builds(
    Picture,
    image_id=st.integers(10**15, 10**19).map(str),
    url=names,
    size=sizes,
    raw_url=names,
    raw_size=sizes,
    actions=st.lists(names, max_size=4).map(tuple),
    task_id=names,
    is_grid=st.booleans(),
)
requests = st.one_of(
    st.builds(
        lambda text, mode: ImagineRequest(prompt=f"a {text}", mode=mode),
        words,
        st.sampled_from([None, "fast", "relax"]),
    ),
    st.builds(
        lambda text, mask: ImagineRequest(
            prompt=text, action="variation_region", image_id="12", mask=mask
        ),
        words,
        st.text("abcdefABCDEF0123456789+/", min_size=4, max_size=40),
    ),
)
errors = st.one_of(
    st.builds(StudioError, words, trace_id=names),
    st.builds(ConnectionLost, words, task_id=names),
    st.builds(CreditUsedUp, words, status=st.just(403), code=st.just("used_up")),
    st.builds(UnexpectedReply, words, status=st.integers(0, 599)),
    st.builds(PictureUnusable, words, status=st.integers(0, 599)),
    st.builds(InvalidRequest, names, words),
)
jobs = st.builds(
    Job,
    request=requests,
    lineage=st.none() | st.builds(Lineage, pictures, names, st.none() | st.integers(1, 4)),
    created_at=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001
        lambda at: at.replace(tzinfo=UTC)
    ),
    state=st.sampled_from(State),
    progress=st.integers(0, 100),
    task_id=names,
    preview=st.none() | pictures,
    picture=st.none() | pictures,
    error=st.none() | errors,
    service=names,
    starred=st.booleans(),
    way=st.sampled_from(DeliveryMode),
)


def told(error: StudioError | None) -> object:
    """Return what an error says, for comparisons: errors only equal themselves."""
    return error and (type(error), str(error), vars(error))
