package dev.segue.training;

/// What is known of playlists besides their tracks, by their ordinals in the corpus.
public interface PlaylistFacts {

    /// Nothing.
    PlaylistFacts NONE = new PlaylistFacts() {
        @Override
        public long saves(int playlist) {
            return 0;
        }

        @Override
        public String title(int playlist) {
            return "";
        }
    };

    /// Followers, fans or saves; 0 when they are not known.
    long saves(int playlist);

    /// As its owner wrote it; empty when it has none.
    String title(int playlist);
}
