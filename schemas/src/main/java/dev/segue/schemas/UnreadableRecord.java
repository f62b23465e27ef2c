package dev.segue.schemas;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;

/// Bytes that are not the record they should be.
public final class UnreadableRecord extends SegueException {

    UnreadableRecord(String reason) {
        super(ErrorCode.UNREADABLE_RECORD, reason);
    }
}
