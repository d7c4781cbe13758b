"""Sound carried over from one file to another without touching it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import av.error
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.packet import Packet

from muse_nodes.media.reader import open_file


class AudioCopy:
    """Copies the packets of the first sound track of a file, in step with the pictures.

    ``note`` is a sentence when there is nothing to copy or the new file cannot hold it. Times are
    seconds from the first picture of the source file, as ``VideoReader.read`` returns them.
    """

    def __init__(self, source: Path, out: OutputContainer) -> None:
        self.note = ""
        self._out = out
        self._start: float | None = None
        self._held: tuple[float, Packet[AudioStream]] | None = None
        self._source = open_file(source)
        self._packets: Iterator[tuple[float, Packet[AudioStream]]] = iter(())
        if not self._source.streams.audio:
            self.note = f"'{source}' has no sound to copy."
            return
        track = self._source.streams.audio[0]
        if track.codec_context.codec.canonical_name not in out.supported_codecs:
            self.note = (
                f"The sound of '{source}' ({track.codec_context.name}) does not fit into this kind"
                " of file and was left out; .mkv takes any."
            )
            return
        self._track = out.add_stream_from_template(track)
        self._packets = self._timed_packets()

    def _timed_packets(self) -> Iterator[tuple[float, Packet[AudioStream]]]:
        origin = 0.0
        for video in self._source.streams.video[:1]:
            if video.start_time is not None and video.time_base is not None:
                origin = float(video.start_time * video.time_base)
        try:
            for packet in self._source.demux(self._source.streams.audio[0]):
                if packet.pts is not None and packet.dts is not None:
                    yield float(packet.pts * packet.time_base) - origin, packet
        except av.error.FFmpegError:
            return  # a damaged source: the sound ends where it can no longer be read

    def advance(self, until: float) -> None:
        """Mux what sounds before ``until``; the first call only marks where the file starts."""
        if self._start is None:
            self._start = until
            return
        while (held := self._held or next(self._packets, None)) is not None:
            time, packet = self._held = held
            if time >= until:
                return
            self._held = None
            if time >= self._start:
                self._mux(packet, self._start)

    def _mux(self, packet: Packet[AudioStream], start: float) -> None:
        assert packet.pts is not None
        assert packet.dts is not None
        shift = round(start / packet.time_base)
        packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
        packet.stream = self._track
        self._out.mux(packet)

    def close(self) -> None:
        """Give the source file back."""
        self._source.close()
