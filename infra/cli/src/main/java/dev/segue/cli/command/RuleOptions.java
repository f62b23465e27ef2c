package dev.segue.cli.command;

import dev.segue.verification.recount.PublishedRules;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What the preprocessor was told, for those who recount what it does.
final class RuleOptions {

    @Option(names = "--min-saves", paramLabel = "N", description = "The preprocessor's minimum-saves. Default: 15.")
    private Optional<Long> minimumSaves = Optional.empty();

    @Option(names = "--drop-unknown-saves", description = "The preprocessor drops playlists of unknown saves.")
    private boolean dropUnknownSaves;

    @Option(names = "--min-tracks", paramLabel = "N", description = "The preprocessor's minimum-tracks. Default: 3.")
    private Optional<Integer> minimumTracks = Optional.empty();

    @Option(names = "--max-tracks", paramLabel = "N", description = "The preprocessor's maximum-tracks. Default: 5000.")
    private Optional<Integer> maximumTracks = Optional.empty();

    @Option(
            names = "--min-playlists",
            paramLabel = "N",
            description = "The preprocessor's minimum-playlists. Default: 1.")
    private Optional<Integer> minimumPlaylists = Optional.empty();

    @Option(names = "--window", paramLabel = "N", description = "The preprocessor's window. Default: 10.")
    private Optional<Integer> window = Optional.empty();

    @Option(names = "--neighbours", paramLabel = "N", description = "The preprocessor's neighbours. Default: 100.")
    private Optional<Integer> neighbours = Optional.empty();

    PublishedRules rules() {
        PublishedRules usual = PublishedRules.DEFAULTS;
        return new PublishedRules(
                minimumSaves.orElse(usual.minimumSaves()),
                !dropUnknownSaves && usual.keepUnknownSaves(),
                minimumTracks.orElse(usual.minimumTracks()),
                maximumTracks.orElse(usual.maximumTracks()),
                window.orElse(usual.window()),
                neighbours.orElse(usual.neighbours()),
                minimumPlaylists.orElse(usual.minimumPlaylists()));
    }
}
