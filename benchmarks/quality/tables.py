"""Prints what was measured: by dataset, by language, by category, and the worst pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from benchmarks.quality.pages import Result, categories_of
from benchmarks.quality.targets import targets
from cleaners.model.measures import Score, report, segments

_WORST = 10
_FEWEST = 3  # pages of a language that make a line


def print_measures(name: str, results: Sequence[Result]) -> None:
    """Print the measures of each dataset and what they are to be, then of each language."""
    print(f"\n{name}")
    print(f"{'':14}{'pages':>6}{'P':>7}{'R':>7}{'F1':>8}{'good':>7}{'leaking':>9}{'poor':>7}")
    whole = [r for r in results if r.score is not None]
    for group, rows in _by_size(whole, _dataset):
        _print_row(group, [row.score for row in rows if row.score is not None])
        _print_target(group)
    for group, rows in sorted(_grouped([r for r in results if r.score is None], _dataset).items()):
        found = segments([(r.gold.wanted or (), r.gold.unwanted or (), r.text) for r in rows])
        cells = f"{found.precision:7.3f}{found.recall:7.3f}{found.f1:8.4f}"
        print(f"{group:14}{found.pages:6d}{cells}   strings that must or must not stand in")
        _print_target(group)
    for group, rows in _by_size(whole, _language):
        if len(rows) >= _FEWEST:
            _print_row(group, [row.score for row in rows if row.score is not None])


def _by_size(
    results: Sequence[Result], key: Callable[[Result], str]
) -> Sequence[tuple[str, list[Result]]]:
    return sorted(_grouped(results, key).items(), key=lambda item: (-len(item[1]), item[0]))


def _print_target(group: str) -> None:
    wanted = targets().get(group)
    if wanted is None:
        return
    cells = "".join(
        " " * width if value is None else f"{sign + f'{value:.{places}f}':>{width}}"
        for value, sign, places, width in (
            (wanted.recall, "≥", 3, 7),
            (wanted.f1, "≥", 3, 8),
            (wanted.good, "≥", 2, 7),
            (wanted.leaking, "≤", 2, 9),
            (wanted.poor, "≤", 2, 7),
        )
    )
    print(f"{'  is to be':14}{'':13}{cells}".rstrip())


def _dataset(result: Result) -> str:
    return result.dataset


def _language(result: Result) -> str:
    return result.language


def _grouped(results: Iterable[Result], key: Callable[[Result], str]) -> dict[str, list[Result]]:
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups[key(result)].append(result)
    return groups


def _print_row(name: str, scores: Sequence[Score]) -> None:
    r = report(scores)
    print(
        f"{name:14}{r.pages:6d}{r.precision:7.3f}{r.recall:7.3f}{r.f1:8.4f}"
        f"{r.good:7.3f}{r.leaking:9.3f}{r.poor:7.3f}"
    )


def print_removals(results: Sequence[Result]) -> None:
    """Print what was removed by category, and what leaked or was lost, and on whose word."""
    removed = Counter(one.category for result in results for one in result.removed)
    total = max(1, sum(removed.values()))
    print("\nremoved blocks by category")
    for category, count in removed.most_common():
        print(f"{category:14}{count:7d}{count / total:8.3f}")
    leaked = [line for result in results if result.score for line in result.score.leaked]
    named = Counter(category or "unnamed" for category in categories_of(leaked))
    print("\nleaked lines by the category that the rules give them")
    for name, count in named.most_common():
        print(f"{name:14}{count:7d}")
    lost = Counter((one.judge, one.rule) for result in results for one in result.lost)
    print("\narticle paragraphs lost, by judge and rule")
    for (judge, rule), count in lost.most_common():
        print(f"{judge:10} {rule:30}{count:7d}")


def print_worst(results: Sequence[Result]) -> None:
    """Print the ten worst pages by F1, by leaked lines and by lost paragraphs."""
    scored = [(result, result.score) for result in results if result.score is not None]
    print("\nworst by F1")
    for result, one in sorted(scored, key=lambda pair: (pair[1].f1, pair[0].id))[:_WORST]:
        print(f"{one.f1:6.3f} P {one.precision:.2f} R {one.recall:.2f} {result.id} {result.url}")
    print("\nworst by leaked lines")
    for result, one in sorted(scored, key=lambda pair: (-len(pair[1].leaked), pair[0].id))[:_WORST]:
        print(f"{len(one.leaked):6d} of {one.lines} {result.id} {result.url}")
    print("\nworst by lost paragraphs")
    for result, _ in sorted(scored, key=lambda pair: (-len(pair[0].lost), pair[0].id))[:_WORST]:
        print(f"{len(result.lost):6d} {result.id} {result.url}")
