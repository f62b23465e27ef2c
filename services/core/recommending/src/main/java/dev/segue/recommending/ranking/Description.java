package dev.segue.recommending.ranking;

import dev.segue.corpus.Corpus;
import java.util.Arrays;
import java.util.Optional;

/// Describes the candidates of a request, one code for training and for serving. Reused; one request at a time.
public final class Description {

    private static final int TABLED = 1024;
    private static final float[] LOGS = logs();
    private static final int LATEST_BY_ARTIST = 10;

    /// Added to the denominator of cosines, so that tracks few playlists hold need more than one in common.
    private static final double SHRINK = 10;

    private static final double PER = 10_000;

    private final Described candidates = new Described();
    private final SharedVoters shared = new SharedVoters();
    private final Groups artists = new Groups();
    private final Groups albums = new Groups();
    private long[] order = new long[512];
    private float[] ranked = new float[512];

    private static float[] logs() {
        float[] logs = new float[TABLED];
        for (int i = 0; i < TABLED; i++) {
            logs[i] = (float) Math.log1p(i);
        }
        return logs;
    }

    private static float log(int count) {
        return count < TABLED ? LOGS[count] : (float) Math.log1p(count);
    }

    /// The rows of the candidates.
    ///
    /// @return good until the next call
    public Described of(Evidence evidence) {
        candidates.begin(evidence.tracks());
        blend(evidence);
        votes(evidence.playlists(), Signal.PLAYLISTS, Signal.PLAYLISTS_RANK);
        votes(evidence.titles(), Signal.TITLES, Signal.TITLES_RANK);
        int[] seeds = evidence.seeds();
        int[] latest = Arrays.copyOfRange(seeds, Math.max(0, seeds.length - SharedVoters.MOST_SEEDS), seeds.length);
        vectors(evidence, latest);
        factors(evidence);
        titleHolders(evidence);
        counts(evidence, latest);
        popularity(evidence);
        traits(evidence);
        for (int i = 0; i < candidates.size(); i++) {
            candidates.set(i, Signal.SEEDS, Math.log1p(seeds.length));
            candidates.set(i, Signal.TITLED, evidence.titled() ? 1 : 0);
        }
        return candidates;
    }

    private void blend(Evidence evidence) {
        float best = candidates.size() == 0 ? 1 : evidence.blended()[0];
        float before = 0;
        int rank = 0;
        for (int i = 0; i < candidates.size(); i++) {
            float score = evidence.blended()[i];
            rank = score == before ? rank : i;
            before = score;
            candidates.set(i, Signal.BLEND, Math.sqrt(score / best));
            candidates.set(i, Signal.BLEND_RANK, log(rank));
        }
    }

    private void votes(float[] votes, Signal share, Signal rank) {
        makeRoom();
        float best = 0;
        for (int i = 0; i < candidates.size(); i++) {
            ranked[i] = votes[i];
            best = Math.max(best, ranked[i]);
        }
        for (int i = 0; i < candidates.size() && best > 0; i++) {
            candidates.set(i, share, Math.sqrt(ranked[i] / best));
        }
        ranks(rank);
    }

    private void makeRoom() {
        if (ranked.length < candidates.size()) {
            ranked = new float[candidates.size()];
            order = new long[candidates.size()];
        }
    }

    /// Ranks by what stands in `ranked`, which is at least 0; equal values share the first of their ranks.
    private void ranks(Signal signal) {
        int size = candidates.size();
        for (int i = 0; i < size; i++) {
            order[i] = (long) (Integer.MAX_VALUE - Float.floatToRawIntBits(ranked[i] + 0f)) << 32 | i;
        }
        Arrays.sort(order, 0, size);
        int rank = 0;
        for (int at = 0; at < size; at++) {
            rank = at > 0 && order[at] >>> 32 == order[at - 1] >>> 32 ? rank : at;
            candidates.set((int) order[at], signal, log(rank));
        }
    }

    private void vectors(Evidence evidence, int[] seeds) {
        makeRoom();
        Arrays.fill(ranked, 0, candidates.size(), 0);
        Optional<TrackCosines> found = evidence.space();
        if (found.isPresent()) {
            TrackCosines space = found.get();
            int[] known = Arrays.stream(seeds, Math.max(0, seeds.length - SharedVoters.LATEST), seeds.length)
                    .filter(space::contains)
                    .toArray();
            for (int i = 0; i < candidates.size(); i++) {
                int track = candidates.track(i);
                if (space.contains(track)) {
                    candidates.set(i, Signal.IN_MODEL, 1);
                    near(space, known, i);
                    if (evidence.place().length > 0) {
                        float cosine = space.cosine(evidence.place(), track);
                        // A model whose encoder fails says nothing.
                        candidates.set(i, Signal.PLACE, Float.isFinite(cosine) ? cosine : 0);
                        ranked[i] = cosine > -1 ? 1 + cosine : 0;
                    }
                }
            }
        }
        ranks(Signal.PLACE_RANK);
    }

    private void near(TrackCosines space, int[] seeds, int i) {
        float most = 0;
        float sum = 0;
        for (int seed : seeds) {
            float cosine = space.cosine(seed, candidates.track(i));
            most = Math.max(most, cosine);
            sum += cosine;
        }
        candidates.set(i, Signal.NEAREST_SEED, most);
        candidates.set(i, Signal.LATEST_SEEDS, seeds.length == 0 ? 0 : sum / seeds.length);
    }

    private void factors(Evidence evidence) {
        makeRoom();
        for (int i = 0; i < candidates.size(); i++) {
            candidates.set(i, Signal.FACTORS, evidence.factors()[i]);
            ranked[i] = Math.max(0, evidence.factors()[i]);
        }
        ranks(Signal.FACTORS_RANK);
    }

    private void titleHolders(Evidence evidence) {
        if (evidence.titleVoters().playlists().length == 0) {
            return;
        }
        shared.count(evidence.corpus(), evidence.titleVoters(), new int[0], candidates);
        holders(evidence.titleVoters(), Signal.TITLE_HOLDERS, Signal.NEAREST_TITLE);
    }

    private void holders(Voters voters, Signal share, Signal nearest) {
        double all = voters.playlists().length;
        for (int i = 0; i < candidates.size(); i++) {
            candidates.set(i, share, Math.sqrt(shared.holders(i) / all));
            candidates.set(i, nearest, shared.nearest(i));
        }
    }

    private void counts(Evidence evidence, int[] seeds) {
        if (evidence.voters().playlists().length == 0) {
            return;
        }
        Corpus corpus = evidence.corpus();
        shared.count(corpus, evidence.voters(), seeds, candidates);
        holders(evidence.voters(), Signal.HOLDERS, Signal.NEAREST_HOLDER);
        int latest = Math.max(0, seeds.length - SharedVoters.LATEST);
        double[] roots = new double[seeds.length];
        double ofLatest = 0;
        for (int s = 0; s < seeds.length; s++) {
            roots[s] = Math.sqrt(corpus.playlistsOf(seeds[s]));
            ofLatest += s >= latest ? shared.heldBy(s) : 0;
        }
        for (int i = 0; i < candidates.size(); i++) {
            double root = Math.sqrt(corpus.playlistsOf(candidates.track(i)));
            double max = 0;
            double second = 0;
            double sum = 0;
            double last = 0;
            double near = 0;
            double nearLast = 0;
            double confidence = 0;
            int together = 0;
            for (int word = 0; word < SharedVoters.WORDS; word++) {
                for (long bits = shared.together(i, word); bits != 0; bits &= bits - 1) {
                    int s = word * Long.SIZE + Long.numberOfTrailingZeros(bits);
                    int count = shared.count(i, s);
                    double inverse = 1 / (root * roots[s] + SHRINK);
                    double cosine = count * inverse;
                    double close = shared.near(i, s) * inverse;
                    second = Math.max(second, Math.min(max, cosine));
                    max = Math.max(max, cosine);
                    sum += cosine;
                    near += close;
                    together++;
                    confidence = Math.max(confidence, (double) count / shared.heldBy(s));
                    if (s >= latest) {
                        last += cosine;
                        nearLast += close;
                    }
                }
            }
            candidates.set(i, Signal.MAX, Math.sqrt(max));
            candidates.set(i, Signal.SECOND, Math.sqrt(second));
            candidates.set(i, Signal.MEAN, Math.sqrt(sum / Math.max(1, seeds.length)));
            candidates.set(i, Signal.TOGETHER, (double) together / Math.max(1, seeds.length));
            candidates.set(i, Signal.CONFIDENCE, Math.sqrt(confidence));
            candidates.set(i, Signal.LAST, Math.sqrt(last / Math.max(1, seeds.length - latest)));
            candidates.set(i, Signal.NEAR, Math.sqrt(near / Math.max(1, seeds.length)));
            candidates.set(i, Signal.NEAR_LAST, Math.sqrt(nearLast / Math.max(1, seeds.length - latest)));
            candidates.set(i, Signal.FOLLOWS, Math.sqrt(shared.follows(i) / Math.max(1, ofLatest)));
        }
    }

    private void popularity(Evidence evidence) {
        Corpus corpus = evidence.corpus();
        double per = PER / Math.max(1, corpus.playlists());
        double mean = 0;
        for (int seed : evidence.seeds()) {
            mean += Math.log(1 + per * corpus.playlistsOf(seed)) / evidence.seeds().length;
        }
        for (int i = 0; i < candidates.size(); i++) {
            double popularity = Math.log(1 + per * corpus.playlistsOf(candidates.track(i)));
            candidates.set(i, Signal.POPULARITY, popularity);
            candidates.set(i, Signal.POPULARITY_OFF, evidence.seeds().length == 0 ? 0 : popularity - mean);
            candidates.set(i, Signal.SEED_POPULARITY, mean);
        }
    }

    private void traits(Evidence evidence) {
        TrackTraits traits = evidence.traits();
        int[] seeds = evidence.seeds();
        artists.begin(seeds.length + candidates.size());
        albums.begin(seeds.length + candidates.size());
        for (int s = 0; s < seeds.length; s++) {
            seen(artists.of(traits.artistKey(seeds[s])), seeds.length - 1 - s);
            seen(albums.of(traits.albumKey(seeds[s])), seeds.length - 1 - s);
        }
        double seedArtists = seeds.length == 0 ? 0 : (double) artists.size() / seeds.length;
        double all = 0;
        Group[] artistOf = new Group[candidates.size()];
        Group[] albumOf = new Group[candidates.size()];
        for (int i = 0; i < candidates.size(); i++) {
            double score = evidence.blended()[i];
            all += score;
            artistOf[i] = given(artists.of(traits.artistKey(candidates.track(i))), score);
            albumOf[i] = given(albums.of(traits.albumKey(candidates.track(i))), score);
        }
        int latest = Math.clamp(seeds.length, 1, LATEST_BY_ARTIST);
        for (int i = 0; i < candidates.size(); i++) {
            Group artist = artistOf[i];
            Group album = albumOf[i];
            double score = evidence.blended()[i];
            candidates.set(i, Signal.ARTIST_SINCE, log(artist.back));
            candidates.set(i, Signal.ALBUM_SINCE, log(album.back));
            candidates.set(i, Signal.ARTIST_SHARE, Math.sqrt(artist.given / all));
            candidates.set(i, Signal.SHARE_OF_ARTIST, artist.given == 0 ? 0 : Math.sqrt(score / artist.given));
            candidates.set(i, Signal.ALBUM_SHARE, Math.sqrt(album.given / all));
            candidates.set(i, Signal.SEED_ARTISTS, seedArtists);
            if (artist.seeds > 0) {
                candidates.set(i, Signal.ARTIST_SEEDS, log(artist.seeds));
                candidates.set(i, Signal.ARTIST_SEED_SHARE, Math.sqrt((double) artist.seeds / seeds.length));
                candidates.set(i, Signal.ARTIST_LATEST, Math.sqrt((double) artist.latest / latest));
            }
            if (album.seeds > 0) {
                candidates.set(i, Signal.ALBUM_SEEDS, log(album.seeds));
            }
        }
    }

    private static Group given(Group group, double score) {
        if (group != Group.NOBODY) {
            group.given += score;
        }
        return group;
    }

    private static void seen(Group group, int back) {
        if (group != Group.NOBODY) {
            group.seeds++;
            group.back = Math.min(group.back, back);
            group.latest += back < LATEST_BY_ARTIST ? 1 : 0;
        }
    }
}
