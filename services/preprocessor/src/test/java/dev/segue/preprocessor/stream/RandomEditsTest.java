package dev.segue.preprocessor.stream;

import static dev.segue.testkit.Playlists.playlist;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.preprocessor.counting.NeighbourRules;
import dev.segue.schemas.Topics;
import dev.segue.schemas.avro.CatalogueTrack;
import dev.segue.schemas.avro.CleanPlaylist;
import dev.segue.schemas.avro.PlaylistSnapshot;
import dev.segue.schemas.avro.SnapshotTrack;
import dev.segue.testkit.Playlists;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/// Whatever comes, in whatever order: what is published equals a recount of the playlists that are clean in the end.
class RandomEditsTest {

    private static final int PLAYLISTS = 6;

    /// One record of the snapshot topic or of the aliases, or a pause in which everything is published.
    sealed interface Step {
        record Send(int playlist, int version) implements Step {}

        record Delete(int playlist) implements Step {}

        /// A track turns out to be another one, or itself when both are the same.
        record Alias(int track, int recording) implements Step {}

        record Pause() implements Step {}
    }

    @Property(tries = 25, shrinking = ShrinkingMode.BOUNDED)
    void publishedNeighboursEqualARecount(
            @ForAll("steps") List<Step> steps, @ForAll("rules") NeighbourRules rules, @ForAll long songs) {
        try (var preprocessor = PreprocessorHarness.of(PreprocessorHarness.FILTERS, rules)) {
            // Given
            var model = new Model(songs);

            // When
            steps.forEach(step -> {
                model.apply(step);
                switch (step) {
                    case Step.Send send -> preprocessor.send(model.snapshot(send));
                    case Step.Delete delete -> preprocessor.delete(id(delete.playlist()));
                    case Step.Alias(int track, int recording) ->
                        preprocessor.alias(Model.id(track), track == recording ? null : Model.id(recording));
                    case Step.Pause pause -> preprocessor.settle();
                }
            });
            preprocessor.settle();

            // Then
            var recount = new Recount(model.clean().values(), rules.window());
            assertThat(playlists(preprocessor)).isEqualTo(model.clean());
            assertThat(catalogue(preprocessor)).isEqualTo(recount.catalogue(rules));
            assertThat(Recount.text(preprocessor.table(Topics.TRACK_NEIGHBOURS)))
                    .isEqualTo(recount.lists(rules));
            assertThat(preprocessor.corpus.catalogueTracks())
                    .isEqualTo(recount.catalogue(rules).size());
            assertThat(preprocessor.statistics().getOutcomes().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(model.sent);

            // When
            for (int playlist = 0; playlist < PLAYLISTS; playlist++) {
                preprocessor.delete(id(playlist));
            }
            preprocessor.settle();

            // Then
            assertThat(preprocessor.table(Topics.PLAYLISTS)).isEmpty();
            assertThat(preprocessor.table(Topics.TRACKS)).isEmpty();
            assertThat(preprocessor.table(Topics.TRACK_NEIGHBOURS)).isEmpty();
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var playlists = Arbitraries.integers().between(0, PLAYLISTS - 1);
        var versions = Arbitraries.integers().between(0, 9);
        Arbitrary<Step> send = Combinators.combine(playlists, versions).as(Step.Send::new);
        Arbitrary<Step> delete = playlists.map(Step.Delete::new);
        var tracks = Arbitraries.integers().between(0, 9);
        Arbitrary<Step> alias = Combinators.combine(tracks, tracks).as(Step.Alias::new);
        Arbitrary<Step> pause = Arbitraries.of(new Step.Pause());
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(8, send),
                        net.jqwik.api.Tuple.of(1, delete),
                        net.jqwik.api.Tuple.of(2, alias),
                        net.jqwik.api.Tuple.of(1, pause))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<NeighbourRules> rules() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 12),
                        Arbitraries.integers().between(1, 6),
                        Arbitraries.integers().between(1, 3))
                .as(NeighbourRules::new);
    }

    private static Map<String, List<String>> playlists(PreprocessorHarness preprocessor) {
        return preprocessor.table(Topics.PLAYLISTS).values().stream()
                .collect(Collectors.toMap(
                        CleanPlaylist::getPlaylistId, CleanPlaylist::getTracks, (a, b) -> a, TreeMap::new));
    }

    private static Map<String, Integer> catalogue(PreprocessorHarness preprocessor) {
        return preprocessor.table(Topics.TRACKS).values().stream()
                .collect(Collectors.toMap(
                        CatalogueTrack::getTrackId, CatalogueTrack::getPlaylists, (a, b) -> a, TreeMap::new));
    }

    private static String id(int playlist) {
        return "mpd:" + playlist;
    }

    /// What should be, by rules written down once more.
    private static final class Model {

        private final long songs;
        private final Map<Integer, Integer> versions = new HashMap<>();
        private final Map<String, String> names = new HashMap<>();
        private int sent;

        Model(long songs) {
            this.songs = songs;
        }

        void apply(Step step) {
            switch (step) {
                case Step.Send(int playlist, int version) -> {
                    sent++;
                    versions.merge(playlist, version, Math::max);
                }
                case Step.Delete(int playlist) -> {
                    sent++;
                    versions.remove(playlist);
                }
                case Step.Alias(int track, int recording) -> {
                    if (track == recording) {
                        names.remove(id(track));
                    } else {
                        names.put(id(track), id(recording));
                    }
                }
                case Step.Pause pause -> {}
            }
        }

        /// A version of a playlist always has the same content: some are too short, some have too few saves, most
        /// repeat tracks.
        PlaylistSnapshot snapshot(Step.Send send) {
            var random = new Random(songs * 1_000_003 + send.playlist() * 101L + send.version());
            var tracks = new ArrayList<SnapshotTrack>();
            int length = random.nextInt(12);
            for (int i = 0; i < length; i++) {
                tracks.add(Playlists.snapshotTrack("t" + random.nextInt(10)));
            }
            return playlist(RandomEditsTest.id(send.playlist()))
                    .version(send.version())
                    .savedBy(random.nextInt(5) == 0 ? 14 : 15)
                    .of(tracks);
        }

        Map<String, List<String>> clean() {
            var clean = new TreeMap<String, List<String>>();
            versions.forEach((playlist, version) -> {
                PlaylistSnapshot snapshot = snapshot(new Step.Send(playlist, version));
                var tracks = new LinkedHashSet<String>();
                snapshot.getTracks().forEach(track -> tracks.add(track.getTrackId()));
                if (snapshot.getSaves() >= 15 && tracks.size() >= 3) {
                    clean.put(
                            RandomEditsTest.id(playlist),
                            tracks.stream().map(this::recording).distinct().toList());
                }
            });
            return clean;
        }

        static String id(int track) {
            return Playlists.track("t" + track);
        }

        private String recording(String id) {
            var passed = new ArrayList<String>();
            String at = id;
            while (names.containsKey(at) && !passed.contains(at)) {
                passed.add(at);
                at = names.get(at);
            }
            int circle = passed.indexOf(at);
            return circle < 0 ? at : Collections.min(passed.subList(circle, passed.size()));
        }
    }
}
