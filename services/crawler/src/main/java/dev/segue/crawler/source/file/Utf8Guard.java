package dev.segue.crawler.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Passes UTF-8 text through and notes every byte that is none. A malformed byte becomes one question mark, so that
/// offsets stay true and a parser can go on behind it; whoever reads a record then asks whether one lay in it, and
/// refuses the record. A byte order mark at the very beginning is dropped; offsets count from behind it.
///
/// Malformed is what the Unicode standard calls so (chapter 3, table 3-7): overlong forms, surrogates, code points
/// above U+10FFFF, stray and missing continuation bytes.
final class Utf8Guard extends InputStream {

    /// A byte that is not UTF-8.
    ///
    /// @param offset in the unpacked text, counted from 0
    /// @param line counted from 1
    record Malformed(long offset, long line, String hex) {
        String place() {
            return "line " + line + ", byte " + offset;
        }

        String got() {
            return "the byte " + hex;
        }
    }

    private static final int BUFFER = 1 << 16;
    private static final int MOST_PENDING = 1 << 16;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private final ArrayDeque<Malformed> pending = new ArrayDeque<>();
    /// Checked bytes are `buffer[start..checked)`, raw ones `buffer[checked..end)`.
    private int start;

    private int checked;
    private int end;
    private long offsetOfChecked;
    private long line = 1;
    private boolean atEnd;
    private boolean begun;

    Utf8Guard(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        if (start == checked && !fill()) {
            return -1;
        }
        return buffer[start++] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (start == checked && !fill()) {
            return -1;
        }
        int n = Math.min(length, checked - start);
        System.arraycopy(buffer, start, into, offset, n);
        start += n;
        return n;
    }

    /// The first malformed byte before `offset` that was not yet asked for; forgets all before it.
    @Nullable
    Malformed takeBefore(long offset) {
        Malformed first = null;
        while (!pending.isEmpty() && pending.peek().offset() < offset) {
            Malformed next = pending.poll();
            first = first == null ? next : first;
        }
        return first;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        while (start == checked) {
            if (atEnd && checked == end) {
                return false;
            }
            System.arraycopy(buffer, checked, buffer, 0, end - checked);
            end -= checked;
            start = 0;
            checked = 0;
            if (!begun) {
                begun = true;
                end = in.readNBytes(buffer, 0, 3);
                if (end == 3 && buffer[0] == (byte) 0xEF && buffer[1] == (byte) 0xBB && buffer[2] == (byte) 0xBF) {
                    end = 0;
                }
            }
            while (!atEnd && end < BUFFER) {
                int n = in.read(buffer, end, BUFFER - end);
                if (n < 0) {
                    atEnd = true;
                } else {
                    end += n;
                    if (n > 0) {
                        break;
                    }
                }
            }
            check();
        }
        return true;
    }

    /// Moves `checked` to the end of the last whole character.
    private void check() throws IOException {
        int i = checked;
        while (i < end) {
            byte b = buffer[i];
            if (b >= 0) {
                if (b == '\n') {
                    line++;
                }
                i++;
                continue;
            }
            int length = sequenceAt(i);
            if (length == INCOMPLETE && !atEnd) {
                break;
            }
            if (length <= 0) {
                if (pending.size() == MOST_PENDING) {
                    throw new NotTextException("more than " + MOST_PENDING + " bytes that are not UTF-8");
                }
                pending.add(new Malformed(
                        offsetOfChecked + (i - checked),
                        line,
                        HexFormat.of().withUpperCase().toHexDigits(b)));
                buffer[i] = '?';
                i++;
            } else {
                i += length;
            }
        }
        offsetOfChecked += i - checked;
        checked = i;
    }

    private static final int INCOMPLETE = 0;
    private static final int INVALID = -1;

    /// Length of the well-formed sequence at `i`, INCOMPLETE when the buffer ends in what may become one, else INVALID.
    private int sequenceAt(int i) {
        int lead = buffer[i] & 0xFF;
        int length;
        int lowest = 0x80;
        int highest = 0xBF;
        if (lead >= 0xC2 && lead <= 0xDF) {
            length = 2;
        } else if (lead >= 0xE0 && lead <= 0xEF) {
            length = 3;
            lowest = lead == 0xE0 ? 0xA0 : 0x80;
            highest = lead == 0xED ? 0x9F : 0xBF;
        } else if (lead >= 0xF0 && lead <= 0xF4) {
            length = 4;
            lowest = lead == 0xF0 ? 0x90 : 0x80;
            highest = lead == 0xF4 ? 0x8F : 0xBF;
        } else {
            return INVALID;
        }
        for (int k = 1; k < length; k++) {
            if (i + k >= end) {
                return INCOMPLETE;
            }
            int b = buffer[i + k] & 0xFF;
            if (b < lowest || b > highest) {
                return INVALID;
            }
            lowest = 0x80;
            highest = 0xBF;
        }
        return length;
    }

    /// The input is no text at all.
    static final class NotTextException extends IOException {
        private static final long serialVersionUID = 1L;

        NotTextException(String message) {
            super(message);
        }
    }
}
