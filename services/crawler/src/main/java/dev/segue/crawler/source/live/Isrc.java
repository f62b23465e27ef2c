package dev.segue.crawler.source.live;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The International Standard Recording Code, as it is compared: upper case, without hyphens.
///
/// Source: ISO 3901:2019.
public final class Isrc {

    private static final Pattern CODE = Pattern.compile("[A-Z]{2}[A-Z0-9]{3}\\d{7}");

    private Isrc() {}

    /// The code in its compared form; empty when the text is none.
    public static Optional<String> normalised(@Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        String bare = text.strip().replace("-", "").toUpperCase(Locale.ROOT);
        return CODE.matcher(bare).matches() ? Optional.of(bare) : Optional.empty();
    }
}
