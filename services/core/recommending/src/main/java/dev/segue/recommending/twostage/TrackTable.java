package dev.segue.recommending.twostage;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What is known of tracks: artist, album, song, name and duration, by track ordinal. Artists, albums and
/// songs are ordinals of their own; -1 stands for unknown. Immutable.
public final class TrackTable {

    /// No artist, album or song is known.
    public static final int UNKNOWN = -1;

    private static final int[] NO_WORDS = {};

    private final int[] artists;
    private final int[] albums;
    private final int[] songs;
    private final float[] seconds;
    private final int artistCount;
    private final int albumCount;
    private final int songCount;
    private final int[][] words;
    private final Map<String, Integer> wordNames;
    private final float[] rarities;
    private final Map<String, int[]> called;

    private TrackTable(Builder builder, int tracks) {
        this.artists = sized(builder.artists, tracks);
        this.albums = sized(builder.albums, tracks);
        this.songs = sized(builder.songs, tracks);
        this.seconds = Arrays.copyOf(builder.seconds, tracks);
        this.artistCount = builder.artistNames.size();
        this.albumCount = builder.albumNames.size();
        this.songCount = builder.songNames.size();
        this.words = Arrays.copyOf(builder.words, tracks);
        Arrays.setAll(words, track -> words[track] == null ? NO_WORDS : words[track]);
        this.wordNames = Map.copyOf(builder.wordNames);
        this.rarities = rarities(words, wordNames.size());
        this.called = Map.copyOf(builder.called);
    }

    /// `log(1 + tracks / tracks with it)` of every word.
    private static float[] rarities(int[][] words, int count) {
        float[] rarities = new float[count];
        for (int[] ofTrack : words) {
            for (int word : ofTrack) {
                rarities[word]++;
            }
        }
        for (int word = 0; word < count; word++) {
            rarities[word] = (float) Math.log1p(words.length / Math.max(1, rarities[word]));
        }
        return rarities;
    }

    private static int[] sized(int[] values, int tracks) {
        int[] sized = Arrays.copyOf(values, tracks);
        if (tracks > values.length) {
            Arrays.fill(sized, values.length, tracks, UNKNOWN);
        }
        return sized;
    }

    public int artist(int track) {
        return artists[track];
    }

    public int album(int track) {
        return albums[track];
    }

    /// The same for all versions of a song by one artist: remasters, live takes and singles.
    public int song(int track) {
        return songs[track];
    }

    /// 0 when unknown.
    public float seconds(int track) {
        return seconds[track];
    }

    /// Artist ordinals run from 0 to this, exclusive.
    public int artistCount() {
        return artistCount;
    }

    /// Album ordinals run from 0 to this, exclusive.
    public int albumCount() {
        return albumCount;
    }

    /// Song ordinals run from 0 to this, exclusive.
    public int songCount() {
        return songCount;
    }

    /// Words of the track's name, each once; shared, never changed.
    int[] words(int track) {
        return words[track];
    }

    /// The ordinal of a word of names, -1 when no name has it.
    int word(String word) {
        return wordNames.getOrDefault(word, UNKNOWN);
    }

    /// How rare a word is in names of tracks.
    float rarity(int word) {
        return rarities[word];
    }

    /// Artists of that name; shared, never changed.
    ///
    /// @param name its words, see [Titles], without blanks
    int[] artistsCalled(String name) {
        return called.getOrDefault(name, NO_WORDS);
    }

    /// How many tracks the table tells of.
    public int size() {
        return artists.length;
    }

    /// Collects what files say; of contradictions the last word stands.
    public static final class Builder {

        private static final Pattern VERSION = Pattern.compile("\\s+[-–]\\s.*|\\s*[(\\[].*");
        private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}\\p{N}]+");

        private final Map<String, Integer> artistNames = new HashMap<>();
        private final Map<String, Integer> albumNames = new HashMap<>();
        private final Map<String, Integer> songNames = new HashMap<>();
        private int[] artists = new int[0];
        private int[] albums = new int[0];
        private int[] songs = new int[0];
        private float[] seconds = new float[0];
        private int[][] words = new int[0][];
        private final Map<String, Integer> wordNames = new HashMap<>();
        private final Map<String, int[]> called = new HashMap<>();

        public void artist(int track, String artist) {
            grow(track);
            artists[track] = intern(artistNames, artist);
        }

        /// @param name what people call the artist of the track, which must be known before
        public void artistName(int track, String name) {
            String letters = String.join("", Titles.words(name));
            int artist = track < artists.length ? artists[track] : UNKNOWN;
            if (artist != UNKNOWN && !letters.isEmpty()) {
                called.merge(letters, new int[] {artist}, Builder::joined);
            }
        }

        private static int[] joined(int[] some, int[] one) {
            if (Arrays.stream(some).anyMatch(known -> known == one[0])) {
                return some;
            }
            int[] all = Arrays.copyOf(some, some.length + 1);
            all[some.length] = one[0];
            return all;
        }

        public void album(int track, String album) {
            grow(track);
            albums[track] = intern(albumNames, album);
        }

        public void seconds(int track, float duration) {
            grow(track);
            seconds[track] = duration;
        }

        /// @param name of the track, with whatever says which version it is; its artist must be known before
        public void name(int track, String name) {
            grow(track);
            words[track] = Titles.words(name).stream()
                    .distinct()
                    .mapToInt(word -> intern(wordNames, word))
                    .toArray();
            String plain = VERSION.matcher(name).replaceFirst("");
            String letters = NO_LETTERS
                    .matcher(Normalizer.normalize(plain, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT))
                    .replaceAll("");
            songs[track] = letters.isEmpty() ? UNKNOWN : intern(songNames, artists[track] + " " + letters);
        }

        public TrackTable build(int tracks) {
            return new TrackTable(this, tracks);
        }

        private void grow(int track) {
            if (track >= artists.length) {
                int before = artists.length;
                int length = Math.max(track + 1, before + (before >> 1));
                artists = Arrays.copyOf(artists, length);
                albums = Arrays.copyOf(albums, length);
                songs = Arrays.copyOf(songs, length);
                seconds = Arrays.copyOf(seconds, length);
                words = Arrays.copyOf(words, length);
                Arrays.fill(artists, before, length, UNKNOWN);
                Arrays.fill(albums, before, length, UNKNOWN);
                Arrays.fill(songs, before, length, UNKNOWN);
            }
        }

        private static int intern(Map<String, Integer> names, String name) {
            Integer known = names.putIfAbsent(name, names.size());
            return known == null ? names.size() - 1 : known;
        }
    }
}
