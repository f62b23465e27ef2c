package dev.segue.crawler.source.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How the ids that files give become ids of the platform.
final class TrackIds {

    private static final Pattern SPOTIFY = Pattern.compile("[0-9A-Za-z]{22}");
    private static final Pattern SPOTIFY_PAGE =
            Pattern.compile("https?://open\\.spotify\\.com/(?:intl-[a-z]+/)?track/([0-9A-Za-z]{22})(?:[/?#].*)?");
    private static final Pattern RECORDING = Pattern.compile(
            "https?://(?:www\\.|beta\\.)?musicbrainz\\.org/recording/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})/?");
    private static final Pattern BLANKS = Pattern.compile("[\\p{IsWhite_Space}\\p{Cntrl}]+");

    private TrackIds() {}

    /// A bare Spotify id becomes `spotify:track:<id>`, a page of Spotify or MusicBrainz the id it shows; what has a
    /// namespace keeps it; anything else gets `namespace`.
    static String of(String text, String namespace) {
        if (SPOTIFY.matcher(text).matches()) {
            return "spotify:track:" + text;
        }
        var page = SPOTIFY_PAGE.matcher(text);
        if (page.matches()) {
            return "spotify:track:" + page.group(1);
        }
        return recording(text).orElse(text.indexOf(':') > 0 ? text : namespace + ":" + text);
    }

    /// `mbid:<uuid>` when `text` is the address of a MusicBrainz recording.
    static Optional<String> recording(String text) {
        var page = RECORDING.matcher(text);
        return page.matches() ? Optional.of("mbid:" + page.group(1).toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /// The id of a song that has only names: the same for spellings that differ in case, in blanks or in
    /// compatibility forms of characters.
    static String ofNames(String namespace, String artist, String title) {
        return namespace + ":" + digest(normalised(artist), normalised(title));
    }

    /// 128 bits of the SHA-256 of the parts, hex; parts cannot run into each other.
    static String digest(String... parts) {
        try {
            var sha256 = MessageDigest.getInstance("SHA-256");
            for (String part : parts) {
                sha256.update(part.getBytes(StandardCharsets.UTF_8));
                sha256.update((byte) 0);
            }
            return HexFormat.of().formatHex(sha256.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static String normalised(String name) {
        String folded = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return BLANKS.matcher(folded).replaceAll(" ").strip();
    }
}
