package dev.segue.training.experiment;

import dev.segue.domain.ErrorCode;
import dev.segue.domain.SegueException;
import dev.segue.training.Checkpoints;
import dev.segue.training.EpochReport;
import dev.segue.training.Training;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.jspecify.annotations.Nullable;

/// The folder of one experiment. It may be interrupted at any time: begun again with the same record it goes on after
/// the last finished epoch, to the same bytes.
///
/// | file | what |
/// |---|---|
/// | `experiment.properties` | all that decides the result: model, settings, seed, code version, digest of the data |
/// | `checkpoint.bin` | state after the last finished epoch, with a checksum |
/// | `loss.csv`, `loss.svg` | loss and other terms by epoch |
/// | `metrics.csv` | measured quality: `metric,value` |
/// | `bundle/` | the trained model |
///
/// For one process at a time.
public final class ExperimentDirectory implements Checkpoints {

    /// Loss by epoch.
    public static final String LOSS_FILE = "loss.csv";

    /// All that decides the result.
    public static final String RECORD = "experiment.properties";

    /// The folder of the trained model.
    public static final String BUNDLE = "bundle";

    private static final String METRICS_FILE = "metrics.csv";
    private static final String PLOT_FILE = "loss.svg";
    private static final String CHECKPOINT_FILE = "checkpoint.bin";
    private static final String MAGIC = "SEGUE-CHECKPOINT-1";

    private final Path folder;
    private final ExperimentRecord record;

    private ExperimentDirectory(Path folder, ExperimentRecord record) {
        this.folder = folder;
        this.record = record;
    }

    /// Opens the folder of an experiment, or makes it.
    ///
    /// @throws SegueException with [ErrorCode#INVALID_REQUEST] when it holds another experiment: what differs
    public static ExperimentDirectory open(Path folder, ExperimentRecord record) {
        Path file = folder.resolve(RECORD);
        try {
            Files.createDirectories(folder);
            if (Files.exists(file)) {
                requireSame(file, facts(file), record.facts());
            } else {
                Files.writeString(file, record.text());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot use the experiment folder " + folder, e);
        }
        return new ExperimentDirectory(folder, record);
    }

    /// What the record of an experiment's folder says, by name.
    ///
    /// @throws SegueException with [ErrorCode#NOT_FOUND] when the folder holds no experiment
    public static SortedMap<String, String> facts(Path file) {
        var facts = new TreeMap<String, String>();
        try {
            for (String line : Files.readAllLines(file)) {
                int at = line.indexOf('=');
                if (at > 0) {
                    facts.put(line.substring(0, at), line.substring(at + 1));
                }
            }
        } catch (IOException e) {
            throw new SegueException(ErrorCode.NOT_FOUND, file + ": expected the record of an experiment, got " + e, e);
        }
        return facts;
    }

    private static void requireSame(Path file, Map<String, String> there, Map<String, String> asked) {
        var names = new TreeSet<>(there.keySet());
        names.addAll(asked.keySet());
        String different = names.stream()
                .filter(name -> !String.valueOf(there.get(name)).equals(String.valueOf(asked.get(name))))
                .map(name -> name + " " + there.get(name) + ", not " + asked.get(name))
                .collect(Collectors.joining("; "));
        if (!different.isEmpty()) {
            throw new SegueException(
                    ErrorCode.INVALID_REQUEST,
                    file + ": expected the experiment that is asked for, got another: " + different
                            + ". Name another folder, or remove this one");
        }
    }

    /// The folder.
    public Path folder() {
        return folder;
    }

    /// Where the bundle belongs; not made by this.
    public Path bundle() {
        return folder.resolve(BUNDLE);
    }

    @Override
    public List<EpochReport> restore(Training<?> training) {
        Path file = folder.resolve(CHECKPOINT_FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        var checksum = new CRC32();
        try (var in = new DataInputStream(
                new CheckedInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16), checksum))) {
            requireText(file, MAGIC, in.readUTF());
            requireText(file, record.text(), in.readUTF());
            var history = new ArrayList<EpochReport>();
            int epochs = in.readInt();
            for (int i = 0; i < epochs; i++) {
                history.add(read(in));
            }
            training.restore(in);
            long expected = checksum.getValue();
            long got = in.readLong();
            if (expected != got) {
                throw corrupt(file, "its checksum to fit", "another", null);
            }
            return history;
        } catch (IOException e) {
            throw corrupt(file, "a whole checkpoint", e.toString(), e);
        }
    }

    @Override
    public void keep(Training<?> training, List<EpochReport> history) {
        try {
            Path file = folder.resolve(CHECKPOINT_FILE);
            Path aside = folder.resolve(CHECKPOINT_FILE + ".new");
            var checksum = new CRC32();
            try (var out = new DataOutputStream(new CheckedOutputStream(
                    new BufferedOutputStream(Files.newOutputStream(aside), 1 << 16), checksum))) {
                out.writeUTF(MAGIC);
                out.writeUTF(record.text());
                out.writeInt(history.size());
                for (EpochReport report : history) {
                    write(out, report);
                }
                training.save(out);
                out.flush();
                out.writeLong(checksum.getValue());
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(folder.resolve(LOSS_FILE), LossHistory.csv(history));
            Files.writeString(
                    folder.resolve(PLOT_FILE), LossHistory.svg(record.facts().getOrDefault("model", ""), history));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep a checkpoint in " + folder, e);
        }
    }

    /// Writes what was measured, replacing what was there.
    public void metrics(Map<String, Double> metrics) {
        String lines = metrics.entrySet().stream()
                .map(metric -> metric.getKey() + "," + metric.getValue() + "\n")
                .collect(Collectors.joining("", "metric,value\n", ""));
        try {
            Files.writeString(folder.resolve(METRICS_FILE), lines);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write metrics into " + folder, e);
        }
    }

    private static void write(DataOutputStream out, EpochReport report) throws IOException {
        out.writeInt(report.epoch());
        out.writeInt(report.epochs());
        out.writeDouble(report.loss());
        out.writeInt(report.terms().size());
        for (var term : report.terms().entrySet()) {
            out.writeUTF(term.getKey());
            out.writeDouble(term.getValue());
        }
        out.writeInt(report.batches());
        out.writeLong(report.visits());
        out.writeLong(report.took().toNanos());
    }

    private static EpochReport read(DataInputStream in) throws IOException {
        int epoch = in.readInt();
        int epochs = in.readInt();
        double loss = in.readDouble();
        var terms = new LinkedHashMap<String, Double>();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            terms.put(in.readUTF(), in.readDouble());
        }
        return new EpochReport(
                epoch, epochs, loss, terms, in.readInt(), in.readLong(), Duration.ofNanos(in.readLong()));
    }

    private static void requireText(Path file, String expected, String got) {
        if (!expected.equals(got)) {
            throw corrupt(file, "'" + expected.strip() + "'", "'" + got.strip() + "'", null);
        }
    }

    private static SegueException corrupt(Path file, String expected, String got, @Nullable IOException cause) {
        return new SegueException(
                ErrorCode.ARTEFACT_CORRUPT,
                file + ": expected " + expected + ", got " + got + ". Remove it to begin the training again",
                cause);
    }
}
