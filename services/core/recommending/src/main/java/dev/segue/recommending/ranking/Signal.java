package dev.segue.recommending.ranking;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What the second stage sees of a candidate. Values are as a linear model takes them: shares and cosines of counts as
/// their roots, counts and ranks as `log(1 + x)`. The order is part of a fitted ranker.
///
/// None depends on ordinals or on the order in which playlists came; those that count playlists are shares, so that a
/// ranker fits a corpus that has grown.
public enum Signal {
    /// The blended score against the best, and its rank.
    BLEND,
    BLEND_RANK,
    /// Votes of playlists near the seeds.
    PLAYLISTS,
    PLAYLISTS_RANK,
    /// Votes of playlists with titles near the request's.
    TITLES,
    TITLES_RANK,
    /// Cosine with the place of the request in the model's space; 0 where one of the two is not in it.
    PLACE,
    PLACE_RANK,
    /// Greatest cosine with one of the last ten seeds, mean cosine with the last five.
    NEAREST_SEED,
    LATEST_SEEDS,
    /// How much the model's factors expect it to be held, and its rank by that; 0 where one of the two has none.
    FACTORS,
    FACTORS_RANK,
    /// 1 when the model knows the track.
    IN_MODEL,
    /// Share of the playlists that voted by seeds and hold it, and how near the nearest of them is.
    HOLDERS,
    NEAREST_HOLDER,
    /// The same of playlists that voted by title.
    TITLE_HOLDERS,
    NEAREST_TITLE,
    /// Cosines of co-occurrence with the seeds: greatest, second, mean.
    MAX,
    SECOND,
    MEAN,
    /// Share of the seeds it shares a playlist with.
    TOGETHER,
    /// Greatest share of a seed's playlists that hold it.
    CONFIDENCE,
    /// Mean cosine with the last five seeds.
    LAST,
    /// Co-occurrence weighted by `exp(−distance / 4)`, as a cosine: mean over all seeds and over the last five.
    NEAR,
    NEAR_LAST,
    /// How often it comes within three places after one of the last five seeds, against how often they are there.
    FOLLOWS,
    /// Playlists that hold it, of ten thousand; its difference to the seeds' mean.
    POPULARITY,
    POPULARITY_OFF,
    /// Seeds by its artist: how many, their share, places since the last, their share of the last ten.
    ARTIST_SEEDS,
    ARTIST_SEED_SHARE,
    ARTIST_SINCE,
    ARTIST_LATEST,
    /// What the blend gave to all candidates by its artist, as a share of all it gave, and its own share of that.
    ARTIST_SHARE,
    SHARE_OF_ARTIST,
    ALBUM_SEEDS,
    ALBUM_SINCE,
    ALBUM_SHARE,
    /// Of the request: seeds, different artists among them, their mean popularity, whether it has a title.
    SEEDS,
    SEED_ARTISTS,
    SEED_POPULARITY,
    TITLED;

    static final int COUNT = values().length;

    /// The names of all in order: what a ranker was fitted to.
    static String names() {
        return Arrays.stream(values()).map(Signal::name).collect(Collectors.joining(" "));
    }
}
