package dev.segue.recommending.twostage;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.ItemFactors;
import dev.segue.recommending.sparse.SparseScores;
import dev.segue.recommending.twostage.ProfileIndex.Profile;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// All first stages over a library: they score tracks, and the best of each become candidates.
///
/// Immutable; safe for use by many threads, each with a sheet of its own.
final class FirstStages {

    private static final int GRAM_NEIGHBOURS = 300;
    private static final double GRAM_POWER = 2;
    private static final int TITLE_NEIGHBOURS = 1000;
    private static final int TITLE_PROFILES = 100;
    private static final int TITLE_ARTIST_NEIGHBOURS = 700;
    private static final int RELEVANT_BY_SEEDS = 1000;
    private static final double SEED_RELEVANCE_POWER = 1.5;
    private static final int RELEVANT_BY_TITLE = 300;
    private static final double TITLE_RELEVANCE_POWER = 2;
    /// The relevance of the best title beside that of the best seeds.
    private static final double TITLE_BESIDE_SEEDS = .3;
    private static final int MOST_WORDS_OF_A_NAME = 5;
    private static final int LEAST_LETTERS_OF_A_NAME = 3;
    private static final int SMOOTHED_NEIGHBOURS = 1000;
    private static final double SMOOTHED_POWER = 1.5;

    private final Library library;
    private final Recipe recipe;
    private final Fitted fitted;
    private final @Nullable TrackRows space;
    private final @Nullable TrackRows factors;
    private final ProfileIndex artists;
    private final int[][] tracksOfArtist;
    private final int[][] tracksOfAlbum;

    FirstStages(Library library, Fitted fitted, ProfileIndex artists) {
        this.library = library;
        this.recipe = Recipe.of(library);
        this.fitted = fitted;
        this.space = rows(library, fitted.tracks());
        this.factors = rows(library, fitted.factors());
        this.artists = artists;
        this.tracksOfArtist = grouped(library, library.tracks().artistCount(), true);
        this.tracksOfAlbum = grouped(library, library.tracks().albumCount(), false);
    }

    private FirstStages(FirstStages other, Fitted fitted) {
        this.library = other.library;
        this.recipe = other.recipe;
        this.fitted = fitted;
        this.space = rows(library, fitted.tracks());
        this.factors = rows(library, fitted.factors());
        this.artists = other.artists;
        this.tracksOfArtist = other.tracksOfArtist;
        this.tracksOfAlbum = other.tracksOfAlbum;
    }

    private static @Nullable TrackRows rows(Library library, @Nullable FactorSpace space) {
        return space == null ? null : TrackRows.of(library, space.dimension(), space.vectors());
    }

    private static @Nullable TrackRows rows(Library library, @Nullable ItemFactors factors) {
        return factors == null ? null : TrackRows.of(library, factors.dimension(), factors.factors());
    }

    /// The same over other fitted parts.
    FirstStages with(Fitted other) {
        return new FirstStages(this, other);
    }

    /// The artists of every playlist.
    static ProfileIndex artistIndex(Library library) {
        Corpus corpus = library.corpus();
        return ProfileIndex.of(
                corpus.playlistOrdinals(),
                library.tracks().artistCount(),
                playlist -> library.artistsOf(corpus.tracks(playlist)));
    }

    Recipe recipe() {
        return recipe;
    }

    Library library() {
        return library;
    }

    Fitted fitted() {
        return fitted;
    }

    /// Tracks of an album or artist, most held first.
    private static int[][] grouped(Library library, int groups, boolean byArtist) {
        int[] sizes = new int[groups];
        for (int track : library.byPopularity()) {
            int group =
                    byArtist ? library.tracks().artist(track) : library.tracks().album(track);
            if (group >= 0) {
                sizes[group]++;
            }
        }
        int[][] grouped = new int[groups][];
        Arrays.setAll(grouped, group -> new int[sizes[group]]);
        Arrays.fill(sizes, 0);
        for (int track : library.byPopularity()) {
            int group =
                    byArtist ? library.tracks().artist(track) : library.tracks().album(track);
            if (group >= 0) {
                grouped[group][sizes[group]++] = track;
            }
        }
        return grouped;
    }

    int[] tracksOfArtist(int artist) {
        return artist < 0 ? new int[0] : tracksOfArtist[artist];
    }

    int[] tracksOfAlbum(int album) {
        return album < 0 ? new int[0] : tracksOfAlbum[album];
    }

    /// Fills a cleared sheet: scores, candidates and what occurs with the seeds.
    void score(CorpusView view, Query query, Sheet sheet) {
        Settings settings = Settings.of(recipe.shape(query.seeds().length));
        byPlaylists(view, query, settings, sheet);
        byTitle(view, query, sheet);
        bySmoothing(view, query, sheet);
        byItems(view, query, sheet);
        float @Nullable [] centre = centre(query);
        addBest(space, centre, query, Stage.SPACE, sheet);
        byWeights(query, sheet);
        float @Nullable [] playlist = foldedIn(query);
        addBest(factors, playlist, query, Stage.FACTORS, sheet);
        bySide(view, query, sheet);
        byName(view, query, sheet);
        list(view, query, sheet);
        addRest(space, centre, Stage.SPACE, sheet);
        addRest(factors, playlist, Stage.FACTORS, sheet);
    }

    private void byPlaylists(CorpusView view, Query query, Settings settings, Sheet sheet) {
        if (query.seeds().length == 0) {
            return;
        }
        Corpus corpus = library.corpus();
        SparseScores playlists = sheet.playlists;
        Neighbours.bySeeds(view, query, settings.seeds(), settings.lengthExponent(), playlists);
        Neighbours.vote(corpus, playlists, settings.neighbours(), settings.power(), sheet.scores(Stage.PLAYLISTS));
        Profile profile = artists.profile(library.artistsOf(query.seeds()));
        artists.addCosines(profile, 1, view.itself(), sheet.artistCosines);
        addScaled(sheet.artistCosines, settings.artistWeight(), playlists);
        Neighbours.vote(corpus, playlists, settings.neighbours(), settings.artistPower(), sheet.scores(Stage.ARTISTS));
        addRelevance(playlists, RELEVANT_BY_SEEDS, SEED_RELEVANCE_POWER, 1, sheet.relevance);
        countNearest(sheet);
        playlists.clear();
        byLatest(view, query, settings, sheet);
        PlaylistRidge ridge = fitted.ridge();
        if (ridge != null) {
            ridge.addWeights(view, query, playlists);
            Neighbours.vote(corpus, playlists, settings.neighbours(), settings.ridgePower(), sheet.scores(Stage.RIDGE));
            playlists.clear();
        }
    }

    private void countNearest(Sheet sheet) {
        int[] nearest = sheet.playlists.top(Features.NEAREST[Features.NEAREST.length - 1]);
        for (int i = 0; i < nearest.length; i++) {
            for (int position = 0; position < library.corpus().length(nearest[i]); position++) {
                int track = library.corpus().trackAt(nearest[i], position);
                for (int n = 0; n < Features.NEAREST.length; n++) {
                    if (i < Features.NEAREST[n]) {
                        sheet.nearest[n].add(track, 1);
                    }
                }
            }
        }
    }

    /// The end of a long ordered list as a query of its own.
    private void byLatest(CorpusView view, Query query, Settings settings, Sheet sheet) {
        int[] seeds = query.seeds();
        if (!query.ordered() || seeds.length <= recipe.latest()) {
            return;
        }
        int[] last = Arrays.copyOfRange(seeds, seeds.length - recipe.latest(), seeds.length);
        SparseScores playlists = sheet.playlists;
        Neighbours.bySeeds(
                view,
                new Query(last, true, null, query.itself()),
                settings.seeds(),
                settings.lengthExponent(),
                playlists);
        sheet.artistCosines.clear();
        artists.addCosines(artists.profile(library.artistsOf(last)), 1, view.itself(), sheet.artistCosines);
        addScaled(sheet.artistCosines, settings.artistWeight(), playlists);
        Neighbours.vote(library.corpus(), playlists, settings.neighbours(), 1, sheet.scores(Stage.LATEST));
        playlists.clear();
    }

    /// Brings `to` to a best of 1 and `from` to a best of `weight`, and adds them.
    private static void addScaled(SparseScores from, double weight, SparseScores to) {
        float best = to.max();
        for (int i = 0; best > 0 && i < to.size(); i++) {
            to.scale(to.ordinalAt(i), 1 / best);
        }
        float factor = (float) weight / from.max();
        for (int i = 0; i < from.size(); i++) {
            to.add(from.ordinalAt(i), factor * from.get(from.ordinalAt(i)));
        }
    }

    private void byTitle(CorpusView view, Query query, Sheet sheet) {
        if (query.title() == null) {
            return;
        }
        Corpus corpus = library.corpus();
        SparseScores playlists = sheet.playlists;
        for (int playlist : library.titles().same(query.title())) {
            if (playlist != view.itself()) {
                playlists.add(playlist, 1);
            }
        }
        Neighbours.vote(corpus, playlists, TITLE_NEIGHBOURS, 1, sheet.scores(Stage.SAME_TITLE));
        playlists.clear();
        library.titles().addGramCosines(query.title(), view.itself(), playlists);
        Neighbours.vote(corpus, playlists, GRAM_NEIGHBOURS, GRAM_POWER, sheet.scores(Stage.GRAMS));
        playlists.clear();
        library.titles().addCosines(query.title(), view.itself(), playlists);
        Neighbours.vote(corpus, playlists, TITLE_NEIGHBOURS, 1, sheet.scores(Stage.WORDS));
        library.titles().addGramCosines(query.title(), view.itself(), playlists);
        double besideSeeds = query.seeds().length == 0 ? 1 : TITLE_BESIDE_SEEDS;
        addRelevance(playlists, RELEVANT_BY_TITLE, TITLE_RELEVANCE_POWER, besideSeeds, sheet.relevance);
        Profile profile = artistsOfTitle(playlists);
        playlists.clear();
        if (profile.terms().length > 0) {
            artists.addCosines(profile, 1, view.itself(), playlists);
            Neighbours.vote(corpus, playlists, TITLE_ARTIST_NEIGHBOURS, 2, sheet.scores(Stage.TITLE_ARTISTS));
            playlists.clear();
        }
    }

    /// Adds `factor · (similarity / best similarity)^power` of the nearest playlists.
    private static void addRelevance(
            SparseScores playlists, int most, double power, double factor, SparseScores relevance) {
        int[] nearest = playlists.top(most);
        for (int playlist : nearest) {
            double relative = playlists.get(playlist) / playlists.get(nearest[0]);
            relevance.add(playlist, (float) (factor * Math.pow(relative, power)));
        }
    }

    /// What is relevant by seeds, artists and title says by its tracks and artists what else is.
    private void bySmoothing(CorpusView view, Query query, Sheet sheet) {
        PlaylistRidge ridge = fitted.ridge();
        if (ridge == null) {
            return;
        }
        ridge.addSmoothed(sheet.relevance, view.itself(), sheet.playlists);
        double power = query.seeds().length == 0 ? 1 : SMOOTHED_POWER;
        Neighbours.vote(library.corpus(), sheet.playlists, SMOOTHED_NEIGHBOURS, power, sheet.scores(Stage.SMOOTHED));
        if (query.seeds().length == 0) {
            countNearest(sheet);
        }
        sheet.playlists.clear();
    }

    /// Artists of the playlists with the nearest titles, each playlist's as a unit vector, nearer ones weighing more.
    private Profile artistsOfTitle(SparseScores playlists) {
        Corpus corpus = library.corpus();
        int[] nearest = playlists.top(TITLE_PROFILES);
        Map<Integer, Float> weights = new HashMap<>();
        float best = nearest.length == 0 ? 1 : playlists.get(nearest[0]);
        for (int playlist : nearest) {
            float relative = playlists.get(playlist) / best;
            Map<Integer, Integer> occurrences = new HashMap<>();
            for (int artist : library.artistsOf(corpus.tracks(playlist))) {
                occurrences.merge(artist, 1, Integer::sum);
            }
            double norm = 0;
            for (int count : occurrences.values()) {
                norm += Math.pow(Math.log1p(count), 2);
            }
            double factor = relative * relative / Math.sqrt(norm);
            occurrences.forEach(
                    (artist, count) -> weights.merge(artist, (float) (factor * Math.log1p(count)), Float::sum));
        }
        int[] terms =
                weights.keySet().stream().mapToInt(artist -> artist).sorted().toArray();
        float[] values = new float[terms.length];
        for (int i = 0; i < terms.length; i++) {
            values[i] = weights.getOrDefault(terms[i], 0f);
        }
        return artists.profile(terms, values);
    }

    private void byItems(CorpusView view, Query query, Sheet sheet) {
        SeedCounts counts = sheet.counts;
        counts.count(view, query, recipe);
        SparseScores items = sheet.scores(Stage.ITEMS);
        for (int i = 0; i < counts.size(); i++) {
            items.add(counts.trackAt(i), counts.get(counts.trackAt(i), SeedCounts.RECENT));
        }
    }

    /// The mean of the seeds in the space of tracks; null without one or without seeds.
    private float @Nullable [] centre(Query query) {
        FactorSpace tracks = fitted.tracks();
        return tracks == null || query.seeds().length == 0 ? null : tracks.centre(query.seeds(), weights(query));
    }

    /// The factors of a playlist that holds the seeds; null without factors of tracks or without seeds.
    private float @Nullable [] foldedIn(Query query) {
        ItemFactors tracks = fitted.factors();
        return tracks == null || query.seeds().length == 0 ? null : tracks.foldIn(query.seeds(), weights(query));
    }

    private void addBest(@Nullable TrackRows rows, float @Nullable [] vector, Query query, Stage stage, Sheet sheet) {
        if (rows != null && vector != null) {
            rows.addBest(vector, recipe.candidates(stage, true) + query.seeds().length, sheet.scores(stage));
        }
    }

    private static void addRest(@Nullable TrackRows rows, float @Nullable [] vector, Stage stage, Sheet sheet) {
        if (rows != null && vector != null) {
            rows.addRest(vector, sheet, sheet.scores(stage));
        }
    }

    /// The mean of the seeds' artists in their space, unit length; null without one.
    float @Nullable [] artistCentre(Query query) {
        FactorSpace space = fitted.artists();
        return space == null ? null : space.centre(artistsOf(query.seeds()), weights(query));
    }

    /// The artist of each track, -1 where it is unknown.
    int[] artistsOf(int[] ofTracks) {
        return IntStream.of(ofTracks).map(library.tracks()::artist).toArray();
    }

    private float[] weights(Query query) {
        float[] weights = new float[query.seeds().length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = recipe.weight(query, i);
        }
        return weights;
    }

    private void byWeights(Query query, Sheet sheet) {
        ItemWeights slim = fitted.slim();
        for (int i = 0; slim != null && i < query.seeds().length; i++) {
            slim.add(query.seeds()[i], recipe.weight(query, i), sheet.scores(Stage.SLIM));
        }
    }

    /// Tracks of the seeds' albums and artists: each seed gives one for its album and a half for its artist, a little
    /// more to tracks that many playlists hold.
    private void bySide(CorpusView view, Query query, Sheet sheet) {
        SparseScores scores = sheet.scores(Stage.SIDE);
        for (int i = 0; i < query.seeds().length; i++) {
            float weight = recipe.weight(query, i);
            for (int track : tracksOfAlbum(library.tracks().album(query.seeds()[i]))) {
                scores.add(track, weight * (1 + popular(view, track)));
            }
            for (int track : tracksOfArtist(library.tracks().artist(query.seeds()[i]))) {
                scores.add(track, weight / 2 * (1 + popular(view, track)));
            }
        }
    }

    /// Tracks of the artists that the title names, more of it named first.
    private void byName(CorpusView view, Query query, Sheet sheet) {
        List<String> words = Titles.words(query.title());
        int letters = String.join("", words).length();
        for (int from = 0; from < words.size(); from++) {
            var name = new StringBuilder();
            for (int to = from; to < words.size() && to < from + MOST_WORDS_OF_A_NAME; to++) {
                name.append(words.get(to));
                if (name.length() >= LEAST_LETTERS_OF_A_NAME) {
                    for (int artist : library.tracks().artistsCalled(name.toString())) {
                        float share = (float) name.length() / letters;
                        sheet.named.add(artist, Math.max(0, share - sheet.named.get(artist)));
                    }
                }
            }
        }
        for (int i = 0; i < sheet.named.size(); i++) {
            int artist = sheet.named.ordinalAt(i);
            for (int track : tracksOfArtist(artist)) {
                sheet.scores(Stage.NAMED).add(track, sheet.named.get(artist) * (1 + popular(view, track)));
            }
        }
    }

    private static float popular(CorpusView view, int track) {
        return (float) (Math.log1p(view.playlistsOf(track)) / 8);
    }

    private void list(CorpusView view, Query query, Sheet sheet) {
        Corpus corpus = library.corpus();
        int seeds = query.seeds().length;
        for (Stage stage : Stage.values()) {
            int quota = recipe.candidates(stage, seeds > 0);
            if (stage == Stage.POPULAR) {
                sheet.list(
                        stage, Arrays.copyOf(library.byPopularity(), Math.min(quota, library.byPopularity().length)));
            } else if (quota > 0) {
                sheet.list(stage, sheet.scores(stage).top(quota + seeds));
            }
        }
        var barred = new BitSet();
        Arrays.stream(query.seeds()).forEach(barred::set);
        sheet.retain(track -> !barred.get(track) && view.playlistsOf(track) > 0);
    }
}
