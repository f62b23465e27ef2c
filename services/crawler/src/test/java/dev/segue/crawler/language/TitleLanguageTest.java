package dev.segue.crawler.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TitleLanguageTest {

    @ParameterizedTest
    @CsvSource({
        "Songs for the road, en",
        "my summer vibes 2019, en",
        "Sad Girl Songs, en",
        "when it rains, en",
        "Lieder für den Sommerabend, de",
        "Deutschrap 2020, de",
        "Musik zum Laufen, de",
        "gute laune, de",
        "Chansons pour l'été, fr",
        "soirée entre amis, fr",
        "bonne humeur, fr",
        "Canciones para entrenar, es",
        "fiesta de verano, es",
        "rock en español, es",
        "Músicas para o churrasco, pt",
        "não me deixe, pt",
        "Saudade, pt",
        "Canzoni per la sera, it",
        "musica italiana anni 70, it",
        "piosenki na lato, pl",
        "Smutne, pl",
        "Najlepsze polskie hity, pl",
        "Türkçe şarkılar, tr",
        "hüzünlü gece, tr",
        "русский рок, ru",
        "песни для дороги, ru",
        "українські пісні, uk",
        "作業用のBGM, ja",
        "ドライブ 2020, ja",
        "失恋ソング, ja",
        "华语流行, zh",
        "한국 발라드, ko",
        "أغاني حزينة, ar",
        "ελληνικά τραγούδια, el"
    })
    void tellsTheLanguageOfATitle(String title, String language) {
        // When / Then
        assertThat(TitleLanguage.of(title)).isEqualTo(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "techno", "80s", "Vol. 3", "🎸🔥", "Nirvana", "2024 / 05", "ABBA", "la"})
    void saysNothingWhereTheWordsDoNotTell(String title) {
        // When / Then
        assertThat(TitleLanguage.of(title)).isNull();
    }
}
