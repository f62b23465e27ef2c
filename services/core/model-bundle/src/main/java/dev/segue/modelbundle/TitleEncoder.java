package dev.segue.modelbundle;

import dev.segue.domain.SegueException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// The loaded graph of a [TitleProjection] with its features. Safe for use by many threads.
public final class TitleEncoder implements AutoCloseable {

    private final TitleTable table;
    private final Optional<SentenceEncoder> sentences;
    private final boolean sentencesWanted;
    private final GraphSession session;

    private TitleEncoder(
            TitleTable table, boolean sentencesWanted, Optional<SentenceEncoder> sentences, GraphSession session) {
        this.table = table;
        this.sentencesWanted = sentencesWanted;
        this.sentences = sentences;
        this.session = session;
    }

    /// Loads a graph, and the sentence encoder where its features are wanted.
    ///
    /// @throws SegueException with MODEL_REFUSED when the graph has other inputs and outputs than its features need
    static TitleEncoder load(byte[] model, Path file, TitleTable table, boolean sentences) {
        int features = table.features() + (sentences ? SentenceEncoder.DIMENSION : 0);
        var session = GraphSession.load(
                model,
                file,
                List.of(new GraphSession.Tensor(TitleProjection.CAPTION_FEATURES, -1, features)),
                new GraphSession.Tensor(PlaylistEncoding.PLAYLIST_VECTOR, -1, table.dimension()));
        return new TitleEncoder(table, sentences, sentences ? SentenceEncoder.find() : Optional.empty(), session);
    }

    GraphSession session() {
        return session;
    }

    int features() {
        return table.features() + (sentencesWanted ? SentenceEncoder.DIMENSION : 0);
    }

    /// Whether the model was trained with the sentence encoder and its jar is missing here: titles are then placed by
    /// their words and n-grams alone.
    public boolean withoutSentences() {
        return sentencesWanted && sentences.isEmpty();
    }

    /// The playlist vector that a title leads to.
    ///
    /// @return `[dimension]` of unit length, the caller's
    /// @throws IllegalStateException when the bundle is closed
    public float[] encode(String title) {
        float[] sentence = sentences
                .map(encoder -> encoder.encode(title))
                .orElseGet(() -> new float[sentencesWanted ? SentenceEncoder.DIMENSION : 0]);
        float[] features = TitleProjection.joined(table.of(title), sentence);
        return session.run(
                table.dimension(),
                new GraphSession.Input(TitleProjection.CAPTION_FEATURES, features, 1, features.length));
    }

    @Override
    public void close() {
        session.close();
        sentences.ifPresent(SentenceEncoder::close);
    }
}
