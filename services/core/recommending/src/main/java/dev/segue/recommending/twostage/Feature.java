package dev.segue.recommending.twostage;

/// What the second stage sees of a candidate. The order is part of a fitted model.
public enum Feature {
    PLAYLISTS(Scale.ROOT),
    PLAYLISTS_RELATIVE(Scale.ROOT),
    PLAYLISTS_RANK(Scale.LOG),
    ARTISTS(Scale.ROOT),
    ARTISTS_RELATIVE(Scale.ROOT),
    ARTISTS_RANK(Scale.LOG),
    LATEST(Scale.ROOT),
    LATEST_RELATIVE(Scale.ROOT),
    LATEST_RANK(Scale.LOG),
    RIDGE(Scale.ROOT),
    RIDGE_RELATIVE(Scale.ROOT),
    RIDGE_RANK(Scale.LOG),
    SMOOTHED(Scale.ROOT),
    SMOOTHED_RELATIVE(Scale.ROOT),
    SMOOTHED_RANK(Scale.LOG),
    WORDS(Scale.ROOT),
    WORDS_RELATIVE(Scale.ROOT),
    GRAMS(Scale.ROOT),
    GRAMS_RELATIVE(Scale.ROOT),
    SAME_TITLE(Scale.ROOT),
    SAME_TITLE_RELATIVE(Scale.ROOT),
    TITLE_ARTISTS(Scale.ROOT),
    TITLE_ARTISTS_RELATIVE(Scale.ROOT),
    TITLE_ARTISTS_RANK(Scale.LOG),
    ITEMS(Scale.ROOT),
    ITEMS_RELATIVE(Scale.ROOT),
    ITEMS_RANK(Scale.LOG),
    SPACE(Scale.PLAIN),
    SPACE_RANK(Scale.LOG),
    /// Cosine with what [Stage#RIDGE] found best, without seeds [Stage#SMOOTHED].
    SPACE_OF_BEST(Scale.PLAIN),
    SLIM(Scale.ROOT),
    SLIM_RELATIVE(Scale.ROOT),
    SLIM_RANK(Scale.LOG),
    FACTORS(Scale.PLAIN),
    FACTORS_RELATIVE(Scale.PLAIN),
    FACTORS_RANK(Scale.LOG),
    SIDE_RELATIVE(Scale.ROOT),
    /// Share of the title's letters that name its artist.
    NAMED(Scale.PLAIN),
    /// Share of the title's words that are in its name, rare ones counting more.
    TITLE_IN_NAME(Scale.PLAIN),
    /// Cosine of the words of its name with those of the seeds' names.
    NAMES(Scale.ROOT),
    /// Σ of the cosines with the seeds.
    SUM(Scale.ROOT),
    /// Mean cosine with the seeds.
    MEAN(Scale.ROOT),
    MAX(Scale.ROOT),
    SECOND(Scale.ROOT),
    /// Share of the seeds it shares a playlist with.
    TOGETHER(Scale.PLAIN),
    SHARE(Scale.ROOT),
    NEAR(Scale.ROOT),
    NEAR_LAST(Scale.ROOT),
    LAST(Scale.ROOT),
    PAIRS(Scale.LOG),
    FOLLOWS(Scale.LOG),
    /// Playlists that hold it.
    POPULARITY(Scale.LOG),
    /// Playlists that hold its artist, and its share of them.
    ARTIST_POPULARITY(Scale.LOG),
    SHARE_OF_ARTIST(Scale.ROOT),
    ARTIST_TRACKS(Scale.LOG),
    /// Seeds by its artist, their share of all seeds, places since the last of them.
    ARTIST_SEEDS(Scale.LOG),
    ARTIST_SEED_SHARE(Scale.ROOT),
    ARTIST_SINCE(Scale.LOG),
    /// Share of the last seeds that are by its artist.
    ARTIST_LATEST(Scale.ROOT),
    /// What [Stage#ARTISTS] gave to all tracks of its artist, and its share of that.
    ARTIST_VOTES(Scale.ROOT),
    SHARE_OF_ARTIST_VOTES(Scale.ROOT),
    /// What other stages gave to all tracks of its artist, over the most that they gave to one artist.
    ARTIST_RIDGE(Scale.ROOT),
    ARTIST_SMOOTHED(Scale.ROOT),
    ARTIST_WORDS(Scale.ROOT),
    ARTIST_GRAMS(Scale.ROOT),
    /// How closely its artist occurs with those of the seeds, see [ArtistCounts].
    ARTIST_SUM(Scale.ROOT),
    ARTIST_MAX(Scale.ROOT),
    ARTIST_LAST(Scale.ROOT),
    ARTIST_TOGETHER(Scale.PLAIN),
    /// Cosine of its artist with the seeds' artists in their space.
    ARTIST_SPACE(Scale.PLAIN),
    /// Cosine of its artist with the artists of what the same stages found best.
    ARTIST_SPACE_OF_BEST(Scale.PLAIN),
    ALBUM_SEEDS(Scale.LOG),
    ALBUM_SEED_SHARE(Scale.ROOT),
    ALBUM_SINCE(Scale.LOG),
    ALBUM_TRACKS(Scale.LOG),
    ALBUM_COVERED(Scale.PLAIN),
    /// Seeds that are another version of it.
    SONG_SEEDS(Scale.PLAIN),
    /// Playlists that hold any version of it, its share of them, and what ridge gave to all versions.
    SONG_POPULARITY(Scale.LOG),
    SHARE_OF_SONG(Scale.PLAIN),
    SONG_VOTES(Scale.ROOT),
    /// How many of the 10, 40 and 150 playlists nearest by seeds and artists, or by smoothed relevance, hold it.
    NEAREST_10(Scale.LOG),
    NEAREST_40(Scale.LOG),
    NEAREST_150(Scale.LOG),
    /// Difference to the mean duration of the seeds, and the duration itself, in minutes.
    DURATION_OFF(Scale.LOG),
    DURATION(Scale.PLAIN),
    /// Mean place in the playlists that hold it, 0 to 1, and their mean length.
    PLACE(Scale.PLAIN),
    LENGTH(Scale.LOG),
    /// Of the query: seeds, different artists and albums among them, their mean popularity, playlists near it.
    SEEDS(Scale.LOG),
    SEED_ARTISTS(Scale.PLAIN),
    SEED_ALBUMS(Scale.PLAIN),
    SEED_POPULARITY(Scale.PLAIN),
    TITLED(Scale.PLAIN),
    SAME_TITLES(Scale.LOG),
    ORDERED(Scale.PLAIN);

    /// How a linear model takes a value.
    enum Scale {
        PLAIN,
        ROOT,
        LOG
    }

    private final Scale scale;

    Feature(Scale scale) {
        this.scale = scale;
    }

    /// The value as a linear model takes it.
    public float scaled(float value) {
        return switch (scale) {
            case PLAIN -> value;
            case ROOT -> (float) Math.sqrt(Math.max(0, value));
            case LOG -> (float) Math.log1p(Math.max(0, value));
        };
    }

    static final int COUNT = values().length;
}
