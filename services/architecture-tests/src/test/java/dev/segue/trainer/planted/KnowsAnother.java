package dev.segue.trainer.planted;

public final class KnowsAnother {

    private KnowsAnother() {}

    public static Class<?> other() {
        return dev.segue.indexer.planted.KnowsAnother.class;
    }
}
