package dev.segue.recommender.planted;

public final class KnowsAnother {

    private KnowsAnother() {}

    public static Class<?> other() {
        return dev.segue.crawler.planted.KnowsAnother.class;
    }
}
