package dev.segue.search;

import java.io.IOException;
import java.util.Arrays;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.BytesRef;

/// Binary values of some documents, read segment by segment in the order of the documents, as Lucene wants it.
final class DocValueRecords {

    private DocValueRecords() {}

    /// Takes a value.
    @FunctionalInterface
    interface Taking {
        /// @param i place of the document among those asked for
        /// @param value good until the next
        void take(int i, BytesRef value);
    }

    /// @param documents numbers of documents that all have the field
    /// @throws IllegalStateException when one lacks it
    static void read(IndexSearcher searcher, String field, int[] documents, Taking taking) throws IOException {
        long[] byNumber = new long[documents.length];
        Arrays.setAll(byNumber, i -> ((long) documents[i] << 32) | i);
        Arrays.sort(byNumber);
        int at = 0;
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            int end = leaf.docBase + leaf.reader().maxDoc();
            if (at < byNumber.length && byNumber[at] >>> 32 < end) {
                BinaryDocValues values = leaf.reader().getBinaryDocValues(field);
                for (; at < byNumber.length && byNumber[at] >>> 32 < end; at++) {
                    if (values == null || !values.advanceExact((int) (byNumber[at] >>> 32) - leaf.docBase)) {
                        throw new IllegalStateException("A document lacks its field " + field);
                    }
                    taking.take((int) byNumber[at], values.binaryValue());
                }
            }
        }
    }
}
