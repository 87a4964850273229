"""The small funnel in idiomatic Mesa: one ``mesa.Agent`` for each account, verbs called on an ``AgentSet``.

``Funnel`` lets each department's verb run over the accounts selected for it; ``OnePassFunnel`` is the
quickest form found in plain Mesa: one ``do`` in which an account looks up its own stage. Both follow the
rules of ``funnel``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import mesa

from benchmarks.funnel import (
    ADJUSTMENT,
    BAR,
    CHURN,
    CLOSED,
    CUSTOMER,
    DECIDED,
    FRIENDS,
    HEALTH_NOISE,
    LEAD,
    MARKET,
    PRICE_CENTS,
    QUALIFIED,
    REACHED,
    SIGNAL_NOISE,
    TOLD,
    WON_AT_LEAST,
    WON_BY_FIT,
    WORKED,
)


class Account(mesa.Agent):  # type: ignore[misc]
    """One account of the market; luck comes from Mesa's ``self.random``."""

    def __init__(self, model: Funnel, row: int) -> None:
        super().__init__(model)
        self.row = row
        self.stage = MARKET
        self.fit = self.health = self.random.random()
        self.revenue_cents = 0

    def attract(self) -> None:
        """Marketing reaches the account, or not."""
        if self.random.random() < REACHED:
            self.stage = LEAD

    def qualify(self) -> None:
        """Inside sales works the lead: passes it or closes it by what its fit seems to be."""
        random = self.random
        if random.random() < WORKED:
            signal = self.fit + SIGNAL_NOISE * (random.random() - 0.5)
            self.stage = QUALIFIED if signal >= BAR else CLOSED

    def sell(self) -> None:
        """Field sales gets a decision: won or lost."""
        random = self.random
        if random.random() < DECIDED:
            won = random.random() < WON_AT_LEAST + WON_BY_FIT * self.fit
            self.stage = CUSTOMER if won else CLOSED

    def serve(self) -> None:
        """Customer success serves; the customer pays, then leaves, or stays and perhaps tells a friend."""
        random = self.random
        self.health += ADJUSTMENT * (self.fit - self.health) + HEALTH_NOISE * (random.random() - 0.5)
        self.revenue_cents += PRICE_CENTS
        if random.random() < CHURN * (1.0 - self.health):
            self.stage = CLOSED
        elif random.random() < TOLD * self.health:
            accounts = self.model.accounts
            friend = self.row + 1 + int(FRIENDS * random.random())
            self.model.told.append(accounts[friend % len(accounts)])

    def live(self) -> None:
        """Do what the stage asks for."""
        stage = self.stage
        if stage == MARKET:
            self.attract()
        elif stage == CUSTOMER:
            self.serve()
        elif stage == LEAD:
            self.qualify()
        elif stage == QUALIFIED:
            self.sell()


def at(stage: int) -> Callable[[Account], bool]:
    """Whether an account is at ``stage``, as a filter for ``select``."""
    return lambda account: account.stage == stage


class Funnel(mesa.Model):  # type: ignore[misc]
    """The funnel, department by department, from the customer back to the market."""

    def __init__(self, accounts: int, seed: int = 1, account_class: type[Account] = Account) -> None:
        super().__init__(rng=seed)
        self.week = 0
        self.told: list[Account] = []
        self.accounts = list(account_class.create_agents(self, accounts, list(range(accounts))))
        self.datacollector = mesa.DataCollector(
            model_reporters={"stages": lambda model: Counter(model.agents.get("stage"))}
        )

    def step(self) -> None:
        """One week."""
        self.week += 1
        self.spread_the_word()
        self.work()
        self.datacollector.collect(self)

    def spread_the_word(self) -> None:
        """Make leads of the friends who were told of the product last week."""
        told, self.told = self.told, []
        for friend in told:
            if friend.stage == MARKET:
                friend.stage = LEAD

    def work(self) -> None:
        """Let every department act; backwards, so that an account acts once a week."""
        self.agents.select(at(CUSTOMER)).do("serve")
        self.agents.select(at(QUALIFIED)).do("sell")
        self.agents.select(at(LEAD)).do("qualify")
        self.agents.select(at(MARKET)).do("attract")


class OnePassFunnel(Funnel):
    """The same funnel with one pass over all accounts a week."""

    def work(self) -> None:
        """Let every account act."""
        self.agents.do("live")


def simulate(model: Funnel, weeks: int) -> list[Counter[int]]:
    """Run ``weeks`` weeks; returns the accounts by stage at the end of each week."""
    for _ in range(weeks):
        model.step()
    return list(model.datacollector.model_vars["stages"])
