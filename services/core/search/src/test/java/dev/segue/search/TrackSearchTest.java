package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.search.TrackHit.Match;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackSearchTest {

    private Path folder;
    private TrackSearch search;

    @BeforeEach
    void open(@TempDir Path folder) {
        this.folder = folder;
        search = TrackSearch.open(folder.resolve("search"));
    }

    @AfterEach
    void close() {
        search.close();
    }

    @Nested
    class Tracks {

        @ParameterizedTest
        @CsvSource({
            "beyonce halo, halo",
            "halo beyonce, halo",
            "Beyoncé Halo, halo",
            "beyonce hal, halo",
            "sigur ros, hoppipolla",
            "sigurros, hoppipolla",
            "hoppipolla, hoppipolla",
            "bob marley is this, is-this-love",
            "acdc, thunderstruck",
            "ac/dc, thunderstruck",
            "AC DC thunder, thunderstruck",
            "rem losing my religion, losing-my-religion",
            "r.e.m., losing-my-religion",
            "dont look back in anger, anger",
            "simon and garfunkel, cecilia",
            "simon & garfunkel, cecilia",
            "the the, this-is-the-day",
            "! it, it",
            "ed sheeran ÷, divide",
            "÷, divide",
            "坂本龍一, merry-christmas",
            "坂本, merry-christmas",
            "龍, merry-christmas",
            "방탄소년단, spring-day",
            "방탄, spring-day",
            "봄날 방탄소년단, spring-day",
            "宇多田ヒカル first, first-love",
            "邓丽君, moon",
            "月亮 邓丽君, moon"
        })
        void findsTheTrackThatIsMeant(String text, String expected) {
            // Given
            hold(SONGS);
            // When
            List<TrackHit> hits = search.searchTracks(text, 5);
            // Then
            assertThat(hits).first().satisfies(hit -> {
                assertThat(hit.track().id()).isEqualTo("test:" + expected);
                assertThat(hit.match()).isEqualTo(Match.WORDS);
            });
        }

        @ParameterizedTest
        @CsvSource({
            "beyonse halo, halo",
            "bob marely is this love, is-this-love",
            "thundersrtuk, thunderstruck",
            "thundrst, thunderstruck",
            "garfunkle cecilia, cecilia",
            "losing my relegion, losing-my-religion",
            "방탄소녀단, spring-day"
        })
        void toleratesTypos(String text, String expected) {
            // Given
            hold(SONGS);
            // When
            List<TrackHit> hits = search.searchTracks(text, 5);
            // Then
            assertThat(hits).first().satisfies(hit -> {
                assertThat(hit.track().id()).isEqualTo("test:" + expected);
                assertThat(hit.match()).isEqualTo(Match.MISSPELT);
            });
        }

        @Test
        void ranksTheWordAboveAWordThatBeginsSoAndThatAboveAMisspeltOne() {
            // Given
            hold(List.of(
                    track("misspelt", "Halos", 900, "Someone"),
                    track("begun", "Halogen", 500, "Someone"),
                    track("exact", "Say Halo", 1, "Someone"),
                    track("far", "Hallo", 2_000, "Someone")));
            // When
            List<TrackHit> hits = search.searchTracks("halo", 5);
            // Then
            assertThat(hits)
                    .extracting(hit -> hit.track().title())
                    .containsExactly("Say Halo", "Halos", "Halogen", "Hallo");
        }

        @Test
        void doubtsTheFirstLettersOnlyWhereNothingElseIsFound() {
            // Given
            hold(List.of(
                    track("first", "Ballads", 10, "Someone"),
                    track("second", "Nallads", 900, "Someone"),
                    track("third", "Bollads", 5, "Someone")));
            // When
            List<TrackHit> right = search.searchTracks("ballads", 5);
            List<TrackHit> second = search.searchTracks("bellads", 5);
            List<TrackHit> first = search.searchTracks("xallads", 5);
            // Then
            assertThat(right).extracting(hit -> hit.track().id()).containsExactly("test:first");
            assertThat(second).extracting(hit -> hit.track().id()).containsExactly("test:first", "test:third");
            assertThat(first).extracting(hit -> hit.track().id()).containsExactly("test:second", "test:first");
        }

        @Test
        void ranksOneWrongLetterAboveTwo() {
            // Given
            hold(List.of(track("two", "Thundirstrick", 900, "Someone"), track("one", "Thunderstrick", 5, "Someone")));
            // When
            List<TrackHit> hits = search.searchTracks("thunderstruck", 5);
            // Then
            assertThat(hits).extracting(hit -> hit.track().id()).containsExactly("test:one", "test:two");
        }

        @ParameterizedTest
        @ValueSource(strings = {"b", "ba", "ball", "ballad", "ballads", "ballads some", "kept"})
        void putsThePopularFirstOverManyWritesAndDeletes(String text) {
            // Given
            var random = new Random(7);
            var playlists = new TreeMap<String, Integer>();
            for (int write = 0; write < 900; write++) {
                String id = "test:" + random.nextInt(300);
                if (random.nextInt(5) == 0) {
                    search.deleteTrack(id);
                    playlists.remove(id);
                } else {
                    int held = random.nextInt(12);
                    search.upsertTrack(new CatalogueEntry(
                            id,
                            "Ballads " + random.nextInt(3),
                            List.of("Someone"),
                            List.of(),
                            "Kept",
                            null,
                            null,
                            null,
                            null,
                            held));
                    playlists.put(id, held);
                }
                if (write % 100 == 0) {
                    search.refresh();
                }
            }
            search.refresh();
            // When
            List<TrackHit> hits = search.searchTracks(text, 40);
            // Then
            assertThat(hits)
                    .extracting(hit -> hit.track().id())
                    .containsExactlyElementsOf(playlists.entrySet().stream()
                            .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                                    .thenComparing(Map.Entry.comparingByKey()))
                            .limit(40)
                            .map(Map.Entry::getKey)
                            .toList());
            assertThat(search.tracks()).isEqualTo(playlists.size());
            assertThat(search.playlists()).isZero();
            playlists.forEach((id, held) -> assertThat(search.track(id))
                    .hasValueSatisfying(track -> assertThat(track.playlists()).isEqualTo(held)));
        }

        @Test
        void putsTheWholeTitleFirstThenThePopular() {
            // Given
            hold(List.of(
                    track("other", "Hello Goodbye", 5_000, "The Beatles"),
                    track("live", "Hello - Live", 7, "Adele"),
                    track("studio", "Hello", 800, "Adele"),
                    track("least", "Hello Again", 3, "Neil Diamond")));
            // When
            List<TrackHit> hits = search.searchTracks("hello", 5);
            // Then
            assertThat(hits)
                    .extracting(hit -> hit.track().id())
                    .containsExactly("test:studio", "test:live", "test:other", "test:least");
        }

        @Test
        void knowsAnArtistByTheFirstOfSeveralNames() {
            // Given
            hold(List.of(
                    track("title", "Bob Marley", 14, "Grizfolk"),
                    track("artist", "Three Little Birds", 76, "Bob Marley & The Wailers"),
                    track("within", "Ode to Bob Marley", 900, "Someone")));
            // When
            List<TrackHit> hits = search.searchTracks("bob marley", 5);
            // Then
            assertThat(hits)
                    .extracting(hit -> hit.track().id())
                    .containsExactly("test:artist", "test:title", "test:within");
        }

        @Test
        void breaksTiesByIdSoThatAnswersRepeat() {
            // Given
            hold(List.of(
                    track("b", "Intro", 4, "M83"), track("c", "Intro", 4, "The xx"), track("a", "Intro", 4, "alt-J")));
            // When
            List<TrackHit> hits = search.searchTracks("intro", 5);
            // Then
            assertThat(hits).extracting(hit -> hit.track().id()).containsExactly("test:a", "test:b", "test:c");
        }

        @Test
        void offersTracksWithSomeOfTheWordsWhenNoneHasAll() {
            // Given
            hold(SONGS);
            // When
            List<TrackHit> hits = search.searchTracks("beyonce halo extended karaoke", 5);
            // Then
            assertThat(hits).singleElement().satisfies(hit -> {
                assertThat(hit.track().id()).isEqualTo("test:halo");
                assertThat(hit.match()).isEqualTo(Match.PARTIAL);
            });
        }

        @Test
        void findsByAlbum() {
            // Given
            hold(SONGS);
            // When
            List<TrackHit> hits = search.searchTracks("kaya marley", 5);
            // Then
            assertThat(hits).extracting(hit -> hit.track().id()).containsExactly("test:is-this-love");
        }

        @Test
        void listsAnArtistsAndAnAlbumsTracksMostHeldFirst() {
            // Given
            hold(List.of(
                    on("Kaya", "rare", "Rare", 1, "Björk"),
                    on("Kaya", "kaya", "Kaya", 5, "bjork", "Somebody"),
                    on("Other", "hit", "Hit", 9, "BJÖRK"),
                    on("Kaya", "not-hers", "Not Hers", 7, "Somebody", "Björk")));
            // When
            List<CatalogueEntry> byHer = search.tracksBy("Björk", 2);
            List<CatalogueEntry> onKaya = search.tracksOf("KAYA", "Bjork", 5);
            // Then
            assertThat(byHer).extracting(CatalogueEntry::id).containsExactly("test:hit", "test:kaya");
            assertThat(onKaya).extracting(CatalogueEntry::id).containsExactly("test:kaya", "test:rare");
            assertThat(search.tracksBy("Bjor", 5)).isEmpty();
            assertThat(search.tracksBy("", 5)).isEmpty();
            assertThat(search.tracksBy("Björk", 0)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\t\n", "\u200B", "\uFE0F", "\uD800"})
        void findsNothingByNothing(String text) {
            // Given
            hold(SONGS);
            // When
            List<TrackHit> hits = search.searchTracks(text, 5);
            // Then
            assertThat(hits).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "title:halo",
                    "halo~2",
                    "hal*",
                    "+halo -beyonce",
                    "\"halo beyonce\"",
                    "(halo) && {beyonce]",
                    "halo^9",
                    "[halo TO beyonce]",
                    "halo\\",
                    "/halo/",
                    "halo?"
                })
        void readsOperatorsAsPlainText(String text) {
            // Given
            hold(SONGS);
            // When
            List<TrackHit> hits = search.searchTracks(text, 5);
            // Then
            assertThat(hits).first().extracting(hit -> hit.track().id()).isEqualTo("test:halo");
        }

        @Test
        void takesTextsOfAnyLength() {
            // Given
            hold(SONGS);
            // When
            List<TrackHit> words = search.searchTracks("halo beyonce ".repeat(100_000), 5);
            List<TrackHit> letters = search.searchTracks("halo".repeat(100_000), 5);
            // Then
            assertThat(words).first().extracting(hit -> hit.track().id()).isEqualTo("test:halo");
            assertThat(letters).isEmpty();
        }

        @Test
        void givesAtMostAsManyAsAskedFor() {
            // Given
            hold(SONGS);
            // When
            List<TrackHit> hits = search.searchTracks("s", 2);
            // Then
            assertThat(hits).hasSize(2);
        }

        @Test
        void refusesANegativeNumberOfHits() {
            // When Then
            assertThatThrownBy(() -> search.searchTracks("halo", -1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("got -1");
        }

        @Test
        void keepsEveryFieldOfAnEntry() {
            // Given
            var full = new CatalogueEntry(
                    "test:full",
                    "Exodus",
                    List.of("Bob Marley", "The Wailers"),
                    List.of("artist:1", "artist:2"),
                    "Exodus",
                    "album:1",
                    460_000L,
                    "GBAAN7700001",
                    false,
                    41);
            var bare = new CatalogueEntry("test:bare", "", List.of(), List.of(), null, null, null, null, null, 1);
            // When
            hold(List.of(full, bare));
            // Then
            assertThat(search.track("test:full")).contains(full);
            assertThat(search.track("test:bare")).contains(bare);
            assertThat(search.track("test:unknown")).isEmpty();
            assertThat(search.tracks()).isEqualTo(2);
        }
    }

    @Nested
    class Titles {

        @Test
        void putsTheSameTitleFirstThenThoseWithItsWords() {
            // Given
            titles("Late Night Jazz", "Jazz", "Smooth Jazz for the Night", "Workout");
            // When
            List<TitleHit> hits = search.searchTitles("late night jazz!", 5);
            // Then
            assertThat(hits)
                    .extracting(TitleHit::title)
                    .startsWith("Late Night Jazz")
                    .hasSize(3);
            assertThat(hits).extracting(TitleHit::title).doesNotContain("Workout");
            assertThat(hits).allSatisfy(hit -> assertThat(hit.score()).isPositive());
        }

        @ParameterizedTest
        @CsvSource({
            "regae classics, Reggae Classics",
            "workuot, Workout",
            "cafe, Café",
            "출근길, 출근길 노래",
            "恋の歌, 恋の歌ベスト",
            "the the, The The",
            "it, It",
            "🔥, 🔥🔥"
        })
        void findsWhatIsSpeltAlike(String text, String expected) {
            // Given
            titles("Reggae Classics", "Workout", "Café", "출근길 노래", "恋の歌ベスト", "The The", "It", "🔥🔥", "Rock", "");
            // When
            List<TitleHit> hits = search.searchTitles(text, 3);
            // Then
            assertThat(hits).first().extracting(TitleHit::title).isEqualTo(expected);
        }

        @Test
        void looksForSpellingsOfAWordThatHardlyAnyTitleHas() {
            // Given
            titles("Regae Night", "Reggae Night", "Reggae", "Reggae", "Reggae", "Reggae", "Ragga", "Regal");
            // When
            List<TitleHit> misspelt = search.searchTitles("regae", 10);
            List<TitleHit> spelt = search.searchTitles("reggae", 10);
            // Then
            assertThat(misspelt)
                    .extracting(TitleHit::title)
                    .startsWith("Regae Night")
                    .contains("Reggae");
            assertThat(spelt).extracting(TitleHit::title).containsOnly("Reggae", "Reggae Night");
        }

        @Test
        void tellsTheTitleOfAPlaylist() {
            // Given
            titles("Workout", "");
            // When
            search.upsertPlaylistTitle("test:0", "Workout 2", 5);
            search.refresh();
            // Then
            assertThat(search.playlistTitle("test:0")).contains("Workout 2");
            assertThat(search.playlistTitle("test:1")).contains("");
            assertThat(search.playlistTitle("test:9")).isEmpty();
            assertThat(search.track("test:0")).isEmpty();
            assertThat(search.playlists()).isEqualTo(2);
        }

        @Test
        void findsNothingThatSharesNothing() {
            // Given
            titles("Reggae Classics", "Workout", "");
            // When
            List<TitleHit> hits = search.searchTitles("sleep", 3);
            // Then
            assertThat(hits).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "\u200B"})
        void findsNothingByNothing(String text) {
            // Given
            titles("Reggae Classics", "");
            // When
            List<TitleHit> hits = search.searchTitles(text, 3);
            // Then
            assertThat(hits).isEmpty();
        }

        @Test
        void tellsIdTitleAndSize() {
            // Given
            search.upsertPlaylistTitle("test:1", "Roots & Dub", 41);
            search.refresh();
            // When
            List<TitleHit> hits = search.searchTitles("roots and dub", 1);
            // Then
            assertThat(hits).singleElement().satisfies(hit -> {
                assertThat(hit.playlistId()).isEqualTo("test:1");
                assertThat(hit.title()).isEqualTo("Roots & Dub");
                assertThat(hit.tracks()).isEqualTo(41);
            });
        }
    }

    @Nested
    class Changes {

        @Test
        void areSeenOnlyAfterARefresh() {
            // Given
            search.upsertTrack(track("halo", "Halo", 1, "Beyoncé"));
            // When
            List<TrackHit> before = search.searchTracks("halo", 1);
            search.refresh();
            List<TrackHit> after = search.searchTracks("halo", 1);
            // Then
            assertThat(before).isEmpty();
            assertThat(after).hasSize(1);
        }

        @Test
        void replaceTheTrackWithTheSameId() {
            // Given
            hold(List.of(track("1", "Halo", 1, "Beyoncé")));
            // When
            hold(List.of(track("1", "Formation", 2, "Beyoncé")));
            // Then
            assertThat(search.searchTracks("halo", 5)).isEmpty();
            assertThat(search.searchTracks("formation", 5)).hasSize(1);
            assertThat(search.tracks()).isEqualTo(1);
        }

        @Test
        void takeAwayTracksAndTitlesAfterARefresh() {
            // Given
            hold(List.of(track("1", "Halo", 1, "Beyoncé")));
            titles("Halo songs");
            // When
            search.deleteTrack("test:1");
            search.deleteTrack("test:never-there");
            search.deletePlaylist("test:0");
            List<TrackHit> before = search.searchTracks("halo", 5);
            search.refresh();
            // Then
            assertThat(before).hasSize(1);
            assertThat(search.searchTracks("halo", 5)).isEmpty();
            assertThat(search.track("test:1")).isEmpty();
            assertThat(search.searchTitles("halo songs", 5)).isEmpty();
        }

        @Test
        void keepATrackAndAPlaylistOfTheSameIdApart() {
            // Given
            hold(List.of(track("0", "Halo", 1, "Beyoncé")));
            titles("Halo songs");
            // When
            search.deletePlaylist("test:0");
            search.refresh();
            // Then
            assertThat(search.tracks()).isEqualTo(1);
            assertThat(search.playlists()).isZero();
        }

        @Test
        void surviveWhenCommittedAndAreLostWhenNot() {
            // Given
            search.upsertTrack(track("1", "Halo", 1, "Beyoncé"));
            search.commit();
            search.upsertTrack(track("2", "Formation", 1, "Beyoncé"));
            // When
            search.close();
            search = TrackSearch.open(folder.resolve("search"));
            // Then
            assertThat(search.searchTracks("halo", 5)).hasSize(1);
            assertThat(search.searchTracks("formation", 5)).isEmpty();
        }

        @Test
        void doNotReachACopyNorTheCopyItsOrigin() {
            // Given
            hold(List.of(track("1", "Halo", 1, "Beyoncé")));
            Path copy = folder.resolve("copy");
            search.copyTo(copy);
            // When
            search.deleteTrack("test:1");
            search.commit();
            search.refresh();
            // Then
            try (TrackSearch other = TrackSearch.open(copy)) {
                other.upsertTrack(track("2", "Formation", 1, "Beyoncé"));
                other.commit();
                other.refresh();
                assertThat(other.searchTracks("halo", 5)).hasSize(1);
                assertThat(other.tracks()).isEqualTo(2);
            }
            assertThat(search.tracks()).isZero();
        }
    }

    private void hold(List<CatalogueEntry> entries) {
        entries.forEach(search::upsertTrack);
        search.refresh();
    }

    private void titles(String... titles) {
        for (int i = 0; i < titles.length; i++) {
            search.upsertPlaylistTitle("test:" + i, titles[i], 10);
        }
        search.refresh();
    }

    private static CatalogueEntry track(String id, String title, int playlists, String... artists) {
        return on(null, id, title, playlists, artists);
    }

    private static CatalogueEntry on(
            @Nullable String album, String id, String title, int playlists, String... artists) {
        return new CatalogueEntry(
                "test:" + id, title, List.of(artists), List.of(), album, null, null, null, null, playlists);
    }

    private static final List<CatalogueEntry> SONGS = List.of(
            track("halo", "Halo", 812, "Beyoncé"),
            track("hoppipolla", "Hoppípolla", 120, "Sigur Rós"),
            on("Kaya", "is-this-love", "Is This Love", 640, "Bob Marley & The Wailers"),
            track("thunderstruck", "Thunderstruck", 700, "AC/DC"),
            track("losing-my-religion", "Losing My Religion", 655, "R.E.M."),
            track("anger", "Don't Look Back In Anger - Remastered", 598, "Oasis"),
            track("cecilia", "Cecilia", 402, "Simon & Garfunkel"),
            track("this-is-the-day", "This Is the Day", 44, "The The"),
            track("it", "It", 2, "Christopher Cross"),
            track("divide", "÷", 3, "Ed Sheeran"),
            track("merry-christmas", "戦場のメリークリスマス", 31, "坂本龍一"),
            track("spring-day", "봄날", 77, "방탄소년단"),
            track("first-love", "First Love", 58, "宇多田ヒカル"),
            track("moon", "月亮代表我的心", 65, "邓丽君"));
}
