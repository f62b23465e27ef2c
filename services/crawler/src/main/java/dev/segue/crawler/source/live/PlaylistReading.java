package dev.segue.crawler.source.live;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.SnapshotDraft;
import dev.segue.crawler.source.WrongShape;
import dev.segue.crawler.upstream.Host;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.crawler.upstream.UpstreamFailure.Kind;
import dev.segue.domain.PlaylistId;
import dev.segue.schemas.avro.SnapshotTrack;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One look at one playlist, from its first page to its last, and from the beginning when it changed in between: what
/// it gives, the service showed in one piece.
abstract class PlaylistReading extends LiveReading {

    private static final int LOOKS = 4;

    private final String source;
    private final LiveTarget target;
    private final PlaylistId id;
    private final InstantSource clock;

    PlaylistReading(String source, LiveTarget target, PlaylistId id, InstantSource clock) {
        this.source = source;
        this.target = target;
        this.id = id;
        this.clock = clock;
    }

    /// Looks once.
    ///
    /// @throws UpstreamFailure TORN when it changed in between
    abstract Look look() throws InterruptedException;

    /// What a look saw.
    sealed interface Look {
        /// A whole playlist.
        ///
        /// @param fingerprint null for the hash of its content
        /// @param validator of the answer that showed it
        record Whole(
                SnapshotDraft draft,
                @Nullable String fingerprint,
                @Nullable String validator) implements Look {}

        /// It is as it was known.
        ///
        /// @param validator of the answer that showed it
        /// @param saves null when the answer did not tell
        record Same(@Nullable String validator, @Nullable Long saves) implements Look {}
    }

    /// Asks for the answer by which a playlist is told to be another one; how to go on from there is the reader's.
    final <T> Look lookFrom(
            Host host, String path, Map<String, String> headers, Host.Reader<T> reader, Further<T> further)
            throws InterruptedException {
        return switch (host.getUnlessKnown(path, headers, target.validator(), reader)) {
            case Host.Answer.Known<T> known -> new Look.Same(target.validator(), null);
            case Host.Answer.Fresh<T>(T value, var validator) -> further.look(value, validator);
        };
    }

    /// Goes on from the first answer.
    @FunctionalInterface
    interface Further<T> {
        Look look(T first, @Nullable String validator) throws InterruptedException;
    }

    /// What one page of tracks says.
    static final class TracksPage {
        int items;

        @Nullable
        Long total;

        @Nullable
        String checksum;

        /// Where the next one is; must be at the same host.
        @Nullable
        String next;
    }

    /// Gets the page that begins at a place.
    interface TracksFrom {
        TracksPage page(long from) throws InterruptedException;
    }

    /// Reads a page into a draft.
    interface PageReader {
        void read(TracksPage page) throws IOException;
    }

    /// Reads page after page to the last.
    ///
    /// @return places of the list that were read
    /// @throws UpstreamFailure ASTRAY when there are more pages than there can be
    static long readPages(Host host, String path, TracksFrom tracks) throws InterruptedException {
        long read = 0;
        boolean more = true;
        while (more) {
            TracksPage page = tracks.page(read);
            read += page.items;
            String next = page.next;
            more = next != null;
            if (next != null) {
                host.onThisHost(next);
                if (page.items == 0 || (page.total != null && read >= page.total)) {
                    throw new UpstreamFailure(
                            Kind.ASTRAY,
                            path + ": expected " + page.total + " tracks, got " + read + " and still more pages");
                }
            }
        }
        return read;
    }

    /// Reads one page; what was added to the draft of one that breaks off is taken back.
    static TracksPage readPage(SnapshotDraft draft, PageReader reader) throws IOException {
        var page = new TracksPage();
        int before = draft.tracks();
        try {
            reader.read(page);
        } catch (IOException | UpstreamFailure e) {
            draft.truncate(before);
            throw e;
        }
        return page;
    }

    @Override
    final boolean more() throws InterruptedException {
        for (int looks = 1; ; looks++) {
            try {
                found(
                        switch (look()) {
                            case Look.Whole whole -> finding(whole);
                            case Look.Same(var validator, var saves) -> new Finding.Unchanged(id, validator, saves);
                        });
                return false;
            } catch (UpstreamFailure failure) {
                if (failure.kind() != Kind.TORN || looks >= LOOKS) {
                    throw failure;
                }
            }
        }
    }

    private Finding finding(Look.Whole seen) {
        Instant now = clock.instant();
        SnapshotDraft draft = seen.draft();
        target.describe(draft, id);
        try {
            var snapshot = draft.finish(source, target.nextVersion(draft.modifiedAt, now), now, "id");
            String fingerprint =
                    seen.fingerprint() == null ? "content-" + ContentHash.of(snapshot) : seen.fingerprint();
            return fingerprint.equals(target.fingerprint())
                    ? new Finding.Unchanged(id, seen.validator(), draft.saves)
                    : new Finding.Seen(snapshot, fingerprint, seen.validator());
        } catch (WrongShape e) {
            throw new UpstreamFailure(Kind.WRONG_CONTENT, String.valueOf(e.getMessage()));
        }
    }

    /// Adds a track; too many, or one whose id is none, fail.
    static void add(SnapshotDraft draft, SnapshotTrack track) {
        try {
            draft.add(track);
        } catch (WrongShape e) {
            throw new UpstreamFailure(Kind.TOO_BIG, String.valueOf(e.getMessage()));
        }
    }
}
