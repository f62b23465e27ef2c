package dev.segue.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.lab.BatchRequest.Unusable;
import dev.segue.recommending.twostage.Library;
import dev.segue.recommending.twostage.Query;
import dev.segue.recommending.twostage.Ranking;
import dev.segue.recommending.twostage.Recommender;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Answers a file of requests from a corpus in files, without the network: one answer a line,
/// `{"id", "tracks": […]}`, in the order of the requests. A line that is no request is told of by its number and left
/// out; the others are answered.
public final class Batch {

    /// So many requests are answered side by side before they are written.
    private static final int TOGETHER = 512;

    private static final JsonMapper JSON = new JsonMapper();

    private final Library library;
    private final Recommender recommender;
    private final int limit;
    private final Consumer<String> aside;
    private final Set<JsonNode> ids = new HashSet<>();
    private int bad;
    private int answered;

    /// What came of a batch.
    ///
    /// @param answered requests with an answer
    /// @param bad lines that were no request
    public record Outcome(int answered, int bad) {}

    /// @param limit most tracks of an answer; fewer only when the corpus has no more
    /// @param aside hears of everything that is not as expected, a line each
    Batch(Library library, Recommender recommender, int limit, Consumer<String> aside) {
        this.library = library;
        this.recommender = recommender;
        this.limit = limit;
        this.aside = aside;
    }

    /// Reads the corpus, fits the served recommender on it, and answers.
    ///
    /// @param corpus slices of the Million Playlist Dataset or tables of pairs: a file, a folder or a glob
    /// @param tracks table of albums, artists and durations, or null
    /// @throws SegueException when the corpus or the requests cannot be read, or the answers not be written
    public static Outcome run(BatchFiles files, int limit, Consumer<String> aside) {
        if (!Files.isReadable(files.requests())) {
            throw new SegueException(
                    ErrorCode.NOT_FOUND, files.requests() + ": expected a file of requests, there is none to read");
        }
        OutputFile.require(
                files.answers(),
                files.requests(),
                files.corpus(),
                files.tracks().orElse(files.corpus()));
        Dataset dataset = Dataset.read(files.corpus(), files.tracks());
        Library library = dataset.library(playlist -> true);
        if (library.corpus().playlists() == 0) {
            throw new SegueException(
                    ErrorCode.INVALID_PLAYLIST, files.corpus() + ": expected playlists with tracks, found none");
        }
        Recommender recommender = Served.fit(library, aside);
        return new Batch(library, recommender, limit, aside).answer(files.requests(), files.answers());
    }

    Outcome answer(Path requests, Path answers) {
        try (BufferedReader in = DataFiles.text(requests);
                JsonGenerator out = JSON.createGenerator(Files.newBufferedWriter(answers))) {
            out.setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString("\n"));
            var waiting = new ArrayList<BatchRequest>();
            int number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (!line.isBlank()) {
                    try {
                        waiting.add(known(BatchRequest.parse(line), number));
                    } catch (Unusable e) {
                        bad++;
                        aside.accept(requests + ", line " + number + ": " + e.getMessage());
                    }
                }
                if (waiting.size() == TOGETHER) {
                    write(waiting, out);
                    waiting.clear();
                }
            }
            write(waiting, out);
            out.writeRaw(answered == 0 ? "" : "\n");
        } catch (IOException e) {
            throw new SegueException(ErrorCode.INVALID_REQUEST, "Cannot answer " + requests + ": " + e.getMessage(), e);
        }
        return new Outcome(answered, bad);
    }

    /// Tells of what an answer will not rest on.
    private BatchRequest known(BatchRequest request, int number) throws Unusable {
        String playlist = request.playlist();
        if (playlist != null && library.corpus().playlistOrdinal(playlist) < 0) {
            throw new Unusable("playlist: expected one of the corpus, got '" + playlist + "'");
        }
        if (!ids.add(request.id())) {
            aside.accept("line " + number + ": id " + request.id() + " was another line's before; both are answered");
        }
        long unknown = request.seeds().stream()
                .filter(seed -> library.corpus().trackOrdinal(seed) < 0)
                .count();
        if (unknown > 0) {
            aside.accept("line " + number + ": " + unknown + " of "
                    + request.seeds().size() + " seeds are not in the corpus and say nothing");
        }
        if (playlist == null
                && request.title() == null
                && unknown == request.seeds().size()) {
            aside.accept("line " + number + ": nothing known is given; the answer is what most playlists hold");
        }
        return request;
    }

    private void write(List<BatchRequest> waiting, JsonGenerator out) throws IOException {
        int[][] tracks = Parallel.map(waiting.size(), i -> {
            Ranking ranking = recommender.recommend(query(waiting.get(i)), limit);
            return ranking.tracks();
        });
        for (int i = 0; i < tracks.length; i++) {
            out.writeStartObject();
            out.writeFieldName("id");
            out.writeTree(waiting.get(i).id());
            out.writeArrayFieldStart("tracks");
            for (int track : tracks[i]) {
                out.writeString(library.corpus().trackId(track));
            }
            out.writeEndArray();
            out.writeEndObject();
            answered++;
        }
        out.flush();
    }

    /// The seeds of a playlist are its own tracks; those that the request names as well come last, as it orders them.
    private Query query(BatchRequest request) {
        var corpus = library.corpus();
        int itself = request.playlist() == null ? Query.NOT_THERE : corpus.playlistOrdinal(request.playlist());
        int[] named = request.seeds().stream()
                .mapToInt(corpus::trackOrdinal)
                .filter(track -> track >= 0)
                .toArray();
        var seeds = new LinkedHashSet<Integer>();
        if (itself >= 0) {
            IntStream.range(0, corpus.length(itself)).forEach(i -> seeds.add(corpus.trackAt(itself, i)));
        }
        Arrays.stream(named).forEach(seeds::addLast);
        return new Query(
                seeds.stream().mapToInt(Objects::requireNonNull).toArray(), request.ordered(), request.title(), itself);
    }
}
