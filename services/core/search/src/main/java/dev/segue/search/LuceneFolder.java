package dev.segue.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.KeepOnlyLastCommitDeletionPolicy;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SnapshotDeletionPolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/// A folder of Lucene that is written and searched at the same time. Lucene never changes a file it has written: what a
/// commit is made of can be linked elsewhere while writing goes on.
///
/// I/O failures surface as [UncheckedIOException].
final class LuceneFolder implements AutoCloseable {

    private final FSDirectory directory;
    private final SnapshotDeletionPolicy commits;
    private final IndexWriter writer;
    private final SearcherManager searchers;

    private LuceneFolder(Path folder, IndexWriterConfig config, Similarity similarity, Segments segments)
            throws IOException {
        Files.createDirectories(folder);
        directory = FSDirectory.open(folder);
        commits = new SnapshotDeletionPolicy(new KeepOnlyLastCommitDeletionPolicy());
        IndexWriter opened = null;
        try {
            opened = new IndexWriter(
                    directory,
                    config.setOpenMode(IndexWriterConfig.OpenMode.CREATE_OR_APPEND)
                            .setIndexDeletionPolicy(commits)
                            .setSimilarity(similarity)
                            .setCommitOnClose(false));
            searchers = new SearcherManager(opened, new SearcherFactory() {
                @Override
                public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous)
                        throws IOException {
                    var searcher = new IndexSearcher(reader);
                    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                        segments.seen(leaf.reader());
                    }
                    searcher.setSimilarity(similarity);
                    // Questions hardly repeat.
                    searcher.setQueryCache(null);
                    return searcher;
                }
            });
        } catch (IOException | RuntimeException e) {
            if (opened != null) {
                opened.rollback();
            }
            directory.close();
            throw e;
        }
        writer = opened;
    }

    /// Opens a folder as it was last committed; a missing or empty one becomes an empty index.
    ///
    /// @param config without mode, deletion policy and similarity, which are set here
    static LuceneFolder open(Path folder, IndexWriterConfig config, Similarity similarity) {
        return open(folder, config, similarity, segment -> {});
    }

    /// @param segments told of the segments before a search sees them
    static LuceneFolder open(Path folder, IndexWriterConfig config, Similarity similarity, Segments segments) {
        try {
            return new LuceneFolder(folder, config, similarity, segments);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the search folder " + folder, e);
        }
    }

    /// Told of segments.
    interface Segments {
        void seen(LeafReader segment) throws IOException;
    }

    /// What is done with a writer.
    interface Writing {
        void with(IndexWriter writer) throws IOException;
    }

    /// What is done with a searcher while it is held.
    interface Searching<T> {
        T with(IndexSearcher searcher) throws IOException;
    }

    void write(String what, Writing writing) {
        try {
            writing.with(writer);
        } catch (IOException e) {
            throw failed(what, e);
        }
    }

    <T> T search(Searching<T> searching) {
        try {
            IndexSearcher searcher = searchers.acquire();
            try {
                return searching.with(searcher);
            } finally {
                searchers.release(searcher);
            }
        } catch (IOException e) {
            throw failed("search", e);
        }
    }

    /// Makes all that was written before visible to searches that begin afterwards.
    void refresh() {
        try {
            searchers.maybeRefreshBlocking();
        } catch (IOException e) {
            throw failed("refresh", e);
        }
    }

    /// Makes all that was written before survive the process.
    void commit() {
        write("commit", IndexWriter::commit);
    }

    /// Commits and puts the committed files into another folder, as hard links where the file system can.
    ///
    /// @param folder created when missing
    /// @return names of the files
    Set<String> linkTo(Path folder) {
        try {
            Files.createDirectories(folder);
            writer.commit();
            IndexCommit commit = commits.snapshot();
            try {
                for (String file : commit.getFileNames()) {
                    FileLinks.linkOrCopy(directory.getDirectory().resolve(file), folder.resolve(file));
                }
                return Set.copyOf(commit.getFileNames());
            } finally {
                commits.release(commit);
            }
        } catch (IOException e) {
            throw failed("copy to " + folder, e);
        }
    }

    /// Whether a folder holds a commit.
    static boolean holdsCommit(Path folder) throws IOException {
        try (var directory = FSDirectory.open(folder)) {
            return DirectoryReader.indexExists(directory);
        }
    }

    /// Lets go of the folder. What was not committed is lost.
    @Override
    public void close() {
        try (directory) {
            searchers.close();
            writer.rollback();
        } catch (IOException e) {
            throw failed("close", e);
        }
    }

    private UncheckedIOException failed(String what, IOException cause) {
        return new UncheckedIOException("Search folder " + directory.getDirectory() + ": cannot " + what, cause);
    }
}
