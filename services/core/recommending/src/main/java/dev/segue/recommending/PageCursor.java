package dev.segue.recommending;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.Hash64;
import dev.segue.domain.SegueException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;

/// Where a paged answer stands: the versions it was made with, the request it belongs to and what it has served. It is
/// all in the text, so any replica can continue, and nothing is ever repeated however the corpus changes in between.
///
/// @param versions hash of the model and index version that made the first page
/// @param request hash of what was asked
public record PageCursor(long versions, long request, Served served) {

    private static final byte FORMAT = 1;
    private static final int HEADER = 1 + 2 * Long.BYTES;

    /// Longest text that is read: 2,000 tracks served.
    public static final int MAX_TEXT = 14_000;

    /// Hash for one of the two fields.
    public static long hash(Iterable<String> parts) {
        return Hash64.of(parts);
    }

    /// URL-safe text.
    public String encode() {
        byte[] tracks = served.toBytes();
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + tracks.length);
        bytes.put(FORMAT).putLong(versions).putLong(request).put(tracks);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /// Reads what [#encode] wrote.
    ///
    /// @throws SegueException INVALID_REQUEST when the text is not a cursor
    public static PageCursor decode(String text) {
        if (text.length() > MAX_TEXT) {
            throw invalid("it has " + text.length() + " characters, at most " + MAX_TEXT + " are read");
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            byte format = bytes.get();
            if (format != FORMAT) {
                throw invalid("expected format " + FORMAT + ", got " + format);
            }
            return new PageCursor(bytes.getLong(), bytes.getLong(), Served.fromBytes(bytes));
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        } catch (BufferUnderflowException e) {
            throw invalid("it is cut off");
        }
    }

    private static SegueException invalid(String flaw) {
        return new SegueException(
                ErrorCode.INVALID_REQUEST, "cursor: expected the nextCursor of an earlier answer: " + flaw);
    }
}
