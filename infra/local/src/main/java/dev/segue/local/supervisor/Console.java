package dev.segue.local.supervisor;

import java.io.PrintStream;
import java.util.List;

/// What people see while the platform runs: prefixed lines of every process, and on a terminal one line of progress
/// that stays below them.
///
/// Safe for use by many threads.
public final class Console {

    private static final String ERASE_LINE = "\r\u001B[2K";
    private static final String RESET = "\u001B[0m";
    private static final String DIM = "\u001B[2m";
    private static final String BOLD = "\u001B[1m";
    /// Cyan, green, yellow, blue, magenta, bright cyan: readable on dark and on light.
    private static final List<String> COLOURS =
            List.of("\u001B[36m", "\u001B[32m", "\u001B[33m", "\u001B[34m", "\u001B[35m", "\u001B[96m");

    private static final int WIDTH = 12;
    private static final String OWN_NAME = "segue";

    private final PrintStream out;
    private final Style style;
    private String progress = "";

    /// What the output can show and is meant to show.
    ///
    /// @param terminal whether a line can be written over
    /// @param colour whether escape sequences for colour are welcome
    /// @param processes whether the lines of the processes are shown; the platform's own always are
    public record Style(boolean terminal, boolean colour, boolean processes) {}

    public Console(PrintStream out, Style style) {
        this.out = out;
        this.style = style;
    }

    /// A line of a process.
    ///
    /// @param ordinal decides the colour
    synchronized void process(String name, int ordinal, String line) {
        if (style.processes()) {
            print(paint(COLOURS.get(Math.floorMod(ordinal, COLOURS.size())), prefix(name)) + line);
        }
    }

    /// A line of the platform's own.
    public synchronized void say(String line) {
        print(paint(BOLD, prefix(OWN_NAME)) + line);
    }

    /// Replaces the line of progress; does nothing where there is no terminal.
    public synchronized void progress(String line) {
        if (style.terminal()) {
            progress = paint(DIM, prefix(OWN_NAME)) + line;
            out.print(ERASE_LINE + progress);
            out.flush();
        }
    }

    /// Takes the line of progress away.
    public synchronized void endProgress() {
        if (!progress.isEmpty()) {
            progress = "";
            out.print(ERASE_LINE);
            out.flush();
        }
    }

    private void print(String line) {
        if (progress.isEmpty()) {
            out.println(line);
        } else {
            out.println(ERASE_LINE + line);
            out.print(progress);
        }
        out.flush();
    }

    private String paint(String colour, String text) {
        return style.colour() ? colour + text + RESET : text;
    }

    private static String prefix(String name) {
        return name + " ".repeat(Math.max(0, WIDTH - name.length())) + " │ ";
    }
}
