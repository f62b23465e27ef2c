package dev.segue.cli.command;

import dev.segue.verification.log.RecordLog;
import dev.segue.verification.recount.PublishedRules;
import java.util.Optional;
import picocli.CommandLine.Option;

/// What the preprocessor was told, for those who recount what it does.
final class RuleOptions {

    @Option(
            names = "--min-saves",
            paramLabel = "N",
            description = "The preprocessor's minimum-saves. Default: as it tells.")
    private Optional<Long> minimumSaves = Optional.empty();

    @Option(names = "--drop-unknown-saves", description = "The preprocessor drops playlists of unknown saves.")
    private boolean dropUnknownSaves;

    @Option(
            names = "--min-tracks",
            paramLabel = "N",
            description = "The preprocessor's minimum-tracks. Default: as it tells.")
    private Optional<Integer> minimumTracks = Optional.empty();

    @Option(
            names = "--max-tracks",
            paramLabel = "N",
            description = "The preprocessor's maximum-tracks. Default: as it tells.")
    private Optional<Integer> maximumTracks = Optional.empty();

    @Option(
            names = "--min-playlists",
            paramLabel = "N",
            description = "The preprocessor's minimum-playlists. Default: as it tells.")
    private Optional<Integer> minimumPlaylists = Optional.empty();

    @Option(names = "--window", paramLabel = "N", description = "The preprocessor's window. Default: as it tells.")
    private Optional<Integer> window = Optional.empty();

    @Option(
            names = "--neighbours",
            paramLabel = "N",
            description = "The preprocessor's neighbours. Default: as it tells.")
    private Optional<Integer> neighbours = Optional.empty();

    /// What is not named is as the preprocessor told it with the numbers of the corpus, or the usual.
    PublishedRules rules(RecordLog log) {
        PublishedRules usual = PublishedRules.told(log).orElse(PublishedRules.DEFAULTS);
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
