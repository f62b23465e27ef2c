package dev.segue.benchmarks.counting;

import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/// Made-up playlists, the same for the same seed: 200 clusters of tracks; a track of a playlist is of the
/// playlist's own cluster with probability 0.8, else any; its rank is drawn from a flattened power law
/// (size · u^2.5), so that the most frequent track is in some percent of the playlists. Lengths are 5 plus
/// an exponential of mean 61, at most 250: 66 in the mean, short of what the bound cuts off.
///
/// Metadata is the least there can be: no titles, no artists.
public final class Load {

    static final int TRACKS = 200_000;

    private static final int CLUSTERS = 200;
    private static final int SHORTEST = 5;
    private static final int LONGEST = 250;
    private static final double MEAN_MORE = 61;
    private static final double FLATTENING = 2.5;
    private static final Instant CRAWLED = Instant.EPOCH;
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final long seed;
    private final int catalogue;
    private final int clusters;
    private final BitSet chosen = new BitSet();

    Load(long seed) {
        this(seed, TRACKS, CLUSTERS);
    }

    /// @param catalogue tracks there are, a multiple of `clusters`
    public Load(long seed, int catalogue, int clusters) {
        this.seed = seed;
        this.catalogue = catalogue;
        this.clusters = clusters;
    }

    /// The tracks of a playlist, numbers below the size of the catalogue, in order, each once. One call at a time.
    public int[] tracks(int playlist) {
        var random = new SplittableRandom(seed * 1_000_003 + playlist);
        int cluster = random.nextInt(clusters);
        int length = (int) Math.min(LONGEST, SHORTEST - MEAN_MORE * Math.log(1 - random.nextDouble()));
        int[] tracks = new int[length];
        chosen.clear();
        for (int i = 0; i < length; ) {
            boolean own = random.nextInt(5) > 0;
            int within = own ? catalogue / clusters : catalogue;
            int rank = (int) (within * Math.pow(random.nextDouble(), FLATTENING));
            int track = own ? rank * clusters + cluster : rank;
            if (!chosen.get(track)) {
                chosen.set(track);
                tracks[i++] = track;
            }
        }
        return tracks;
    }

    public static String playlistId(int playlist) {
        return "load:" + playlist;
    }

    /// As long as the ids of a large service: a name space and 22 digits that look like chance.
    public static String trackId(int track) {
        var random = new SplittableRandom(track);
        var id = new StringBuilder("spotify:track:");
        for (int i = 0; i < 22; i++) {
            id.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return id.toString();
    }

    PlaylistSnapshot snapshot(int playlist) {
        return snapshot(
                playlistId(playlist),
                Arrays.stream(tracks(playlist)).mapToObj(Load::trackId).toList());
    }

    /// A snapshot of these tracks with nothing said of them.
    static PlaylistSnapshot snapshot(String playlistId, List<String> trackIds) {
        List<SnapshotTrack> tracks = trackIds.stream()
                .map(track -> SnapshotTrack.newBuilder()
                        .setTrackId(track)
                        .setAlbum(null)
                        .setAlbumId(null)
                        .setDurationMs(null)
                        .setIsrc(null)
                        .setExplicit(null)
                        .setAddedAt(null)
                        .build())
                .toList();
        return PlaylistSnapshot.newBuilder()
                .setSource(playlistId.substring(0, playlistId.indexOf(':')))
                .setPlaylistId(playlistId)
                .setVersion(1)
                .setDescription(null)
                .setKeyword(null)
                .setUrl(null)
                .setOwner(null)
                .setSaves(100L)
                .setModifiedAt(null)
                .setCrawledAt(CRAWLED)
                .setTracks(tracks)
                .build();
    }
}
