"""Marketing: put hours into channels, score leads, pass them on or give them back (M17).

Decides on the KPI contract and on beliefs; who responds is decided in ``sim.world.market``.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments.desk import FIRST, Staffing, hour_of, queues
from sim.departments.handover import to_inside_sales
from sim.draws import decision, four, uniform
from sim.flows import Flow
from sim.incentives import expectation
from sim.incentives.pay import Kpi
from sim.kernels.books import post, post_organisation, to_cents
from sim.kernels.choose import make_heap, score, take_best, worth_doing
from sim.kinds import Kind
from sim.organisation.belief import estimate
from sim.organisation.policies import forbidden
from sim.scenario import parameter
from sim.stages import Cause, Stage
from sim.world.leads import send_back
from sim.world.prospects import interest_at

PASS, GIVE_BACK = 0, 1
CHOICE = decision("marketing.choice")
CAMPAIGN = decision("marketing.campaign")


class Marketing(Staffing):
    """Parameters of marketing."""

    headcount: int = parameter(
        6, unit="people", low=1, high=5000, source="mission: a mid-size company", meaning="members of the department"
    )
    kpis: tuple[Kpi, ...] = parameter(
        (Kpi(metric="mqls", target=220.0),),
        unit="terms",
        source="the notes: what such departments are usually measured on; targets: assumption",
        meaning="the department's KPI contract",
    )
    cost_per_hour: float = parameter(
        75.0,
        unit="USD per paid hour",
        low=0,
        high=10_000,
        source="assumption: loaded cost",
        meaning="what a paid hour costs, with everything",
    )
    scoring_hours: float = parameter(
        0.3,
        unit="hours",
        low=0.001,
        high=40,
        source="assumption",
        meaning="looking at a lead, scoring it and passing it or not",
    )
    block_hours: float = parameter(
        4.0,
        unit="hours",
        low=0.1,
        high=40,
        source="assumption",
        meaning="how finely members divide their time over channels",
    )
    qualifying_cost: float = parameter(
        250.0,
        unit="USD",
        low=0,
        high=1e6,
        source="assumption",
        meaning="believed cost of the work that a passed lead causes others",
    )


@kernel
def _worth(fit, interest, price, w, p, rules, load):
    """Believed gain of passing on a lead of such fit and interest."""
    q = rules.beliefs
    meeting = q.meeting_rate * interest
    order = expectation.of_order(w, fit, price, 0.0, 0.5, load, q)
    return (w[Flow.MQLS] + expectation.of_hours(w, p.qualifying_cost * load)
            + meeting * (w[Flow.MEETINGS] + q.win_rate * order))  # fmt: skip


@kernel
def consider(a, i, w, member, p, rules, load, week, key):
    """The best action on one lead: (action, score)."""
    u_pass, u_back, u_rule, _ = four(key, CHOICE, i, week)
    interest = interest_at(a, float(week), rules.prospects)
    fit = estimate(a, interest, rules.mean_fit, rules.fit_spread, rules.perception)
    pressure = 0.0 if rules.choice.random else member.pressure
    if forbidden(fit, rules.policies.qualification.marketing_to_inside_sales, pressure, u_rule, rules.policies):
        return GIVE_BACK, FIRST
    hours = p.scoring_hours / member.speed
    passing = score(_worth(fit, interest, a.quote, w, p, rules, load), hours, u_pass, rules.choice)
    giving_back = score(0.0, hours, u_back, rules.choice)
    return (PASS, passing) if passing >= giving_back else (GIVE_BACK, giving_back)


@kernel
def best_channel(identity, block, channels, spent, w, p, rules, load, week, key):
    """Where the member's next block of hours is expected to earn most: (channel, score); −1 where nowhere."""
    best, best_score = -1, 0.0
    for c in range(channels.shape[0]):
        channel = channels[c]
        if channel.leads_per_hour <= 0.0:
            continue
        leads = channel.leads_per_hour * rules.market_scale / (1.0 + spent[c] / channel.saturation_hours) ** 2
        worth = _worth(channel.believed_fit, channel.interest, rules.contracts.price, w, p, rules, load)
        gain = leads * (w[Flow.LEADS] + max(worth, 0.0) + expectation.of_hours(w, channel.cost_per_lead))
        u = uniform(key, CAMPAIGN, (identity * 1000 + block) * 100 + c, week)
        value = score(gain, 1.0, u, rules.choice)
        if value > best_score:
            best, best_score = c, value
    return best, best_score


@kernel
def _deal_with(a, i, action, m, member, clock, p, rules, week, first_qualifier, qualifiers, members, key, books):
    hours = p.scoring_hours / member.speed
    hour = hour_of(clock + hours, member.hours)
    if action == PASS:
        to_inside_sales(a, i, m, week, hour, first_qualifier, qualifiers, members, books)
    else:
        send_back(a, i, Stage.RECYCLED, Cause.RECYCLED_BY_CHOICE, week, hour, m, rules.market, key, books)
    post(a, i, Kind.ACQUISITION, -to_cents(hours * p.cost_per_hour), week, books)
    return hours


@kernel
def work(
    accounts,
    active,
    size,
    members,
    w,
    space,
    first,
    first_qualifier,
    qualifiers,
    channels,
    spent,
    desk,
    ruling,
    load,
    week,
    key,
    books,
):
    """Marketing's week: the best of leads and channels, hour by hour; ``spent`` receives the hours of each channel."""
    p, rules = desk[0], ruling[0]
    owners, _, _, scores, picks, heap = space
    spent[:] = 0.0
    for k in range(size):
        a = accounts[active[k]]
        owners[k] = a.marketer if a.stage == Stage.LEAD else -1
    starts, order = queues(active, size, owners, first, p.headcount, space)
    for s in range(p.headcount):
        m = first + s
        member = members[m]
        n = starts[s + 1] - starts[s]
        mine = w[m]
        for j in range(n):
            i = order[starts[s] + j]
            picks[j], scores[j] = consider(accounts[i], i, mine, member, p, rules, load, week, key)
        make_heap(heap, scores, n)
        clock, promoting, blocks = 0.0, 0.0, 0
        channel, channel_score = best_channel(member.identity, 0, channels, spent, mine, p, rules, load, week, key)
        while clock < member.hours:
            if n > 0 and scores[heap[0]] > 0.0 and scores[heap[0]] >= channel_score:
                j = take_best(heap, scores, n)
                n -= 1
                i = order[starts[s] + j]
                clock += _deal_with(accounts[i], i, picks[j], m, member, clock, p, rules, week, first_qualifier,
                                    qualifiers, members, key, books)  # fmt: skip
            elif channel >= 0:
                block = min(p.block_hours, member.hours - clock)
                spent[channel] += block * member.speed
                clock += block
                promoting += block
                blocks += 1
                channel, channel_score = best_channel(
                    member.identity, blocks, channels, spent, mine, p, rules, load, week, key
                )
            else:
                break
        member.worked = clock
        member.backlog = worth_doing(heap, scores, n) * p.scoring_hours / member.speed
        post_organisation(Kind.PROMOTION, -to_cents(promoting * p.cost_per_hour), week, books)
