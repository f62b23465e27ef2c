package dev.segue.lab;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.Titles;
import dev.segue.recommending.twostage.TrackTable;
import dev.segue.training.PlaylistFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Playlists of a data set in memory, with what the files say of the tracks. Tracks are ordinals, given in the order
/// the files first name them; every corpus made of it keeps them.
final class Dataset {

    private final Map<String, Integer> ordinals = new HashMap<>();
    private final List<String> trackIds = new ArrayList<>();
    private final Map<Integer, Named> names = new HashMap<>();
    private final TrackTable.Builder facts = new TrackTable.Builder();
    private final List<Listed> playlists = new ArrayList<>();

    /// Reads slices of the Million Playlist Dataset or tables of pairs, whichever the path leads to.
    ///
    /// @param tracks table of the tracks' albums, artists and durations
    static Dataset read(Path path, Optional<Path> tracks) {
        var dataset = new Dataset();
        dataset.add(path);
        tracks.ifPresent(table -> TrackCsv.read(table, dataset));
        return dataset;
    }

    /// Adds the playlists of another path.
    void add(Path path) {
        if (holdsSlices(path)) {
            MpdSlices.read(path, this);
        } else {
            PairTable.read(path, this);
        }
    }

    private static boolean holdsSlices(Path path) {
        return DataFiles.find(path, "").stream().anyMatch(file -> DataFiles.hasEnding(file, ".json"));
    }

    /// The ordinal of a track, given now if it is new.
    int track(String id) {
        Integer known = ordinals.putIfAbsent(id, trackIds.size());
        if (known != null) {
            return known;
        }
        trackIds.add(id);
        return trackIds.size() - 1;
    }

    TrackTable.Builder facts() {
        return facts;
    }

    /// What files call a track.
    ///
    /// @param title empty when they give none
    /// @param artist name of its first artist, empty when they give none
    record Named(String title, String artist) {

        static final Named NOTHING = new Named("", "");
    }

    void name(int track, Named name) {
        names.put(track, name);
    }

    Named name(int track) {
        return names.getOrDefault(track, Named.NOTHING);
    }

    String trackId(int track) {
        return trackIds.get(track);
    }

    /// How many tracks the files name.
    int tracks() {
        return trackIds.size();
    }

    /// The ordinal of a track, -1 when no file names it.
    int find(String id) {
        return ordinals.getOrDefault(id, -1);
    }

    void add(Listed playlist) {
        playlists.add(playlist);
    }

    /// Puts these playlists in the place of all.
    void replace(List<Listed> others) {
        playlists.clear();
        playlists.addAll(others);
    }

    List<Listed> playlists() {
        return playlists;
    }

    /// What the files say of the playlists of a library made of them.
    PlaylistFacts about(Library library) {
        var byOrdinal = new HashMap<Integer, Listed>();
        for (Listed playlist : playlists) {
            byOrdinal.put(library.corpus().playlistOrdinal(playlist.id()), playlist);
        }
        return new PlaylistFacts() {
            @Override
            public long saves(int playlist) {
                Listed listed = byOrdinal.get(playlist);
                return listed == null ? 0 : listed.saves();
            }

            @Override
            public String title(int playlist) {
                Listed listed = byOrdinal.get(playlist);
                return listed == null || listed.title() == null ? "" : listed.title();
            }
        };
    }

    /// A corpus of some of the playlists with the titles and facts that go with it; its ordinals of tracks are those
    /// of the data set.
    Library library(Predicate<Listed> wanted) {
        var corpus = new Corpus();
        corpus.internTracks(trackIds);
        var titles = new ArrayList<@Nullable String>();
        var ordered = new ArrayList<Boolean>();
        for (Listed playlist : playlists) {
            if (wanted.test(playlist)) {
                corpus.upsert(playlist.id(), playlist.tracks());
                titles.add(playlist.title());
                ordered.add(playlist.ordered());
            }
        }
        boolean[] order = new boolean[ordered.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = ordered.get(i);
        }
        return new Library(corpus, facts.build(trackIds.size()), Titles.of(titles), order);
    }
}
