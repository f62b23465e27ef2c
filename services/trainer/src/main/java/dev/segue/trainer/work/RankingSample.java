package dev.segue.trainer.work;

import dev.segue.corpus.Corpus;
import dev.segue.recommending.TrackFacts;
import dev.segue.training.PlaylistFacts;
import dev.segue.training.ranking.RankerConfig;
import dev.segue.training.ranking.SecondStageTraining;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Drawn playlists in a corpus of their own, with what is known of them and of their tracks: what a second stage is
/// fitted to while the table goes on changing.
///
/// @param corpus handed over
/// @param playlists by its ordinals
/// @param tracks by its ordinals
record RankingSample(Corpus corpus, PlaylistFacts playlists, TrackFacts tracks) {

    /// A copy of as many playlists as the configuration wants at most.
    static RankingSample of(Corpus table, PlaylistFacts facts, TrackTraitTable traits, RankerConfig config) {
        var copy = new Corpus();
        var titles = new ArrayList<String>();
        for (int playlist : SecondStageTraining.drawn(table, config)) {
            List<String> tracks = new ArrayList<>(table.length(playlist));
            for (int track : table.tracksHeld(playlist)) {
                tracks.add(table.trackId(track));
            }
            copy.upsert(table.playlistId(playlist), copy.internTracks(tracks));
            titles.add(facts.title(playlist));
        }
        long[] artists = new long[copy.trackOrdinals()];
        long[] albums = new long[copy.trackOrdinals()];
        for (int track = 0; track < artists.length; track++) {
            int known = table.trackOrdinal(copy.trackId(track));
            artists[track] = traits.artist(known);
            albums[track] = traits.album(known);
        }
        return new RankingSample(copy, new Titles(titles), new Traits(artists, albums));
    }

    private record Titles(List<String> titles) implements PlaylistFacts {
        @Override
        public long saves(int playlist) {
            return 0;
        }

        @Override
        public String title(int playlist) {
            return titles.get(playlist);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // made for this one
    private record Traits(long[] artists, long[] albums) implements TrackFacts {
        @Override
        public boolean servable(int track) {
            return true;
        }

        @Override
        public @Nullable String artist(int track) {
            return artists[track] == 0 ? null : Long.toHexString(artists[track]);
        }

        @Override
        public @Nullable String album(int track) {
            return albums[track] == 0 ? null : Long.toHexString(albums[track]);
        }

        @Override
        public long artistKey(int track) {
            return artists[track];
        }

        @Override
        public long albumKey(int track) {
            return albums[track];
        }
    }
}
