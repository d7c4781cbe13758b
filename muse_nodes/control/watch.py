"""Looks at the running graph for all subscribers, and tells each what it asked for.

One look serves all: it reads a few references and the rolling figures, takes no lock of the
engine, and does not happen while nobody has subscribed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from muse_nodes.control import messages as m
from muse_nodes.control.driven import Driven, Notice

_log = logging.getLogger("muse.control")

LOOK_SECONDS = 0.05
_REST_SECONDS = 10.0
_MOST_NOTICES = 20
"""Notices per look: a graph that has much to say need not flood anybody."""


@dataclass
class _Subscriber:
    offer: Callable[[m.Event], bool]
    let_go: Callable[[], None]
    wanted: m.Subscribe
    due: float


class Watch:
    """Who has subscribed, and what was seen last. Used on the endpoint's own thread."""

    def __init__(self, driven: Driven) -> None:
        self._driven = driven
        self._subscribers: dict[Hashable, _Subscriber] = {}
        self._someone = asyncio.Event()
        self._graph = driven.graph
        self._notice = _last(driven.stats.events)
        self._panicking = driven.panicking

    def join(
        self,
        who: Hashable,
        offer: Callable[[m.Event], bool],
        let_go: Callable[[], None],
        wanted: m.Subscribe,
    ) -> None:
        """Tell ``who`` from now on; ``let_go`` is called when ``offer`` finds it too slow."""
        if not self._subscribers:
            self._changes()  # what nobody was told of is old news by now
        now = asyncio.get_running_loop().time()
        self._subscribers[who] = _Subscriber(offer, let_go, wanted, now)
        self._someone.set()

    def leave(self, who: Hashable) -> None:
        """Tell ``who`` no longer."""
        self._subscribers.pop(who, None)
        if not self._subscribers:
            self._someone.clear()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await self._someone.wait()
            try:
                self.look(asyncio.get_running_loop().time())
            except Exception:  # noqa: BLE001 - one bad look must not end all others
                _log.exception("Subscribers could not be told how the graph runs.")
                await asyncio.sleep(_REST_SECONDS)
            await asyncio.sleep(LOOK_SECONDS)

    def look(self, now: float) -> None:
        """Tell everybody what there is to tell at time ``now``."""
        news = self._changes()
        figures: m.StatsEvent | None = None
        for who, subscriber in tuple(self._subscribers.items()):
            wanted = subscriber.wanted
            told = [event for event in news if _concerns(wanted, event)]
            if wanted.stats_ms and now >= subscriber.due:
                figures = figures or self._figures()
                told.append(figures)
                subscriber.due = max(subscriber.due + wanted.stats_ms / 1000, now)
            if not all(map(subscriber.offer, told)):
                self.leave(who)
                subscriber.let_go()

    def _changes(self) -> list[m.Event]:
        driven, news = self._driven, list[m.Event]()
        for notice in _since(driven.stats.events, self._notice)[-_MOST_NOTICES:]:
            news.append(m.NoticeEvent(frame=notice.frame, node=notice.node, text=notice.text))
            self._notice = notice
        graph, panicking = driven.graph, driven.panicking
        if graph is not self._graph:
            self._graph = graph
            news.append(m.ChangeEvent(nodes=len(graph.nodes), links=len(graph.links)))
        if panicking != self._panicking:
            self._panicking = panicking
            news.append(m.PanicEvent(on=panicking))
        return news

    def _figures(self) -> m.StatsEvent:
        found = self._driven.stats.figures()
        return m.StatsEvent(
            frames=found.frames, fps=round(found.fps, 2), latency_ms=found.latency_ms,
            dropped=found.dropped, stage_ms=dict(found.stage_ms),
        )  # fmt: skip


def _concerns(wanted: m.Subscribe, event: m.Event) -> bool:
    return wanted.notices if isinstance(event, m.NoticeEvent) else wanted.changes


def _last(notices: Iterable[Notice]) -> Notice | None:
    found = tuple(notices)
    return found[-1] if found else None


def _since(notices: Iterable[Notice], seen: Notice | None) -> list[Notice]:
    """The notices after the one that was seen last; all of them if it is not there any more."""
    new: list[Notice] = []
    for notice in reversed(tuple(notices)):
        if notice is seen:
            break
        new.append(notice)
    return new[::-1]
