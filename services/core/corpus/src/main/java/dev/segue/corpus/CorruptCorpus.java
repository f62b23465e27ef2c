package dev.segue.corpus;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import java.nio.file.Path;

/// A file that should hold a corpus and does not.
public final class CorruptCorpus extends SegueException {

    CorruptCorpus(Path file, String flaw) {
        super(ErrorCode.ARTEFACT_CORRUPT, "Corpus " + file + " is damaged: " + flaw);
    }
}
