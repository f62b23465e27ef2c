package dev.segue.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    @Test
    void prefixesLinesWithoutAnyEscapeWhereThereIsNoTerminal() {
        // Given
        var console = console(new Console.Style(false, false, true));

        // When
        console.progress("half way");
        console.process("crawler", 1, "read 100 playlists");
        console.say("ready");
        console.endProgress();

        // Then
        assertThat(text().lines()).containsExactly("crawler      │ read 100 playlists", "segue        │ ready");
    }

    @Test
    void keepsTheProgressBelowTheLinesOnATerminal() {
        // Given
        var console = console(new Console.Style(true, false, true));

        // When
        console.progress("half way");
        console.process("crawler", 1, "read 100 playlists");

        // Then
        assertThat(text())
                .isEqualTo("\r\u001B[2Ksegue        │ half way\r\u001B[2Kcrawler      │ read 100 playlists"
                        + System.lineSeparator() + "segue        │ half way");
    }

    @Test
    void showsOnlyItsOwnLinesWhenAsked() {
        // Given
        var console = console(new Console.Style(false, false, false));

        // When
        console.process("crawler", 1, "read 100 playlists");
        console.say("ready");

        // Then
        assertThat(text().lines()).containsExactly("segue        │ ready");
    }

    @Test
    void coloursThePrefixOnly() {
        // Given
        var console = console(new Console.Style(false, true, true));

        // When
        console.process("crawler", 1, "one love");

        // Then
        assertThat(text().strip()).matches("\u001B\\[\\d+mcrawler +│ \u001B\\[0mone love");
    }

    private Console console(Console.Style style) {
        return new Console(new PrintStream(shown, true, StandardCharsets.UTF_8), style);
    }

    private String text() {
        return shown.toString(StandardCharsets.UTF_8);
    }
}
