package dev.segue.cli.command;

import dev.segue.domain.SegueException;
import dev.segue.evaluation.Protocol;
import dev.segue.lab.Contender;
import dev.segue.lab.LabModels;
import dev.segue.lab.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Reads what is compared and how from a command line.
final class Contenders {

    private Contenders() {}

    /// The names a recommender can have.
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            var names = new ArrayList<>(LabModels.names());
            Arrays.stream(Model.values()).map(Model::title).forEach(names::add);
            return names.iterator();
        }
    }

    /// @param texts `name` or `name:setting=value:…`; one that is there twice counts once
    static List<Contender> parsed(List<String> texts) {
        return texts.stream().distinct().map(Contenders::parsed).toList();
    }

    private static Contender parsed(String text) {
        try {
            return Contender.parsed(text);
        } catch (SegueException e) {
            throw new CommandFailure(ExitCode.USAGE, "--model: " + e.getMessage());
        }
    }

    static Protocol protocol(String name) {
        return Protocol.named(name.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE,
                        "--protocol: expected one of "
                                + Arrays.stream(Protocol.values())
                                        .map(Protocol::title)
                                        .collect(Collectors.joining(", "))
                                + ", got " + name));
    }

    static int atLeastNone(String option, int number) {
        if (number < 0) {
            throw new CommandFailure(ExitCode.USAGE, option + ": expected at least 0, got " + number);
        }
        return number;
    }
}
