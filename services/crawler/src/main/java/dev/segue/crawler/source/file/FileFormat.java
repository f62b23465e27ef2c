package dev.segue.crawler.source.file;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The kinds of playlist file. The name in lower case is how people ask for it, the `source` on the wire and the
/// namespace of the playlist ids that come from it.
public enum FileFormat {
    MPD("a slice of the Million Playlist Dataset (JSON with info and playlists)"),
    CHALLENGE("the RecSys Challenge 2018 set (JSON with date and playlists that have num_holdouts)"),
    CSV("a playlist table and a track table (CSV with index,keyword,title,playlist_id,url,saves"
            + " and track,artist,album,track_id,playlist_id)"),
    NOWPLAYING("the #nowplaying table (CSV with user_id,artistname,trackname,playlistname)"),
    JSPF("a JSPF playlist (JSON with playlist.track)");

    private final String description;

    FileFormat(String description) {
        this.description = description;
    }

    /// What such a file holds, for messages.
    public String description() {
        return description;
    }

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws SegueException INVALID_REQUEST when no format has that name
    public static FileFormat named(String name) {
        for (FileFormat format : values()) {
            if (format.wireName().equals(name)) {
                return format;
            }
        }
        throw new SegueException(
                ErrorCode.INVALID_REQUEST, "format: expected one of " + names() + ", got '" + name + "'");
    }

    static String names() {
        return Arrays.stream(values()).map(FileFormat::wireName).collect(Collectors.joining(", "));
    }
}
