package dev.segue.recommender.serving;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.recommending.PageCursor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/// The id of an answer. It carries which model gave each of its tracks, so that any replica can count feedback for the
/// right one and none has to remember what it served: a UUID, a dot, and in URL-safe base 64 the hash of the model, and
/// in an interleaved answer that of the second model, of the comparison, and a bit for every track the second gave.
///
/// @param uuid unique
/// @param model hash of the first model's id; 0 for none
/// @param second hash of the second model's id; 0 when there was none
/// @param comparison hash of the comparison's id; 0 outside of one
/// @param ofSecond positions of the tracks the second model gave; shared, never changed
record RequestId(UUID uuid, long model, long second, long comparison, BitSet ofSecond) {

    private static final int MAX_TEXT = 200;
    private static final int MOST_TEAMS = 500 / 8 + 1;

    /// Hash of an id as request ids carry it.
    static long hash(String id) {
        return PageCursor.hash(List.of(id));
    }

    String text() {
        byte[] teams = ofSecond.toByteArray();
        ByteBuffer bytes = ByteBuffer.allocate(second == 0 ? Long.BYTES : 3 * Long.BYTES + teams.length);
        bytes.putLong(model);
        if (second != 0) {
            bytes.putLong(second).putLong(comparison).put(teams);
        }
        return uuid + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /// Hash of the model that gave the track at a position; empty when no model did.
    OptionalLong modelAt(int position) {
        long hash = ofSecond.get(position) ? second : model;
        return hash == 0 ? OptionalLong.empty() : OptionalLong.of(hash);
    }

    /// Reads what [#text] wrote.
    ///
    /// @throws SegueException INVALID_REQUEST when the text is no request id
    static RequestId parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0 || text.length() > MAX_TEXT) {
            throw invalid(text);
        }
        try {
            UUID uuid = UUID.fromString(text.substring(0, dot));
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(dot + 1)));
            boolean plain = bytes.remaining() == Long.BYTES;
            boolean interleaved =
                    bytes.remaining() >= 3 * Long.BYTES && bytes.remaining() <= 3 * Long.BYTES + MOST_TEAMS;
            if (!plain && !interleaved) {
                throw invalid(text);
            }
            long model = bytes.getLong();
            return plain
                    ? new RequestId(uuid, model, 0, 0, new BitSet())
                    : new RequestId(
                            uuid,
                            model,
                            bytes.getLong(),
                            bytes.getLong(),
                            BitSet.valueOf(Arrays.copyOfRange(bytes.array(), bytes.position(), bytes.limit())));
        } catch (IllegalArgumentException _) {
            throw invalid(text);
        }
    }

    private static SegueException invalid(String text) {
        String shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
        return new SegueException(
                ErrorCode.INVALID_REQUEST, "requestId: expected that of an answer, got '" + shown + "'");
    }
}
