package dev.segue.benchmarks.crawling;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/// Runs another program in this process, which ends when whoever started it does: nothing that is measured may go on
/// beside what is measured next. Known by the end of standard input, which comes however the other dies.
///
/// Arguments: main class, and those of it.
public final class Tied {

    private static final int EXIT_CODE = 143;

    private Tied() {}

    public static void main(String[] arguments) throws ReflectiveOperationException {
        Thread.ofPlatform().daemon().name("tied").start(Tied::endWithStandardInput);
        var main = Class.forName(arguments[0]).getMethod("main", String[].class);
        try {
            main.invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(arguments[0] + " broke off", e.getCause());
        }
    }

    private static void endWithStandardInput() {
        try {
            while (System.in.read() >= 0) {
                // Nobody is expected to write anything.
            }
        } catch (IOException e) {
            System.err.println("Standard input breaks off: " + e);
        }
        Runtime.getRuntime().halt(EXIT_CODE);
    }
}
