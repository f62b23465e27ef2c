package dev.segue.verification.check;

import dev.segue.verification.log.StoredRecord;
import dev.segue.verification.recount.Claims;

/// How records are named in findings.
final class Records {

    private static final int OFFSET_BITS = 48;

    private Records() {}

    static String key(StoredRecord record) {
        byte[] key = record.key();
        String text = key == null ? null : Claims.utf8(key);
        return text == null ? "a record without a readable key" : text;
    }

    /// Partition and offset for people.
    static String at(StoredRecord record) {
        return at(record.partition(), record.offset());
    }

    static String at(int partition, long offset) {
        return partition + "@" + offset;
    }

    /// Partition and offset in one number.
    static long place(int partition, long offset) {
        return (long) partition << OFFSET_BITS | offset;
    }
}
