package dev.segue.platform.planted.cycle.one;

import dev.segue.platform.planted.cycle.two.Two;

public final class One {

    private One() {}

    public static Class<?> other() {
        return Two.class;
    }
}
