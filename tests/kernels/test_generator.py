"""The generator of luck: published answers, independence, uniformity, quantiles, named decisions (law 6)."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from sim import draws
from sim.compiled import kernel
from sim.draws import four, luck_key, philox, uniform

WHAT = np.uint64(0xC0FFEE)
ERROR_RATE = 1e-4  # chance, over seeds, that a right generator fails one chi-square or correlation test


def words(counter: tuple[int, ...], key: tuple[int, int]) -> tuple[str, ...]:
    found = philox(*map(np.uint64, counter), np.uint64(key[1] << 32 | key[0]))
    return tuple(f"{int(word):08x}" for word in found)


@kernel
def table_of_luck(key, what, agents, weeks, out):
    for i in range(agents):
        for t in range(weeks):
            out[i, t] = uniform(key, what, i, t)


def luck(seed: int = 1, replicate: int = 0, agents: int = 4000, weeks: int = 52) -> np.ndarray:
    """``uniform`` for agents × weeks."""
    out = np.zeros((agents, weeks))
    table_of_luck(luck_key(seed, replicate), WHAT, agents, weeks, out)
    return out


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), ("6627e8d5", "e169c58d", "bc57ac4c", "9b00dbd8")),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, ("408f276d", "41c83b0e", "a20bc7c6", "6d5451fd")),
        ((0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344), (0xA4093822, 0x299F31D0),
         ("d16cfe09", "94fdcceb", "5001e420", "24126ea1")),
    ],
    ids=["zeros", "ones", "digits of pi"],
)  # fmt: skip
def test_published_answers(counter: tuple[int, ...], key: tuple[int, int], answer: tuple[str, ...]) -> None:
    """The known-answer vectors of Random123 (kat_vectors, philox4x32 10)."""
    assert words(counter, key) == answer


def test_against_a_plain_philox() -> None:
    """Salmon et al. 2011, written with whole numbers of any size."""

    def plain(c: list[int], k: list[int]) -> list[int]:
        for _ in range(10):
            low, high = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
            c = [high >> 32 ^ c[1] ^ k[0], high % 2**32, low >> 32 ^ c[3] ^ k[1], low % 2**32]
            k = [(k[0] + 0x9E3779B9) % 2**32, (k[1] + 0xBB67AE85) % 2**32]
        return c

    for row in np.random.default_rng(5).integers(2**32, size=(200, 6)).tolist():
        assert words(tuple(row[:4]), (row[4], row[5])) == tuple(f"{word:08x}" for word in plain(row[:4], row[4:]))


def test_a_uniform_is_the_first_of_four_and_never_an_end() -> None:
    key = luck_key(3, 4)
    assert uniform(key, WHAT, 17, 5) == four(key, WHAT, 17, 5)[0]
    assert len(set(four(key, WHAT, 17, 5))) == 4
    assert 0.0 < draws.unit(np.uint64(0)) < draws.unit(np.uint64(2**32 - 1)) < 1.0


def test_the_next_agent_now_is_not_this_agent_next_week() -> None:
    """A hash of (seed + agent + week) passes every test of one column and fails this one."""
    table = luck(agents=400)
    shifted = np.isclose(table[1:, :-1], table[:-1, 1:], rtol=0, atol=1e-12)
    assert not shifted.any()
    assert len(np.unique(table)) > 0.999 * table.size


def test_fours_filled_in_one_go_are_the_same_fours() -> None:
    words = np.zeros((4, 300), np.uint32)
    draws.fill_words(words, luck_key(9, 8), WHAT, 41)
    numbers = [[draws.unit(word) for word in words[:, n]] for n in range(300)]
    np.testing.assert_array_equal(numbers, [four(luck_key(9, 8), WHAT, n, 41) for n in range(300)])


@pytest.mark.parametrize("count", [1, 63, 64, 65, 150])
def test_fours_along_a_list_are_the_same_fours(count: int) -> None:
    """Wherever the list begins, and whatever an earlier walk has left behind."""
    words, key = draws.space_for_luck() + np.uint32(7), luck_key(9, 8)
    agents = np.arange(400, dtype=np.int32)[::-1].copy()
    for begin in (0, 5):
        walk = [draws.four_in_turn(words, key, WHAT, agents, begin + k, k, begin + count, 41) for k in range(count)]
        assert walk == [four(key, WHAT, agent, 41) for agent in agents[begin : begin + count]]


@pytest.mark.parametrize("other", [{"seed": 2}, {"replicate": 1}])
def test_seeds_and_replicates_differ_everywhere(other: dict[str, int]) -> None:
    assert (luck(agents=300) != luck(agents=300, **other)).mean() > 0.9999


def test_seed_zero_is_a_seed() -> None:
    assert int(luck_key(0, 0)) == 0
    assert (luck(seed=0) == luck(seed=0)).all()
    assert (luck(seed=0, agents=300) != luck(seed=1, agents=300)).mean() > 0.9999
    assert np.unique(luck(seed=0, agents=300)).size > 15_000


def test_seed_and_replicate_do_not_trade_places() -> None:
    assert luck_key(1, 2) != luck_key(2, 1)
    assert int(luck_key(2**32 - 1, 2**32 - 1)) == 2**64 - 1


def test_an_agents_luck_does_not_depend_on_who_else_is_there() -> None:
    np.testing.assert_array_equal(luck(agents=50), luck(agents=300)[:50])
    np.testing.assert_array_equal(luck(weeks=10), luck(weeks=52)[:, :10])


@pytest.mark.parametrize("axis", [0, 1], ids=["over agents", "over weeks"])
def test_uniform_within_every_week_and_for_every_agent(axis: int) -> None:
    """Chi-square in 20 bins for every column or row, and of the p-values themselves (Fisher's sum)."""
    table = luck(agents=1000, weeks=1000)
    bins = np.floor(table * 20).astype(int)
    counts = np.stack([(bins == k).sum(axis=axis) for k in range(20)], axis=1)
    p = stats.chisquare(counts, axis=1).pvalue
    assert p.min() > ERROR_RATE / 1000
    assert stats.kstest(p, "uniform").pvalue > ERROR_RATE


def test_neighbours_in_every_direction_are_independent() -> None:
    """A product of two uniforms less their means has standard deviation 1/12: correlations are normal with 1/√n."""
    table = luck(agents=2000, weeks=100) - 0.5
    limit = stats.norm.isf(ERROR_RATE / 2) / np.sqrt(table.size)
    for one, two in ((table[1:], table[:-1]), (table[:, 1:], table[:, :-1]), (table[1:, :-1], table[:-1, 1:]),
                     (table[4:], table[:-4])):  # fmt: skip
        assert abs((one * two).mean() * 12.0) < limit


def test_the_four_words_are_independent() -> None:
    key = luck_key(11, 0)
    table = np.array([four(key, WHAT, i, 0) for i in range(20_000)])
    correlations = np.corrcoef(table, rowvar=False)[np.triu_indices(4, 1)]
    assert np.abs(correlations).max() < stats.norm.isf(ERROR_RATE / 12) / np.sqrt(len(table))


U = np.concatenate([[1e-9, 1e-6, 1 - 1e-6], np.linspace(0.0005, 0.9995, 4001)])


def drawn(quantile: object, *arguments: float) -> np.ndarray:
    return np.array([quantile(float(u), *arguments) for u in U])  # type: ignore[operator]


def test_normal_quantile() -> None:
    expected = stats.norm.ppf(U)
    error = np.abs(drawn(draws.normal_quantile) - expected)
    assert (error <= 1.2e-9 * np.abs(expected) + 1e-15).all()


def test_exponential_quantile() -> None:
    np.testing.assert_allclose(drawn(draws.exponential_quantile), stats.expon.ppf(U), rtol=1e-7)


def test_gumbel_quantile() -> None:
    """A table of 2,049 places: close in the middle, cut at its ends, mean and variance within 0.5 and 2 %."""
    expected = stats.gumbel_r.ppf(U)
    found = drawn(draws.gumbel_quantile)
    middle = (U > 0.005) & (U < 0.99)
    assert np.abs(found - expected)[middle].max() < 0.025
    assert found.min() > -2.2
    assert found.max() < 8.4
    assert (np.diff(found[3:]) > 0).all()
    fine = np.array([draws.gumbel_quantile((k + 0.5) / 50_000) for k in range(50_000)])
    assert fine.mean() == pytest.approx(np.euler_gamma, rel=0.005)
    assert fine.var() == pytest.approx(np.pi**2 / 6, rel=0.02)


@pytest.mark.parametrize(("shape", "error"), [(1.0, 0.028), (2.0, 0.0125), (4.0, 0.0065), (10.0, 0.002)])
def test_gamma_quantile(shape: float, error: float) -> None:
    """Wilson and Hilferty's cube, between the first and the last hundredth; in units of the mean."""
    usual = (U > 0.01) & (U < 0.99)
    found = np.abs(drawn(draws.gamma_quantile, shape) - stats.gamma.ppf(U, shape, scale=1.0 / shape))
    assert found[usual].max() < error


def test_logistic() -> None:
    x = np.linspace(-30, 30, 601)
    np.testing.assert_allclose([draws.logistic(value) for value in x], stats.logistic.cdf(x), rtol=1e-14)


def test_a_decision_has_one_name_and_an_identity_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(draws, "_DECISIONS", {})
    first = draws.decision("test.first")
    assert draws.decisions() == {"test.first": int(first)}
    with pytest.raises(ValueError, match=r"'test\.first' is registered already"):
        draws.decision("test.first")
    monkeypatch.setattr(draws.zlib, "crc32", lambda _: int(first))
    with pytest.raises(ValueError, match=r"'test\.second' .* identity collides"):
        draws.decision("test.second")


def test_the_engines_decisions_are_all_different() -> None:
    import sim.engine.model  # noqa: F401  registers every decision of the engine

    found = draws.decisions()
    assert len(found) > 20
    assert len(set(found.values())) == len(found)
    assert all(0 <= identity < 2**32 for identity in found.values())
