package dev.segue.crawler.source.live;

import dev.segue.crawler.source.Finding;
import dev.segue.crawler.source.SnapshotDraft;
import dev.segue.crawler.source.WrongShape;
import dev.segue.crawler.upstream.UpstreamFailure;
import dev.segue.crawler.upstream.UpstreamFailure.Kind;
import dev.segue.domain.PlaylistId;
import dev.segue.schemas.avro.SnapshotTrack;
import java.time.Instant;
import java.time.InstantSource;
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
    /// @return what was seen; null when that is as it was known
    /// @throws UpstreamFailure TORN when it changed in between
    abstract @Nullable Look look() throws InterruptedException;

    /// A whole playlist.
    ///
    /// @param fingerprint null for the hash of its content
    record Look(SnapshotDraft draft, @Nullable String fingerprint) {}

    @Override
    final boolean more() throws InterruptedException {
        for (int looks = 1; ; looks++) {
            try {
                Look seen = look();
                found(seen == null ? new Finding.Unchanged(id) : finding(seen));
                return false;
            } catch (UpstreamFailure failure) {
                if (failure.kind() != Kind.TORN || looks >= LOOKS) {
                    throw failure;
                }
            }
        }
    }

    private Finding finding(Look seen) {
        Instant now = clock.instant();
        SnapshotDraft draft = seen.draft();
        target.describe(draft, id);
        try {
            var snapshot = draft.finish(source, target.nextVersion(draft.modifiedAt, now), now, "id");
            String fingerprint =
                    seen.fingerprint() == null ? "content-" + ContentHash.of(snapshot) : seen.fingerprint();
            return fingerprint.equals(target.fingerprint())
                    ? new Finding.Unchanged(id)
                    : new Finding.Seen(snapshot, fingerprint);
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
