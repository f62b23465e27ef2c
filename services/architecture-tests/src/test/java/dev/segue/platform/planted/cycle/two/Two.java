package dev.segue.platform.planted.cycle.two;

import dev.segue.platform.planted.cycle.one.One;

public final class Two {

    private Two() {}

    public static Class<?> other() {
        return One.class;
    }
}
