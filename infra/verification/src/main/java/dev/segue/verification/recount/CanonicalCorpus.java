package dev.segue.verification.recount;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.TreeMap;

/// The documented canonical form of a corpus, written anew: playlists by id, tracks in the order those playlists first
/// name them. The same playlists give the same bytes.
///
/// Layout, big-endian: `SGC1`, number of tracks, of playlists, of entries; track ids; then for every playlist its id,
/// its length and its track numbers. Texts are a length and UTF-8 bytes, numbers have seven bits a byte, lowest first.
final class CanonicalCorpus {

    private static final byte[] MAGIC = {'S', 'G', 'C', '1'};

    private CanonicalCorpus() {}

    /// SHA-256, hex, of the playlists at a point.
    static String sha256(History history, long[] until) {
        var playlists = new TreeMap<String, int[]>();
        for (int playlist = 0; playlist < history.playlistNumbers(); playlist++) {
            History.Version version = history.versionAt(playlist, until);
            if (version != null) {
                playlists.put(history.playlistId(playlist), version.tracks());
            }
        }
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            try (var out = new BufferedOutputStream(
                    new DigestOutputStream(OutputStream.nullOutputStream(), digest), 1 << 16)) {
                write(history, playlists, out);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(History history, TreeMap<String, int[]> playlists, OutputStream out) throws IOException {
        var numbers = new LinkedHashMap<Integer, Integer>();
        long entries = 0;
        for (int[] tracks : playlists.values()) {
            entries += tracks.length;
            for (int track : tracks) {
                numbers.putIfAbsent(track, numbers.size());
            }
        }
        out.write(MAGIC);
        number(out, numbers.size());
        number(out, playlists.size());
        number(out, entries);
        for (int track : numbers.keySet()) {
            text(out, history.trackId(track));
        }
        for (var playlist : playlists.entrySet()) {
            text(out, playlist.getKey());
            number(out, playlist.getValue().length);
            for (int track : playlist.getValue()) {
                number(out, numbers.getOrDefault(track, -1));
            }
        }
    }

    private static void text(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(out, bytes.length);
        out.write(bytes);
    }

    private static void number(OutputStream out, long number) throws IOException {
        long rest = number;
        for (; rest > 127; rest >>= 7) {
            out.write((int) (rest & 127) + 128);
        }
        out.write((int) rest);
    }
}
