package dev.segue.search;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource({
        "Beyoncé, beyonce",
        "Sigur Rós, sigur ros",
        "Mötley Crüe, motley crue",
        "Håkan Hellström, hakan hellstrom",
        "Łona, lona",
        "Die Straße, die strasse",
        "İstanbul, istanbul",
        "Μίκης Θεοδωράκης, μικης θεοδωρακης",
        "ＡＢＢＡ, abba",
        "ﾊﾟﾌｭｰﾑ, パフューム",
        "Don’t Stop, dont stop",
        "AC/DC, acdc",
        "Simon & Garfunkel, simon and garfunkel",
        "The The, the the",
        "!!!, !"
    })
    void foldsWhatPeopleTypeDifferently(String text, String expected) {
        // When
        String whole = Words.of(text).whole();
        // Then
        assertThat(whole).isEqualTo(expected);
    }

    @Test
    void keepsTheMarksThatMakeAnotherLetterInJapanese() {
        // When
        String whole = Words.of("がか").whole();
        // Then
        assertThat(whole).isEqualTo("がか");
    }

    @Test
    void findsUnspacedScriptsByCharactersAndPairs() {
        // When
        var tokens = Words.of("坂本龍一 live").tokens();
        // Then
        assertThat(tokens).containsExactly("坂", "本", "龍", "一", "坂本", "本龍", "龍一", "live");
    }

    @Test
    void partsWordsWhereTheScriptChanges() {
        // When
        var tokens = Words.of("BTS방탄").tokens();
        // Then
        assertThat(tokens).containsExactly("bts", "방", "탄", "방탄");
    }

    @Test
    void joinsPartsAndNeighbours() {
        // When
        var joined = Words.of("R.E.M. Daft Punk").joined();
        // Then
        assertThat(joined).containsExactly("rem", "remdaft", "daftpunk");
    }

    @Test
    void keepsSignsOnlyWhereTheyStandAlone() {
        // When
        var tokens = Words.of("Hey! ÷ (live)").tokens();
        // Then
        assertThat(tokens).containsExactly("hey", "÷", "live");
    }

    @Test
    void cutsWordsThatLuceneWouldRefuse() {
        // When
        var tokens = Words.of("a".repeat(40_000)).tokens();
        // Then
        assertThat(tokens).containsExactly("a".repeat(Words.MAX_WORD));
    }

    @Test
    void cutsTextsOfEndlesslyManyWords() {
        // When
        var units = Words.of("la ".repeat(10_000)).units();
        // Then
        assertThat(units).hasSize(Words.MAX_UNITS);
    }

    @Property(tries = 500)
    void foldingFoldedTextChangesNothing(@ForAll String text) {
        // Given
        String folded = Words.of(text).whole();
        // When
        String again = Words.of(folded).whole();
        // Then
        assertThat(again).isEqualTo(folded);
    }
}
