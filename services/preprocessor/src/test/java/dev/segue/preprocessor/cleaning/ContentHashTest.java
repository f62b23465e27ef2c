package dev.segue.preprocessor.cleaning;

import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.schemas.avro.PlaylistSnapshot;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ContentHashTest {

    @Test
    void isTheSameInEveryReleaseOrAllPlaylistsHeldWouldSeemToHaveChanged() {
        // When Then
        assertThat(hash(playlist("mpd:1").titled("Reggae").of("jamming", "exodus")))
                .isEqualTo("48ff7afc992ed9dc6eeba63cfde918ce15162fcb7472085339fef45cc720b199");
        assertThat(hash(playlist("mpd:1").titled("é".repeat(9_000)).ofMany("t", 400)))
                .isEqualTo("e2cde1c4986cf24e91bfbc8185f454a3c75d722cabf6750421a557199cd8cc9a");
    }

    @Test
    void seesTheLastTrackOfALongPlaylist() {
        // When Then
        assertThat(hash(playlist("mpd:1").ofMany("t", 400)))
                .isNotEqualTo(hash(playlist("mpd:1").ofMany("t", 401)));
    }

    private static String hash(PlaylistSnapshot snapshot) {
        var bytes = new SnapshotBytes();
        bytes.take(snapshot);
        return HexFormat.of().formatHex(bytes.contentHash());
    }
}
