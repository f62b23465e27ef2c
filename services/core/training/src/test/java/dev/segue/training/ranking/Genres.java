package dev.segue.training.ranking;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.ContinuationRequest;
import dev.segue.recommending.Continuer;
import dev.segue.recommending.PopularTracks;
import dev.segue.recommending.RecommendedTrack;
import dev.segue.recommending.TitleMatch;
import dev.segue.recommending.TrackFacts;
import dev.segue.recommending.VectorModel;
import dev.segue.recommending.VectorSpace;
import dev.segue.recommending.Workspace;
import dev.segue.recommending.ranking.CandidateRanker;
import dev.segue.training.PlaylistFacts;
import dev.segue.training.ranking.Rehearsal.Masked;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/// Made-up playlists of a few genres with few artists each: what an artist's track is next to is hardly ever another
/// artist's. Titles are the genres'.
final class Genres {

    private static final int GENRES = 6;
    private static final int OF_GENRE = 120;
    private static final int OF_ARTIST = 12;
    private static final int LENGTH = 40;
    private static final int DIMENSION = 4;

    final Corpus corpus = new Corpus();

    /// The first so many of always the same playlists.
    Genres(int playlists) {
        IntStream.range(0, GENRES * OF_GENRE).forEach(track -> corpus.internTrack("t" + track));
        var random = new Random(7);
        for (int playlist = 0; playlist < playlists; playlist++) {
            int genre = playlist % GENRES;
            int favourite = random.nextInt(OF_GENRE / OF_ARTIST);
            var tracks = new LinkedHashSet<Integer>();
            while (tracks.size() < LENGTH) {
                boolean strange = random.nextInt(10) == 0;
                int of = strange ? random.nextInt(GENRES) : genre;
                int within = random.nextInt(3) == 0
                        ? favourite * OF_ARTIST + random.nextInt(OF_ARTIST)
                        : (int) (OF_GENRE * Math.pow(random.nextDouble(), 2));
                tracks.add(of * OF_GENRE + within);
            }
            corpus.upsert(
                    "p" + playlist, tracks.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    PlaylistFacts titles() {
        return new PlaylistFacts() {
            @Override
            public long saves(int playlist) {
                return 0;
            }

            @Override
            public String title(int playlist) {
                return corpus.playlistId(playlist).startsWith("p") ? genre(corpus.playlistId(playlist)) : "";
            }
        };
    }

    private static String genre(String id) {
        return "genre " + Integer.parseInt(id.substring(1)) % GENRES;
    }

    TrackFacts tracks() {
        return TrackFacts.of(track -> "artist " + track / OF_ARTIST, track -> "album " + track / 4);
    }

    Rehearsal rehearsal() {
        return new Rehearsal(corpus, titles(), tracks(), this::near, Optional.of(model()));
    }

    private List<TitleMatch> near(String title, String except) {
        return IntStream.range(0, corpus.playlistOrdinals())
                .mapToObj(corpus::playlistId)
                .filter(id -> id.startsWith("p") && genre(id).equals(title) && !id.equals(except))
                .map(id -> new TitleMatch(id, 1))
                .toList();
    }

    /// Tracks of a genre lie near each other; every seventh has no vector.
    private VectorModel model() {
        var random = new Random(1);
        int[] tracks = IntStream.range(0, GENRES * OF_GENRE)
                .filter(track -> track % 7 > 0)
                .toArray();
        float[] rows = new float[tracks.length * DIMENSION];
        for (int row = 0; row < tracks.length; row++) {
            double angle = tracks[row] / OF_GENRE + .3 * random.nextGaussian();
            rows[row * DIMENSION] = (float) Math.cos(angle);
            rows[row * DIMENSION + 1] = (float) Math.sin(angle);
        }
        return new VectorModel(
                VectorSpace.of(tracks, DIMENSION, rows), (seeds, weights) -> Arrays.copyOf(seeds, DIMENSION));
    }

    /// The live path's answer with nothing taken out.
    int[] asked(Masked asked, CandidateRanker ranker) {
        ContinuationRequest request = asked.request();
        return new Continuer(corpus)
                        .continuation(
                                request,
                                Optional.of(model().with(ranker)),
                                PopularTracks.of(corpus, 1000),
                                tracks(),
                                new Workspace())
                        .items()
                        .stream()
                        .mapToInt(RecommendedTrack::track)
                        .toArray();
    }
}
