package dev.segue.preprocessor.stream;

import dev.segue.schemas.AvroBytes;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/// The header of a clean playlist by which the preprocessor tells itself of which tracks an edit brings a description:
/// so that no track is told without its title while that is on its way. The positions of the tracks among those of the
/// clean playlist, each as the difference from the one before, as Avro writes numbers. Where nothing is news there is
/// no header.
final class NewsHeader {

    static final String NAME = "segue-described-positions";

    private byte[] bytes = new byte[64];
    private int size;
    private int last;

    /// Begins anew.
    void clear() {
        size = 0;
        last = 0;
    }

    /// @param position higher than the one added before
    void add(int position) {
        if (bytes.length - size < AvroBytes.LONGEST_NUMBER) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        size = AvroBytes.putNumber(bytes, size, (long) position - last);
        last = position;
    }

    void addTo(Headers headers) {
        if (size > 0) {
            headers.add(NAME, Arrays.copyOf(bytes, size));
        }
    }

    /// Calls with every position that the header of a record names, none where it has no header.
    ///
    /// @throws IndexOutOfBoundsException when the header breaks off
    static void read(Headers headers, IntConsumer positions) {
        Header header = headers.lastHeader(NAME);
        if (header == null || header.value() == null) {
            return;
        }
        byte[] read = header.value();
        int position = 0;
        for (int at = 0; at < read.length; at = AvroBytes.afterNumber(read, at)) {
            position += Math.toIntExact(AvroBytes.number(read, at));
            positions.accept(position);
        }
    }
}
