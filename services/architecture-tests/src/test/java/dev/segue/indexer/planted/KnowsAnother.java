package dev.segue.indexer.planted;

public final class KnowsAnother {

    private KnowsAnother() {}

    public static Class<?> other() {
        return dev.segue.recommender.planted.KnowsAnother.class;
    }
}
