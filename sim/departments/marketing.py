"""Marketing: put hours into channels, score leads, pass them on or give them back (M17).

Decides on the KPI contract and on beliefs; who responds is decided in ``sim.world.market``.
"""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments.desk import FIRST, Staffing, hour_of, queueing, ranking
from sim.departments.handover import past_inside_sales, to_inside_sales
from sim.draws import decision, uniform
from sim.flows import Flow
from sim.incentives import expectation
from sim.incentives.pay import Kpi
from sim.kernels.books import count, post, post_organisation, to_cents
from sim.kernels.choose import score, take_best
from sim.kinds import Kind
from sim.organisation.belief import estimate
from sim.organisation.definitions import as_read_by
from sim.organisation.division import sit_down
from sim.organisation.feedback import known_by_now
from sim.organisation.mailing import mails_per_letter
from sim.organisation.policies import forbidden
from sim.organisation.scoring import visible_score
from sim.scenario import parameter
from sim.stages import Cause, Department, Stage
from sim.world.leads import send_back
from sim.world.prospects import interest_at
from sim.world.referrals import receive_offer

PASS, GIVE_BACK, REFUSE, FAST = 0, 1, 2, 3
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
def on_the_desk(a):
    """Leads are marketing's."""
    return a.marketer if a.stage == Stage.LEAD else -1


@kernel
def _worth(fit, interest, price, w, rules):
    """Believed gain of passing on a lead of such fit and interest."""
    q, load = rules.organisation.beliefs, rules.office.load
    meeting = q.meeting_rate * interest
    order = expectation.of_order(w, fit, price, 0.0, q.usual_handover, load, q)
    return (w[Flow.MQLS] + expectation.of_hours(w, rules.departments.marketing.qualifying_cost * load)
            + meeting * (w[Flow.MEETINGS] + q.win_rate * order))  # fmt: skip


@kernel
def _decided_by_score(a, i, rules):
    """What the thresholds on the visible score demand: FAST, GIVE_BACK, or −1 where the member may choose."""
    p = rules.policies.scoring
    if p.fast_pass and visible_score(a, i, rules) >= p.fast_pass_from:
        return FAST
    return GIVE_BACK if p.mql_needs_score and visible_score(a, i, rules) < p.mql_from else -1


@kernel
def consider(a, i, luck, member, w, rules):
    """The best action on one lead: (action, score)."""
    now, policies, motives = rules.nature.now, rules.policies, rules.organisation
    u_pass, u_back, u_rule, _ = luck
    interest = interest_at(a, float(now.week), rules.nature.prospects)
    fit = estimate(a, interest, rules)
    bar = as_read_by(Department.MARKETING, policies.qualification.marketing_to_inside_sales, rules.office)
    if forbidden(fit, bar, member.pressure, u_rule, policies):
        return REFUSE, FIRST
    by_score = _decided_by_score(a, i, rules)
    if by_score >= 0:
        return by_score, FIRST
    hours = rules.departments.marketing.scoring_hours / member.speed
    passing = score(_worth(fit, interest, a.quote, w, rules), hours, u_pass, motives)
    giving_back = score(0.0, hours, u_back, motives)
    return (PASS, passing) if passing >= giving_back else (GIVE_BACK, giving_back)


@kernel
def whom_it_brings(channel, rules):
    """Fit that marketing expects of a channel: what is usual in the market, as far as nobody told it better."""
    known, usual = rules.organisation.feedback.channels_known, rules.nature.now.mean_fit
    if known == 1.0:
        return channel.believed_fit
    return usual + known_by_now(known, Department.MARKETING, rules) * (channel.believed_fit - usual)


@kernel
def best_channel(identity, block, channels, w, rules):
    """Where the member's next block of hours is expected to earn most: (channel, score); −1 where nowhere."""
    now, market = rules.nature.now, rules.nature.market
    best, best_score = -1, 0.0
    for c in range(channels.shape[0]):
        channel = channels[c]
        if channel.leads_per_hour <= 0.0:
            continue
        crowded = (1.0 + channel.hours / channel.saturation_hours) ** 2
        leads = channel.leads_per_hour * channel.leads_left * (market.accounts / 20_000.0) / crowded
        worth = _worth(whom_it_brings(channel, rules), channel.interest, rules.nature.contracts.price, w, rules)
        gain = leads * (w[Flow.LEADS] + max(worth, 0.0) + expectation.of_hours(w, channel.cost_per_lead))
        place = ((identity * 1000 + block) * 100 + c) % 2**32  # identities grow with every hire
        u = uniform(now.key, CAMPAIGN, place, now.week)
        value = score(gain, 1.0, u, rules.organisation)
        if value > best_score:
            best, best_score = c, value
    return best, best_score


@kernel
def perform(a, i, action, m, w, clock, members, rules, books):
    """Pass a lead on or give it back; returns the hours it took."""
    member, week = members[m], rules.nature.now.week
    hours = rules.departments.marketing.scoring_hours / member.speed
    hour = hour_of(clock + hours, member.hours)
    again = 0.0
    if action == PASS:
        again = to_inside_sales(a, i, m, hour, members, rules, books)
    elif action == FAST:
        past_inside_sales(a, i, m, hour, members, rules, books)
    else:
        cause = Cause.REFUSED if action == REFUSE else Cause.RECYCLED_BY_CHOICE
        send_back(a, i, Stage.RECYCLED, cause, week, hour, m, rules.nature, books)
        if action == REFUSE:
            count(Flow.REFUSED, 1.0, m, books)
    spent = hours + again
    post(a, i, Kind.ACQUISITION, -to_cents(spent * rules.office.hourly[Department.MARKETING]), week, books)
    return spent


@kernel
def _pay_for_channels(channels, rules, books):
    """What channels cost, whoever responds."""
    cost = 0.0
    for c in range(channels.shape[0]):
        cost += channels[c].fixed_cost * channels[c].budget
    if cost > 0.0:
        post_organisation(Kind.CHANNEL, -to_cents(cost), rules.nature.now.week, books)


@kernel
def _write_mails(hours, rules):
    """As much of the week's mail as hours allow goes out to contacts; returns the hours that all of it takes."""
    now, p = rules.nature.now, rules.policies.mailing
    if not rules.nature.nurture.enabled:
        return 0.0
    due = p.letter_hours * mails_per_letter(p)
    sent = min(hours / due, 1.0) if due > 0.0 else 1.0
    now.mails += p.nurtured_per_week * sent
    now.pooled_mails, now.dead_mails = p.pooled_per_week * sent, p.dead_per_week * sent
    return due


@kernel
def _tell_advocates(accounts, active, hours, rules):
    """Advocates without an open offer are told of the referral programme, as far as hours allow.

    Returns the hours that this takes, and those of the programme's advocates who are left untold.
    """
    now, p = rules.nature.now, rules.policies.referral_programme
    due, told = 0.0, 0.0
    if not p.running:
        return told, due
    for k in range(now.active):
        a = accounts[active[k]]
        if due + p.invitation_hours > p.hours_per_week:
            break
        if a.stage == Stage.ADVOCATE and now.week >= a.invited_until:
            due += p.invitation_hours
            if due <= hours:
                receive_offer(a, rules.nature)
                told = due
    return told, due - told


@kernel
def _do_duties(accounts, active, members, rules):
    """Marketing sits down, keeps its contents, writes mail and tells advocates.

    Hours of a member of usual speed: (done, left undone).
    """
    hours, due = 0.0, rules.office.hours_of_contents
    for s in range(rules.office.desk_heads[Department.MARKETING]):
        member = members[rules.office.desk_first[Department.MARKETING] + s]
        sit_down(member, Department.MARKETING, rules)
        hours += member.hours * member.speed
    kept = min(due, hours)
    hours -= kept
    mails = _write_mails(hours, rules)
    written = min(mails, hours)
    told, untold = _tell_advocates(accounts, active, hours - written, rules)
    return kept + written + told, due - kept + mails - written + untold


_queue, _rank = queueing(Department.MARKETING, on_the_desk), ranking(CHOICE, consider)


@kernel
def work(accounts, channels, members, worth, space, rules, books):
    """Marketing's week: the best of leads and channels, hour by hour; channels keep the hours they were given."""
    for c in range(channels.shape[0]):
        channels[c].hours = 0.0
    _pay_for_channels(channels, rules, books)
    duties, undone = _do_duties(accounts, space[0], members, rules)
    _queue(accounts, space, rules)
    for s in range(rules.office.desk_heads[Department.MARKETING]):
        m = rules.office.desk_first[Department.MARKETING] + s
        spent = min(duties / members[m].speed, members[m].hours)
        duties -= spent * members[m].speed
        promoting = _work_one_week(s, m, spent, accounts, channels, members, worth[m], space, rules, books)
        members[m].backlog += undone / (rules.office.desk_heads[Department.MARKETING] * members[m].speed)
        cost = -to_cents(promoting * rules.office.hourly[Department.MARKETING])
        post_organisation(Kind.PROMOTION, cost, rules.nature.now.week, books)


@kernel
def _work_one_week(s, m, spent, accounts, channels, members, w, space, rules, books):
    """One member's week, of which duties have ``spent`` some hours; returns the hours put into these and channels."""
    _, _, starts, order, scores, picks, heap, _ = space
    p, member = rules.departments.marketing, members[m]
    n = _rank(s, m, accounts, members, w, space, rules)
    clock, promoting, blocks = spent, spent, 0
    channel, channel_score = best_channel(member.identity, 0, channels, w, rules)
    while clock < member.hours:
        if n > 0 and scores[heap[0]] > 0.0 and scores[heap[0]] >= channel_score:
            j = take_best(heap, scores, n)
            n -= 1
            i = order[starts[s] + j]
            clock += perform(accounts[i], i, picks[j], m, w, clock, members, rules, books)
        elif channel >= 0:
            block = min(p.block_hours, member.hours - clock)
            channels[channel].hours += block * member.speed
            clock += block
            promoting += block
            blocks += 1
            channel, channel_score = best_channel(member.identity, blocks, channels, w, rules)
        else:
            break
    member.worked = clock
    member.backlog = n * p.scoring_hours / member.speed
    return promoting
