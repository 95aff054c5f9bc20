"""What follows from what is known of tokens."""

from hypothesis import given
from hypothesis import strategies as st

from mjstudio.model.job import Job
from mjstudio.model.ownership import AccountBook, Fact, Relation, host_mark, mark_of
from mjstudio.model.request import ImagineRequest

MARKS = st.sampled_from(["token:a", "token:b", "token:c", "host:h"])
FACTS = st.one_of(
    st.builds(Fact, MARKS, st.just(Relation.USER), st.sampled_from(["u1", "u2"])),
    st.builds(Fact, MARKS, st.sampled_from([Relation.SAME, Relation.DIFFERENT]), MARKS),
)


def same(one: str, other: str) -> Fact:
    return Fact(one, Relation.SAME, other)


def user(mark: str, name: str) -> Fact:
    return Fact(mark, Relation.USER, name)


def test_two_tokens_are_two_accounts_until_they_are_known_to_be_one():
    book = AccountBook()
    assert not book.same("token:a", "token:b")
    assert not book.decided("token:a", "token:b")
    assert book.add(same("token:a", "token:b"))
    assert not book.add(same("token:a", "token:b"))
    assert book.same("token:b", "token:a")
    proven = AccountBook([user("token:a", "u1"), user("token:b", "u1"), user("token:c", "u2")])
    assert proven.same("token:a", "token:b")
    assert not proven.same("token:a", "token:c")
    assert proven.decided("token:a", "token:c")


def test_a_user_that_one_of_two_equal_tokens_is_proven_to_be_is_both_ones():
    book = AccountBook([same("token:b", "token:a"), user("token:b", "u1")])
    assert book.account("token:a") == "user:u1"
    # The service says that the artist was mistaken.
    book.add(user("token:a", "u2"))
    assert not book.same("token:a", "token:b")
    assert book.decided("token:a", "token:b")


def test_two_accounts_stay_two_whichever_of_their_tokens_is_meant():
    book = AccountBook([Fact("token:b", Relation.DIFFERENT, "token:a"), user("token:a", "u1")])
    assert book.decided("token:b", "token:a")
    assert book.decided("token:a", "token:b")
    book.add(user("token:c", "u1"))
    assert book.decided("token:b", "token:c")


@given(st.lists(FACTS, max_size=8), st.permutations(["token:a", "token:b", "token:c", "host:h"]))
def test_to_be_one_account_goes_both_ways(facts, marks):
    book = AccountBook(facts)
    for one in marks:
        assert book.same(one, one)
        for other in marks:
            assert book.same(one, other) == book.same(other, one)
            assert book.decided(one, other) == book.decided(other, one)
    assert {m: book.account(m) for m in marks} == {m: AccountBook(facts).account(m) for m in marks}


def test_a_job_tells_its_token_and_one_of_old_its_host():
    job = Job(ImagineRequest(prompt="a fox"))
    assert mark_of(job.sent("h", "token:a")) == "token:a"
    assert mark_of(job.sent("h")) == host_mark("h")
    book = AccountBook([user("token:a", "0123456789")])
    assert (
        book.account_name(job.sent("h", "token:a"), "h") == "another account at h (user 01234567)"
    )
    assert book.account_name(job.sent("h", "token:b"), "h") == "another account at h"
    assert book.account_name(job.sent("other.example", "token:a"), "h") == "other.example"
