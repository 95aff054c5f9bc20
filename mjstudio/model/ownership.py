"""Which account a job belongs to. Two tokens at one host count as two accounts until proven one.

A job remembers the token that it was sent with by a mark that reveals nothing about the token (see
`library/accounts.py`). Facts link marks to accounts:

    USER        the service's records name this user: proven, by a task that the token made
    SAME        two marks are one account, and
    DIFFERENT   they are two: both on the artist's word

Proof counts for more than the artist's word.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from mjstudio.model.job import Job
from mjstudio.texts import _


class Relation(StrEnum):
    """What a fact says about a mark."""

    USER = "user"
    SAME = "same"
    DIFFERENT = "different"


class Fact(NamedTuple):
    """`mark` belongs to this user, or is (not) the same account as the mark `about`."""

    mark: str
    relation: Relation
    about: str


def mark_of(job: Job) -> str:
    """The mark of the token that a job was sent with.

    Jobs from before marks were kept, and the sandbox's, share the mark of their host.
    """
    return job.account or host_mark(job.service)


def host_mark(service: str) -> str:
    """Return the mark of jobs that were sent to a host before marks were saved."""
    return f"host:{service}"


class AccountBook:
    """All facts, and the conclusions from them."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._facts = set(facts)

    def add(self, fact: Fact) -> bool:
        """Add a fact; return whether it was new."""
        news = fact not in self._facts
        self._facts.add(fact)
        return news

    def user(self, mark: str) -> str:
        """Return the user that a token provably belongs to; empty while unknown."""
        users = (f.about for f in self._facts if f.mark == mark and f.relation is Relation.USER)
        return min(users, default="")

    def account(self, mark: str) -> str:
        """Return a mark's account: its user or, while none is known, one of the account's marks."""
        if user := self.user(mark):
            return f"user:{user}"
        reached = self._said_to_be(mark)
        users = (user for other in reached if (user := self.user(other)))
        user = next(users, "")
        return f"user:{user}" if user else min(reached)

    def same(self, one: str, other: str) -> bool:
        """Return whether two marks belong to one account, as far as is known."""
        return self.account(one) == self.account(other)

    def decided(self, one: str, other: str) -> bool:
        """Return whether it is known that two marks belong to one account, or to two."""
        if self.same(one, other):
            return True
        accounts = self.account(one), self.account(other)
        if all(account.startswith("user:") for account in accounts):
            return True
        pairs = {
            frozenset({self.account(fact.mark), self.account(fact.about)})
            for fact in self._facts
            if fact.relation is Relation.DIFFERENT
        }
        return frozenset(accounts) in pairs

    def account_name(self, job: Job, service: str) -> str:
        """The account a job was sent with, as it is named in a sentence.

        `service` is the connected host; a job of another host is named by that host alone.
        """
        if job.service != service:
            return job.service
        account = self.account(mark_of(job))
        if account.startswith("user:"):
            return _("another account at {service} (user {user})").format(
                service=service, user=account.removeprefix("user:")[:8]
            )
        return _("another account at {service}").format(service=service)

    def _said_to_be(self, mark: str) -> list[str]:
        """The marks that the artist called the same as this one, the nearest first, itself first.

        The search includes a mark whose user is proven, but does not continue from it.
        """
        reached = [mark]
        for at in reached:
            if at != mark and self.user(at):
                continue
            for fact in sorted(self._facts):
                if fact.relation is Relation.SAME and at in (fact.mark, fact.about):
                    other = fact.about if at == fact.mark else fact.mark
                    if other not in reached:
                        reached.append(other)
        return reached
