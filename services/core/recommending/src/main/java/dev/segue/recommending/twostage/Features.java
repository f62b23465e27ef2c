package dev.segue.recommending.twostage;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.sparse.SparseScores;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Describes the candidates of a query for the second stage: one code for training and for serving.
///
/// Immutable; safe for use by many threads.
final class Features {

    private static final Stage[] RANKED = {
        Stage.PLAYLISTS,
        Stage.ARTISTS,
        Stage.LATEST,
        Stage.RIDGE,
        Stage.SMOOTHED,
        Stage.TITLE_ARTISTS,
        Stage.ITEMS,
        Stage.SPACE,
        Stage.SLIM,
        Stage.FACTORS
    };
    private static final Feature[] RANKS = {
        Feature.PLAYLISTS_RANK,
        Feature.ARTISTS_RANK,
        Feature.LATEST_RANK,
        Feature.RIDGE_RANK,
        Feature.SMOOTHED_RANK,
        Feature.TITLE_ARTISTS_RANK,
        Feature.ITEMS_RANK,
        Feature.SPACE_RANK,
        Feature.SLIM_RANK,
        Feature.FACTORS_RANK
    };
    /// Numbers of nearest playlists of which those are counted that hold a candidate.
    static final int[] NEAREST = {10, 40, 150};
    /// Stages whose scores are summed by artist.
    static final Stage[] SUMMED = {
        Stage.ARTISTS, Stage.TITLE_ARTISTS, Stage.RIDGE, Stage.SMOOTHED, Stage.WORDS, Stage.GRAMS
    };
    /// So many of a stage's best stand for what it found.
    private static final int BEST = 100;
    private static final float UNRANKED = 5000;
    private static final float NEVER = 500;

    private final FirstStages stages;
    private final Library library;
    private final float[] places;
    private final float[] lengths;
    private final int[] artistEntries;
    private final int[] songEntries;

    Features(FirstStages stages) {
        this.stages = stages;
        this.library = stages.library();
        Corpus corpus = library.corpus();
        this.places = new float[corpus.trackOrdinals()];
        this.lengths = new float[corpus.trackOrdinals()];
        this.artistEntries = new int[library.tracks().artistCount()];
        this.songEntries = new int[library.tracks().songCount()];
        corpus.forEachPlaylist(playlist -> {
            int length = corpus.length(playlist);
            for (int position = 0; position < length; position++) {
                int track = corpus.trackAt(playlist, position);
                places[track] += library.ordered(playlist) ? (float) position / length : .5f;
                lengths[track] += length;
                int artist = library.tracks().artist(track);
                if (artist >= 0) {
                    artistEntries[artist]++;
                }
                int song = library.tracks().song(track);
                if (song >= 0) {
                    songEntries[song]++;
                }
            }
        });
    }

    private Features(Features other, FirstStages stages) {
        this.stages = stages;
        this.library = other.library;
        this.places = other.places;
        this.lengths = other.lengths;
        this.artistEntries = other.artistEntries;
        this.songEntries = other.songEntries;
    }

    /// The same over first stages fitted otherwise.
    Features with(FirstStages other) {
        return new Features(this, other);
    }

    /// Describes candidates of a scored sheet.
    ///
    /// @param wanted which of them, asked once for each in the order of the sheet
    /// @return `[candidates][Feature]`, in the order of the sheet's candidates; null for one that is not wanted
    float[] @Nullable [] of(CorpusView view, Query query, Sheet sheet, IntPredicate wanted) {
        return new Rows(view, query, sheet).rows(wanted);
    }

    /// The rows of one query.
    private final class Rows {

        private final CorpusView view;
        private final Query query;
        private final Sheet sheet;
        private final TrackTable table = library.tracks();
        private final int itself;
        private final int latest = stages.recipe().latest();
        private final int itsLength;
        private final Map<Integer, int[]> artists = new HashMap<>();
        private final Map<Integer, int[]> albums = new HashMap<>();
        private final Map<Integer, Integer> songs = new HashMap<>();
        private final Map<Integer, Integer> ownArtists = new HashMap<>();
        private final Map<Integer, Integer> ownSongs = new HashMap<>();
        /// Tracks that only the query's own playlist holds, by artist and by album.
        private final Map<Integer, Integer> onlyOwnOfArtist = new HashMap<>();
        private final Map<Integer, Integer> onlyOwnOfAlbum = new HashMap<>();
        private final Map<Stage, Float> mostOfAnArtist = new java.util.EnumMap<>(Stage.class);
        private final BitSet own = new BitSet();
        private final Map<Integer, Integer> ownPlaces = new HashMap<>();
        private final Map<Integer, Float> titleWords;
        private final Map<Integer, Float> seedWords;
        private float @Nullable [] bestTracks;
        private float @Nullable [] bestArtists;
        private float seconds;
        private float meanPopularity;
        private final float artistVariety;
        private final float albumVariety;
        private final float sameTitles;

        Rows(CorpusView view, Query query, Sheet sheet) {
            this.view = view;
            this.query = query;
            this.sheet = sheet;
            this.itself = view.itself();
            this.itsLength = itself < 0 ? 0 : library.corpus().length(itself);
            int timed = 0;
            int[] seeds = query.seeds();
            for (int i = 0; i < seeds.length; i++) {
                int back = query.ordered() ? seeds.length - 1 - i : 0;
                seen(artists, table.artist(seeds[i]), back);
                seen(albums, table.album(seeds[i]), back);
                songs.merge(table.song(seeds[i]), 1, Integer::sum);
                float duration = table.seconds(seeds[i]);
                if (duration > 0) {
                    seconds += duration;
                    timed++;
                }
                meanPopularity += (float) Math.log1p(view.playlistsOf(seeds[i])) / seeds.length;
            }
            songs.remove(TrackTable.UNKNOWN);
            Map<Integer, Integer> inTitle = new HashMap<>();
            for (String word : Titles.words(query.title())) {
                if (table.word(word) >= 0) {
                    inTitle.merge(table.word(word), 1, Integer::sum);
                }
            }
            titleWords = weighed(inTitle, false);
            Map<Integer, Integer> inSeeds = new HashMap<>();
            for (int seed : seeds) {
                for (int word : table.words(seed)) {
                    inSeeds.merge(word, 1, Integer::sum);
                }
            }
            seedWords = weighed(inSeeds, true);
            seconds = timed == 0 ? 0 : seconds / timed;
            artistVariety = seeds.length == 0 ? 0 : (float) artists.size() / seeds.length;
            albumVariety = seeds.length == 0 ? 0 : (float) albums.size() / seeds.length;
            sameTitles = query.title() == null ? 0 : library.titles().same(query.title()).length - own(query);
            for (int position = 0; position < itsLength; position++) {
                int track = library.corpus().trackAt(itself, position);
                own.set(track);
                ownPlaces.put(track, position);
                ownArtists.merge(table.artist(track), 1, Integer::sum);
                ownSongs.merge(table.song(track), 1, Integer::sum);
                if (view.playlistsOf(track) == 0) {
                    onlyOwnOfArtist.merge(table.artist(track), 1, Integer::sum);
                    onlyOwnOfAlbum.merge(table.album(track), 1, Integer::sum);
                }
            }
        }

        private int own(Query asked) {
            return itself >= 0
                            && Arrays.stream(library.titles().same(asked.title()))
                                    .anyMatch(p -> p == itself)
                    ? 1
                    : 0;
        }

        private void seen(Map<Integer, int[]> groups, int group, int back) {
            if (group >= 0) {
                int[] known = groups.computeIfAbsent(group, unseen -> new int[] {0, back, 0});
                known[0]++;
                known[2] += back < latest ? 1 : 0;
                known[1] = Math.min(known[1], back);
            }
        }

        float[] @Nullable [] rows(IntPredicate wanted) {
            float[] @Nullable [] rows = new float[sheet.size()][];
            votesOfArtists();
            votesOfSongs();
            sheet.artistCounts.count(query, itself);
            float[] centre = stages.artistCentre(query);
            placeBest();
            Map<Stage, Float> best = new java.util.EnumMap<>(Stage.class);
            for (Stage stage : Stage.values()) {
                best.put(stage, Math.max(sheet.scores(stage).max(), Float.MIN_NORMAL));
            }
            for (int i = 0; i < rows.length; i++) {
                int track = sheet.candidate(i);
                if (!wanted.test(track)) {
                    continue;
                }
                rows[i] = new float[Feature.COUNT];
                scores(track, rows[i], best);
                counts(track, rows[i]);
                popularity(track, rows[i]);
                artist(track, rows[i], centre);
                nearBest(track, rows[i]);
                album(track, rows[i]);
                whole(track, rows[i]);
            }
            for (int stage = 0; stage < RANKED.length; stage++) {
                ranks(RANKED[stage], RANKS[stage], rows);
            }
            return rows;
        }

        /// Words that weigh as often as they occur and as rare as they are, as a unit vector or as shares of their sum.
        private Map<Integer, Float> weighed(Map<Integer, Integer> occurrences, boolean unit) {
            double norm = 0;
            Map<Integer, Float> weighed = new HashMap<>();
            // Sums of doubles in the order of a hash table of integers, the same whenever the words are.
            for (Map.Entry<Integer, Integer> word : occurrences.entrySet()) {
                double weight = Math.log1p(word.getValue()) * table.rarity(word.getKey());
                weighed.put(word.getKey(), (float) weight);
                norm += unit ? weight * weight : weight;
            }
            float scale = (float) (1 / Math.max(1e-9, unit ? Math.sqrt(norm) : norm));
            weighed.replaceAll((word, weight) -> weight * scale);
            return weighed;
        }

        private float inName(Map<Integer, Float> weighed, int track, boolean unit) {
            float sum = 0;
            float norm = 0;
            for (int word : table.words(track)) {
                float rarity = table.rarity(word);
                sum += weighed.getOrDefault(word, 0f) * (unit ? rarity : 1);
                norm += rarity * rarity;
            }
            return unit && norm > 0 ? sum / (float) Math.sqrt(norm) : sum;
        }

        private void votesOfArtists() {
            for (Stage stage : SUMMED) {
                SparseScores votes = sheet.scores(stage);
                SparseScores sums = sheet.artistVotes(stage);
                for (int i = 0; i < votes.size(); i++) {
                    int artist = table.artist(votes.ordinalAt(i));
                    if (artist >= 0) {
                        sums.add(artist, votes.get(votes.ordinalAt(i)));
                    }
                }
                mostOfAnArtist.put(stage, Math.max(sums.max(), Float.MIN_NORMAL));
            }
        }

        private void votesOfSongs() {
            SparseScores votes = sheet.scores(query.seeds().length == 0 ? Stage.SMOOTHED : Stage.RIDGE);
            for (int i = 0; i < votes.size(); i++) {
                int song = table.song(votes.ordinalAt(i));
                if (song >= 0) {
                    sheet.songVotes.add(song, votes.get(votes.ordinalAt(i)));
                }
            }
        }

        private float ofArtist(Stage stage, int artist) {
            return sheet.artistVotes(stage).get(artist) / mostOfAnArtist.getOrDefault(stage, 1f);
        }

        private void ranks(Stage stage, Feature feature, float[] @Nullable [] rows) {
            for (float[] values : rows) {
                if (values != null) {
                    values[feature.ordinal()] = UNRANKED;
                }
            }
            int rank = 0;
            for (int track : sheet.top(stage)) {
                int at = sheet.placeOf(track);
                if (at >= 0) {
                    float[] values = rows[at];
                    if (values != null) {
                        values[feature.ordinal()] = rank;
                    }
                    rank++;
                }
            }
        }

        private void scores(int track, float[] values, Map<Stage, Float> best) {
            score(Stage.PLAYLISTS, Feature.PLAYLISTS, Feature.PLAYLISTS_RELATIVE, track, values, best);
            score(Stage.ARTISTS, Feature.ARTISTS, Feature.ARTISTS_RELATIVE, track, values, best);
            score(Stage.LATEST, Feature.LATEST, Feature.LATEST_RELATIVE, track, values, best);
            score(Stage.RIDGE, Feature.RIDGE, Feature.RIDGE_RELATIVE, track, values, best);
            score(Stage.SMOOTHED, Feature.SMOOTHED, Feature.SMOOTHED_RELATIVE, track, values, best);
            score(Stage.WORDS, Feature.WORDS, Feature.WORDS_RELATIVE, track, values, best);
            score(Stage.GRAMS, Feature.GRAMS, Feature.GRAMS_RELATIVE, track, values, best);
            score(Stage.SAME_TITLE, Feature.SAME_TITLE, Feature.SAME_TITLE_RELATIVE, track, values, best);
            score(Stage.TITLE_ARTISTS, Feature.TITLE_ARTISTS, Feature.TITLE_ARTISTS_RELATIVE, track, values, best);
            score(Stage.ITEMS, Feature.ITEMS, Feature.ITEMS_RELATIVE, track, values, best);
            score(Stage.SLIM, Feature.SLIM, Feature.SLIM_RELATIVE, track, values, best);
            score(Stage.FACTORS, Feature.FACTORS, Feature.FACTORS_RELATIVE, track, values, best);
            score(Stage.SPACE, Feature.SPACE, Feature.SPACE, track, values, best);
            values[Feature.SPACE.ordinal()] = sheet.scores(Stage.SPACE).get(track);
            values[Feature.SIDE_RELATIVE.ordinal()] =
                    sheet.scores(Stage.SIDE).get(track) / best.getOrDefault(Stage.SIDE, 1f);
        }

        private void score(
                Stage stage, Feature plain, Feature relative, int track, float[] values, Map<Stage, Float> best) {
            float score = sheet.scores(stage).get(track);
            values[plain.ordinal()] = score;
            values[relative.ordinal()] = score / best.getOrDefault(stage, 1f);
        }

        private void counts(int track, float[] values) {
            SeedCounts counts = sheet.counts;
            int seeds = query.seeds().length;
            if (seeds == 0) {
                return;
            }
            values[Feature.SUM.ordinal()] = counts.get(track, SeedCounts.SUM);
            values[Feature.MEAN.ordinal()] = counts.get(track, SeedCounts.SUM) / seeds;
            values[Feature.MAX.ordinal()] = counts.get(track, SeedCounts.MAX);
            values[Feature.SECOND.ordinal()] = counts.get(track, SeedCounts.SECOND);
            values[Feature.TOGETHER.ordinal()] = counts.get(track, SeedCounts.SEEDS) / seeds;
            values[Feature.SHARE.ordinal()] = counts.get(track, SeedCounts.SHARE);
            values[Feature.NEAR.ordinal()] = counts.get(track, SeedCounts.NEAR);
            values[Feature.NEAR_LAST.ordinal()] = counts.get(track, SeedCounts.NEAR_LAST);
            values[Feature.LAST.ordinal()] = counts.get(track, SeedCounts.LAST);
            values[Feature.PAIRS.ordinal()] = counts.get(track, SeedCounts.PAIRS);
            values[Feature.FOLLOWS.ordinal()] = counts.get(track, SeedCounts.FOLLOWS);
        }

        private void popularity(int track, float[] values) {
            int held = view.playlistsOf(track);
            values[Feature.POPULARITY.ordinal()] = held;
            boolean mine = own.get(track);
            float place = places[track];
            float length = lengths[track];
            if (mine) {
                place -= library.ordered(itself) ? (float) ownPlaces.getOrDefault(track, 0) / itsLength : .5f;
                length -= itsLength;
            }
            values[Feature.PLACE.ordinal()] = place / held;
            values[Feature.LENGTH.ordinal()] = length / held;
        }

        private void artist(int track, float[] values, float @Nullable [] centre) {
            int artist = table.artist(track);
            values[Feature.ARTIST_SINCE.ordinal()] = NEVER;
            if (artist < 0) {
                return;
            }
            int entries = artistEntries[artist] - ownArtists.getOrDefault(artist, 0);
            values[Feature.ARTIST_POPULARITY.ordinal()] = entries;
            values[Feature.SHARE_OF_ARTIST.ordinal()] = (float) view.playlistsOf(track) / Math.max(1, entries);
            values[Feature.ARTIST_TRACKS.ordinal()] =
                    stages.tracksOfArtist(artist).length - onlyOwnOfArtist.getOrDefault(artist, 0);
            int[] seen = artists.get(artist);
            if (seen != null) {
                values[Feature.ARTIST_SEEDS.ordinal()] = seen[0];
                values[Feature.ARTIST_SEED_SHARE.ordinal()] = (float) seen[0] / query.seeds().length;
                values[Feature.ARTIST_SINCE.ordinal()] = seen[1];
                values[Feature.ARTIST_LATEST.ordinal()] =
                        query.ordered() ? (float) seen[2] / Math.min(latest, query.seeds().length) : 0;
            }
            values[Feature.ARTIST_RIDGE.ordinal()] = ofArtist(Stage.RIDGE, artist);
            values[Feature.ARTIST_SMOOTHED.ordinal()] = ofArtist(Stage.SMOOTHED, artist);
            values[Feature.ARTIST_WORDS.ordinal()] = ofArtist(Stage.WORDS, artist);
            values[Feature.ARTIST_GRAMS.ordinal()] = ofArtist(Stage.GRAMS, artist);
            values[Feature.ARTIST_SUM.ordinal()] = sheet.artistCounts.get(artist, ArtistCounts.SUM);
            values[Feature.ARTIST_MAX.ordinal()] = sheet.artistCounts.get(artist, ArtistCounts.MAX);
            values[Feature.ARTIST_LAST.ordinal()] = sheet.artistCounts.get(artist, ArtistCounts.LAST);
            values[Feature.ARTIST_TOGETHER.ordinal()] = sheet.artistCounts.get(artist, ArtistCounts.TOGETHER);
            float votes = sheet.artistVotes(query.seeds().length == 0 ? Stage.TITLE_ARTISTS : Stage.ARTISTS)
                    .get(artist);
            values[Feature.ARTIST_VOTES.ordinal()] = votes;
            SparseScores stage = sheet.scores(query.seeds().length == 0 ? Stage.TITLE_ARTISTS : Stage.ARTISTS);
            values[Feature.SHARE_OF_ARTIST_VOTES.ordinal()] = votes == 0 ? 0 : stage.get(track) / votes;
            FactorSpace space = stages.fitted().artists();
            if (space != null && centre != null) {
                values[Feature.ARTIST_SPACE.ordinal()] = space.dot(centre, artist);
            }
        }

        /// Where in the spaces the tracks are that a first stage found best.
        private void placeBest() {
            Stage stage = query.seeds().length == 0 ? Stage.SMOOTHED : Stage.RIDGE;
            int[] top = sheet.top(stage);
            int[] first = Arrays.copyOf(top, Math.min(BEST, top.length));
            float[] votes = new float[first.length];
            for (int i = 0; i < first.length; i++) {
                votes[i] = sheet.scores(stage).get(first[i]);
            }
            FactorSpace ofTracks = stages.fitted().tracks();
            FactorSpace ofArtists = stages.fitted().artists();
            bestTracks = ofTracks == null ? null : ofTracks.centre(first, votes);
            bestArtists = ofArtists == null ? null : ofArtists.centre(stages.artistsOf(first), votes);
        }

        private void nearBest(int track, float[] values) {
            FactorSpace ofTracks = stages.fitted().tracks();
            if (ofTracks != null && bestTracks != null) {
                values[Feature.SPACE_OF_BEST.ordinal()] = ofTracks.dot(bestTracks, track);
            }
            FactorSpace ofArtists = stages.fitted().artists();
            int artist = table.artist(track);
            if (ofArtists != null && bestArtists != null && artist >= 0) {
                values[Feature.ARTIST_SPACE_OF_BEST.ordinal()] = ofArtists.dot(bestArtists, artist);
            }
        }

        private void album(int track, float[] values) {
            int album = table.album(track);
            values[Feature.ALBUM_SINCE.ordinal()] = NEVER;
            if (album < 0) {
                return;
            }
            int tracks = stages.tracksOfAlbum(album).length - onlyOwnOfAlbum.getOrDefault(album, 0);
            values[Feature.ALBUM_TRACKS.ordinal()] = tracks;
            int[] seen = albums.get(album);
            if (seen != null) {
                values[Feature.ALBUM_SEEDS.ordinal()] = seen[0];
                values[Feature.ALBUM_SEED_SHARE.ordinal()] = (float) seen[0] / query.seeds().length;
                values[Feature.ALBUM_SINCE.ordinal()] = seen[1];
                values[Feature.ALBUM_COVERED.ordinal()] = (float) seen[0] / Math.max(1, tracks);
            }
        }

        private void whole(int track, float[] values) {
            int song = table.song(track);
            values[Feature.SONG_SEEDS.ordinal()] = songs.getOrDefault(song, 0);
            int held = view.playlistsOf(track);
            int heldAsAny = song < 0 ? held : songEntries[song] - ownSongs.getOrDefault(song, 0);
            values[Feature.SONG_POPULARITY.ordinal()] = heldAsAny;
            values[Feature.SHARE_OF_SONG.ordinal()] = (float) held / Math.max(1, heldAsAny);
            values[Feature.SONG_VOTES.ordinal()] = song < 0 ? 0 : sheet.songVotes.get(song);
            int artist = table.artist(track);
            values[Feature.NAMED.ordinal()] = artist < 0 ? 0 : sheet.named.get(artist);
            values[Feature.TITLE_IN_NAME.ordinal()] = inName(titleWords, track, false);
            values[Feature.NAMES.ordinal()] = inName(seedWords, track, true);
            values[Feature.NEAREST_10.ordinal()] = sheet.nearest[0].get(track);
            values[Feature.NEAREST_40.ordinal()] = sheet.nearest[1].get(track);
            values[Feature.NEAREST_150.ordinal()] = sheet.nearest[2].get(track);
            float duration = table.seconds(track);
            values[Feature.DURATION.ordinal()] = duration / 60;
            values[Feature.DURATION_OFF.ordinal()] =
                    duration > 0 && seconds > 0 ? Math.abs(duration - seconds) / 60 : -1;
            values[Feature.SEEDS.ordinal()] = query.seeds().length;
            values[Feature.SEED_ARTISTS.ordinal()] = artistVariety;
            values[Feature.SEED_ALBUMS.ordinal()] = albumVariety;
            values[Feature.SEED_POPULARITY.ordinal()] = meanPopularity;
            values[Feature.TITLED.ordinal()] = query.title() == null ? 0 : 1;
            values[Feature.SAME_TITLES.ordinal()] = sameTitles;
            values[Feature.ORDERED.ordinal()] = query.ordered() ? 1 : 0;
        }
    }
}
