"""Working sessions of customer success: coach, explain, solve, lead change; what each is expected to earn (M20)."""

from __future__ import annotations

from sim.compiled import kernel
from sim.departments.dialogue import talk
from sim.departments.keeping import effect_of_an_hour, known
from sim.draws import decision, four
from sim.flows import Flow
from sim.kernels.books import count
from sim.kernels.choose import score
from sim.organisation.belief import learn, skill_seen
from sim.organisation.care import BY_CUSTOMER, BY_PLAN, CHOSEN, EXPLAINED, SOLVED, USUAL
from sim.organisation.health import check_success
from sim.scenario import Section, parameter
from sim.stages import Department
from sim.world.change import hours_needed, lead_change, reach, reach_with
from sim.world.customers import CALLED, receive_care
from sim.world.product import report_problem
from sim.world.support import explain, solve, solving
from sim.world.target import clarity, clarity_at

COACH, EXPLAIN, SOLVE, LEAD_CHANGE, REVIEW = 0, 3, 4, 5, 6
WAY = decision("customer_success.way_of_helping")


class Sessions(Section):
    """Hours of the sessions that are told apart by their way."""

    explain_hours: float = parameter(
        2.0,
        unit="hours",
        low=0.01,
        high=40,
        source="assumption: prepared once for all",
        meaning="explaining functions and quoting other customers' cases",
    )
    solve_hours: float = parameter(
        5.0,
        unit="hours",
        low=0.01,
        high=80,
        source="assumption: prepared for this customer",
        meaning="a session on the customer's own problem, with preparation",
    )
    change_hours: float = parameter(
        4.0,
        unit="hours",
        low=0.01,
        high=80,
        source="assumption",
        meaning="a session in which the change of the customer's organisation is planned and led",
    )
    review_hours: float = parameter(
        2.0,
        unit="hours",
        low=0.01,
        high=80,
        source="assumption",
        meaning="a business review, with preparation",
    )
    report_hours: float = parameter(
        0.5,
        unit="hours",
        low=0,
        high=40,
        source="assumption",
        meaning="writing down for development what a customer lacks",
    )


@kernel
def hours_of(action, rules):
    """Hours that a session takes of a member of usual speed."""
    p = rules.departments.customer_success
    if action == REVIEW:
        return p.sessions.review_hours
    if action == EXPLAIN:
        return p.sessions.explain_hours
    if action == SOLVE:
        return p.sessions.solve_hours
    return p.sessions.change_hours if action == LEAD_CHANGE else p.session_hours


@kernel
def _full_ceiling(fit, rules):
    u, raised = rules.nature.usage, rules.nature.now.raised
    return min(u.product_ceiling * (u.ceiling_floor + (1.0 - u.ceiling_floor) * fit) * (1.0 + raised), 1.0)


@kernel
def believed_ceiling(a, fit, rules):
    """Use that product, fit and organisation are believed to allow."""
    return _full_ceiling(fit, rules) * reach(a, rules.nature.change)


@kernel
def gain_of_use(a, ceiling, hours, staying, w, rules):
    """Believed gain of so many effective hours: use comes nearer to its ceiling, and the window may close in time."""
    q, u = rules.organisation.beliefs, rules.nature.usage
    window = 1.0 + (u.window_bonus if rules.nature.now.week - a.won_week < u.window_weeks else 0.0)
    effect = window * hours / (hours + u.care_half_hours)
    step = u.care_learning * effect * max(ceiling - a.adoption, 0.0)
    gain = q.retention_of_adoption * step * staying
    if a.onboarded == 0 or a.onboarded == CALLED:
        record = w[Flow.ONBOARDED] - w[Flow.ONBOARDING_FAILED] if a.onboarded == 0 else 0.0
        gain += min(step / u.onboarded_from, 1.0) * (record + w[Flow.HEALTHY])
    return gain


@kernel
def _gain_of_solving(a, fit, ceiling, staying, w, rules):
    """The same for a solving session, and what the skill that it leaves is believed to be worth."""
    p = rules.departments.customer_success
    clear = clarity_at(a, fit, rules.nature.success_target)
    hours, share = p.sessions.solve_hours, known(a.information, clear, p.knowledge_half)
    use, skill = solving(fit, share, rules.policies.care.beyond_share, rules.nature.support)
    left = min(hours * skill, 1.0) * (1.0 - skill_seen(a, rules))
    gain = gain_of_use(a, ceiling, hours * use, staying, w, rules) if use > 0.0 else 0.0
    return gain + rules.organisation.beliefs.retention_of_skill * left * staying


@kernel
def _gain_of_change(a, fit, staying, rules):
    """Believed gain of leading change: the ceiling rises where the organisation holds use down."""
    p, desk = rules.nature.change, rules.departments.customer_success
    if a.has_changed:
        return 0.0
    needed = hours_needed(a, p)
    full, now = _full_ceiling(fit, rules), reach_with(a.changed / needed, p)
    clear = clarity_at(a, fit, rules.nature.success_target)
    effective = desk.sessions.change_hours * effect_of_an_hour(a, clear, desk.knowledge_floor, desk.knowledge_half)
    risen = full * (reach_with((a.changed + effective) / needed, p) - now)
    held_down = min(a.adoption / (full * now), 1.0) if full * now > 0.0 else 1.0
    return rules.organisation.beliefs.retention_of_adoption * risen * held_down * staying


@kernel
def demanded(a, i, rules):
    """The session that a policy demands with this customer now, or −1."""
    care, p, week = rules.policies.care, rules.nature.change, rules.nature.now.week
    if care.review_every_weeks > 0 and (week + i) % care.review_every_weeks == 0 and week > a.won_week:
        return REVIEW
    due = care.change_led_by == BY_PLAN and p.enabled and (week + i) % care.change_every_weeks == 0
    return LEAD_CHANGE if due and not a.has_changed else -1


@kernel
def best_session(a, i, fit, staying, speed, u, w, rules):
    """The best session with one customer: (action, score)."""
    p, motives, care = rules.departments.customer_success, rules.organisation, rules.policies.care
    if care.way_of_helping == USUAL and care.change_led_by == BY_CUSTOMER:
        gain = gain_of_use(a, believed_ceiling(a, fit, rules), p.session_hours, staying, w, rules)
        return COACH, score(gain, p.session_hours / speed, u, motives)
    return _best_of_all(a, i, fit, staying, speed, u, w, rules)


@kernel
def _best_of_all(a, i, fit, staying, speed, u, w, rules):
    p, care, motives = rules.departments.customer_success, rules.policies.care, rules.organisation
    u_solve, u_change, _, _ = four(rules.nature.now.key, WAY, i, rules.nature.now.week)
    best, value, ceiling = COACH, -1e9, believed_ceiling(a, fit, rules)
    if care.way_of_helping == USUAL:
        value = score(gain_of_use(a, ceiling, p.session_hours, staying, w, rules), p.session_hours / speed, u, motives)
    if care.way_of_helping == EXPLAINED or care.way_of_helping == CHOSEN:
        hours = p.sessions.explain_hours
        gain = gain_of_use(a, ceiling, hours * rules.nature.support.explained, staying, w, rules)
        best, value = EXPLAIN, score(gain, hours / speed, u, motives)
    if care.way_of_helping == SOLVED or care.way_of_helping == CHOSEN:
        gain = _gain_of_solving(a, fit, ceiling, staying, w, rules)
        other = score(gain, p.sessions.solve_hours / speed, u_solve, motives)
        if other > value:
            best, value = SOLVE, other
    if care.change_led_by != BY_CUSTOMER and rules.nature.change.enabled:
        other = score(_gain_of_change(a, fit, staying, rules), p.sessions.change_hours / speed, u_change, motives)
        if other > value:
            best, value = LEAD_CHANGE, other
    return best, value


@kernel
def hold(a, i, action, rules, books):
    """Hold a session; returns the hours that it takes of a member of usual speed."""
    hours, now = hours_of(action, rules), rules.nature.now
    learn(a, hours, rules.organisation.perception.hour_of_meeting)
    new = now.week - a.won_week < rules.nature.usage.window_weeks
    count(Flow.EARLY_HOURS if new else Flow.LATER_HOURS, hours, -1, books)
    _work(a, action, hours, rules)
    talk(a, i, Department.CUSTOMER_SUCCESS, hours, rules)
    if not rules.policies.care.problems_reported:
        return hours
    report_problem(a, rules.nature)
    return hours + rules.departments.customer_success.sessions.report_hours


@kernel
def _work(a, action, hours, rules):
    p, clear = rules.departments.customer_success, clarity(a, rules.nature.success_target)
    effective = hours * effect_of_an_hour(a, clear, p.knowledge_floor, p.knowledge_half)
    if action == REVIEW:
        check_success(a, a.success, rules.nature.now.week)
    elif action == COACH:
        receive_care(a, effective)
    elif action == EXPLAIN:
        explain(a, hours, rules.nature.support)
    elif action == SOLVE:
        share = known(a.information, clear, p.knowledge_half)
        solve(a, hours, share, rules.policies.care.beyond_share, rules.nature.support)
    else:
        lead_change(a, effective, rules.nature.change)
