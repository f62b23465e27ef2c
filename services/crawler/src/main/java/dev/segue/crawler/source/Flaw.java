package dev.segue.crawler.source;

/// What is wrong with input, for the person who has to mend it.
///
/// @param file the file or address that was read
/// @param place where in it: a JSON pointer, a line and column, a byte of the unpacked text
/// @param expected what should be there
/// @param got what is there, abbreviated
public record Flaw(String file, String place, String expected, String got) {

    private static final int LONGEST = 200;

    public Flaw {
        place = abbreviated(place);
        expected = abbreviated(expected);
        got = abbreviated(got);
    }

    /// One line: file, place, expected, got.
    @Override
    public String toString() {
        return file + ", " + place + ": expected " + expected + ", got " + got;
    }

    private static String abbreviated(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + "…";
    }
}
