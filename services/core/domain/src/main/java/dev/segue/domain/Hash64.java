package dev.segue.domain;

/// FNV-1a over UTF-16 code units with a final mix (the finaliser of MurmurHash3): stable across processes and releases,
/// because cursors carry it. Not for secrets.
///
/// Source: Fowler, Noll, Vo; Appleby, "MurmurHash3".
public final class Hash64 {

    private static final long START = 0xCBF29CE484222325L;
    private static final long PRIME = 0x100000001B3L;

    private Hash64() {}

    /// Of a text.
    public static long of(String text) {
        return mixed(add(START, text));
    }

    /// Of several texts; `["ab", "c"]` and `["a", "bc"]` differ.
    public static long of(Iterable<String> texts) {
        long hash = START;
        for (String text : texts) {
            hash = add((hash ^ text.length()) * PRIME, text);
        }
        return mixed(hash);
    }

    private static long add(long hash, String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return hash;
    }

    private static long mixed(long hash) {
        hash = (hash ^ (hash >>> 33)) * 0xFF51AFD7ED558CCDL;
        hash = (hash ^ (hash >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return hash ^ (hash >>> 33);
    }
}
