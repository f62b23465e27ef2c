package dev.segue.preprocessor.planted;

public final class KnowsAnother {

    private KnowsAnother() {}

    public static Class<?> other() {
        return dev.segue.trainer.planted.KnowsAnother.class;
    }
}
