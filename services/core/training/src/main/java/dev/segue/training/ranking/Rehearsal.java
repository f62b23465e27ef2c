package dev.segue.training.ranking;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.Continuation;
import dev.segue.recommending.ContinuationRequest;
import dev.segue.recommending.Continuer;
import dev.segue.recommending.PopularTracks;
import dev.segue.recommending.RecommendedTrack;
import dev.segue.recommending.Served;
import dev.segue.recommending.TrackFacts;
import dev.segue.recommending.VectorModel;
import dev.segue.recommending.Wishes;
import dev.segue.recommending.Workspace;
import dev.segue.recommending.ranking.CandidateRanker;
import dev.segue.recommending.ranking.Shape;
import dev.segue.training.PlaylistFacts;
import dev.segue.training.Seeds;
import dev.segue.training.Shuffles;
import dev.segue.training.SortedLists;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/// Asks the live path what it would say to requests made of playlists of its own corpus. While a playlist is asked
/// about it is not in the corpus: neighbours, counts and popularity are those of the others, exactly.
///
/// The corpus is changed and put back, so this is for one thread.
public final class Rehearsal {

    /// Fewer hidden tracks than this say too little of a list.
    private static final int LEAST_HIDDEN = 5;

    /// Of three requests with seeds one comes without the title.
    private static final int TITLED_OF_THREE = 2;

    private static final int POPULAR = 1000;

    private final Corpus corpus;
    private final PlaylistFacts playlists;
    private final TrackFacts tracks;
    private final TitleNeighbours titles;
    private final Optional<VectorModel> model;
    private final PopularTracks popular;
    private final Continuer continuer;
    private final Workspace workspace = new Workspace();

    /// @param corpus nobody else uses it meanwhile; as it was when a call has ended
    /// @param playlists by its ordinals
    /// @param tracks by its ordinals
    /// @param titles of the same playlists
    /// @param model that has not seen the playlists asked about; its ranker is of no influence
    public Rehearsal(
            Corpus corpus,
            PlaylistFacts playlists,
            TrackFacts tracks,
            TitleNeighbours titles,
            Optional<VectorModel> model) {
        this.corpus = corpus;
        this.playlists = playlists;
        this.tracks = tracks;
        this.titles = titles;
        this.model = model;
        this.popular = PopularTracks.of(corpus, POPULAR);
        this.continuer = new Continuer(corpus);
    }

    /// A request and what it hides.
    ///
    /// @param playlist ordinal of the playlist it is made of
    /// @param hidden ordinals of the tracks it does not show
    @SuppressWarnings("ArrayRecordComponent") // read, never changed
    public record Masked(int playlist, ContinuationRequest request, int[] hidden) {}

    public Corpus corpus() {
        return corpus;
    }

    /// The beginning of a playlist as a request of a shape; of one that lies sorted by id, which tells nothing of what
    /// comes after what, tracks drawn from all of it. How many and which, and whether with the title, depends
    /// on its id and the seed alone.
    ///
    /// @param limit tracks asked for
    /// @return empty when the playlist is too short or has no title to ask by
    public Optional<Masked> masked(int playlist, Shape shape, int limit, long seed) {
        String id = corpus.playlistId(playlist);
        String title = playlists.title(playlist);
        int[] held = corpus.tracks(playlist);
        int most = Math.min(shape.most(), held.length - LEAST_HIDDEN);
        if (most < shape.fewest() || shape == Shape.TITLE_ONLY && title.isBlank()) {
            return Optional.empty();
        }
        var random = new SplittableRandom(Seeds.mix(seed, Seeds.MASKS + shape.ordinal(), Draws.hash(id)));
        int shown = random.nextInt(shape.fewest(), most + 1);
        boolean titled = !title.isBlank() && (shape == Shape.TITLE_ONLY || random.nextInt(3) < TITLED_OF_THREE);
        int[] turned = SortedLists.isSorted(corpus, held) ? drawnFirst(held, shown, random) : held;
        var request = new ContinuationRequest(
                Arrays.stream(turned, 0, shown).mapToObj(corpus::trackId).toList(),
                titled,
                titled ? titles.of(title, id) : List.of(),
                List.of(),
                Set.of(),
                Served.NONE,
                limit,
                new Wishes(0, 0, Wishes.ANY_NUMBER, false));
        return Optional.of(new Masked(playlist, request, Arrays.copyOfRange(turned, shown, turned.length)));
    }

    /// Drawn tracks before the others, both as they lay.
    private static int[] drawnFirst(int[] tracks, int drawn, SplittableRandom random) {
        int[] places = Shuffles.order(tracks.length, random);
        Arrays.sort(places, 0, drawn);
        Arrays.sort(places, drawn, places.length);
        return Arrays.stream(places).map(place -> tracks[place]).toArray();
    }

    /// The answer to a request with its playlist taken out.
    ///
    /// @param ranker empty for the blend alone
    /// @return ordinals, best first; what is only popular is not in it when nothing else is known
    public int[] answer(Masked asked, Optional<CandidateRanker> ranker) {
        return without(asked.playlist(), () -> {
            Continuation continuation = continuer.continuation(
                    asked.request(),
                    ranker.isPresent() ? model.map(some -> some.with(ranker.get())) : model.map(VectorModel::unranked),
                    popularWithout(asked),
                    tracks,
                    workspace);
            return continuation.items().stream()
                    .mapToInt(RecommendedTrack::track)
                    .toArray();
        });
    }

    private <T> T without(int playlist, Supplier<T> asking) {
        String id = corpus.playlistId(playlist);
        int[] held = corpus.tracks(playlist);
        corpus.delete(id);
        try {
            return asking.get();
        } finally {
            corpus.upsert(id, held);
        }
    }

    private PopularTracks popularWithout(Masked asked) {
        int[] counts = popular.playlists().clone();
        for (int i = 0; i < counts.length; i++) {
            counts[i] = corpus.playlistsOf(popular.tracks()[i]);
        }
        return new PopularTracks(popular.tracks(), counts);
    }
}
