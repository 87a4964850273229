"""What becomes of lost contacts, who is mailed, and the referral programme: policies of marketing (M15, M17)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.population.tables import Table
from sim.scenario import Section, parameter

LOST_CONTACTS = ("recycled", "forgotten", "struck_off")  # in the order of sim.world.nurture


class Mailing(Section):
    """Which contacts the company keeps, and how often it writes to them; mails count where ``nurture`` is enabled."""

    lost_contacts: str = parameter(
        "recycled",
        unit="-",
        choices=LOST_CONTACTS,
        source="the notes: lost deals go to the lead cycle",
        meaning="what becomes of a lost contact: kept and nurtured; forgotten, so that a channel must find it anew "
        "when its time has come; or struck off for good",
    )
    nurtured_per_week: float = parameter(
        1.0, unit="mails per week", low=0, high=7, source="assumption", meaning="mails to recycled contacts"
    )
    pooled_per_week: float = parameter(
        0.0,
        unit="mails per week",
        low=0,
        high=7,
        source="the notes: mail to the pooled stops",
        meaning="mails to contacts that stopped evaluating",
    )
    dead_per_week: float = parameter(
        0.0,
        unit="mails per week",
        low=0,
        high=7,
        source="the notes: mail to dead ends stops",
        meaning="mails to students, retired people and competitors",
    )
    letter_hours: float = parameter(
        4.0,
        unit="hours per mail",
        low=0,
        high=400,
        source="assumption",
        meaning="hours of marketing that writing one mail takes, however many receive it",
    )


class ReferralProgramme(Section):
    """Money for advocates whose acquaintances become leads."""

    running: bool = parameter(False, unit="switch", source="mission M17", meaning="whether there is a programme")
    pay_per_lead: float = parameter(
        500.0,
        unit="USD per referred lead",
        low=0,
        high=1e5,
        source="assumption",
        meaning="what is paid for a referred lead",
    )
    hours_per_week: float = parameter(
        10.0,
        unit="hours per week",
        low=0,
        high=10_000,
        source="assumption",
        meaning="hours of marketing for telling advocates of it",
    )
    invitation_hours: float = parameter(
        1.0, unit="hours", low=0.01, high=40, source="assumption", meaning="telling one advocate"
    )


class Targeting(Section):
    """Whom marketing addresses."""

    addressed_share: float = parameter(
        1.0,
        unit="share of the market",
        low=0.05,
        high=1,
        source="assumption: everybody",
        meaning="share of the market, best visible quality first, that the hours put into channels address",
    )


@kernel
def mails_per_letter(mailing):
    """How many mails marketing writes a week: those to several groups are one."""
    return max(mailing.nurtured_per_week, mailing.pooled_per_week, mailing.dead_per_week)


def addressed(share: float, falling: float) -> NDArray[np.float64]:
    """How strongly each quartile of visible quality is addressed, against a campaign for everybody: four numbers.

    The best ``share`` of the market by visible quality is addressed. What the others are spared goes to them, with a
    return that falls with the exponent ``falling``.
    """
    reached = np.clip(4.0 * share - np.arange(4)[::-1], 0.0, 1.0)
    return np.asarray(reached * share ** (falling - 1.0))


def address(
    channels: Table, weights: NDArray[np.float64], share: float, falling: float, shown: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How strongly marketing's hours address each quartile; members learn what an hour in such channels brings.

    weights: of the appeal classes, by channel; shown: how much fitter than the market each quartile is, four numbers.
    """
    aim, pull = addressed(share, falling), weights[:4]
    if share < 1.0:
        aimed = pull * aim[:, None]
        channels["leads_left"] = aimed.mean(axis=0) / pull.mean(axis=0)
        channels["believed_fit"] += shown @ (aimed / aimed.sum(axis=0) - pull / pull.sum(axis=0))
    return aim
