package dev.segue.domain;

import org.jspecify.annotations.Nullable;

/// The one rule behind every id that crosses a service boundary.
final class NamespacedId {

    static final int MAX_LENGTH = 200;

    private NamespacedId() {}

    static void require(String what, String value) {
        String flaw = flaw(value);
        if (flaw != null) {
            throw new InvalidId(what, value, flaw);
        }
    }

    /// What is wrong with `value` as a namespaced id, or null when nothing is.
    static @Nullable String flaw(String value) {
        if (value.isEmpty()) {
            return "it is empty";
        }
        if (value.length() > MAX_LENGTH) {
            return "it has " + value.length() + " characters, at most " + MAX_LENGTH + " are allowed";
        }
        int colon = value.indexOf(':');
        if (colon < 1 || colon == value.length() - 1) {
            return "it has no namespace, expected <namespace>:<id>";
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                return "it has a blank or control character at position " + i;
            }
            if (Character.isSurrogate(c) && !wellFormedAt(value, i)) {
                return "it has half a surrogate pair at position " + i;
            }
        }
        return null;
    }

    private static boolean wellFormedAt(String value, int i) {
        return Character.isHighSurrogate(value.charAt(i))
                ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
    }
}
