package dev.segue.crawler.planted;

public final class KnowsAnother {

    private KnowsAnother() {}

    public static Class<?> other() {
        return dev.segue.preprocessor.planted.KnowsAnother.class;
    }
}
