package dev.segue.benchmarks.serving;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntConsumer;

/// Times one question after another in one thread, by the processor as well as by the clock: other work on the machine
/// holds up the one and not the other.
public final class Clock {

    private static final int WARM = 3;
    private static final int MOST_WARM = 600;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private Clock() {}

    /// Milliseconds a question.
    ///
    /// @param processor mean time of this thread on a processor
    /// @param p50 by the clock
    /// @param p99 by the clock
    public record Times(double processor, double p50, double p99) {

        /// Questions a second of one processor.
        public double rate() {
            return 1000 / processor;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%.3f ms of a processor a question, %.0f/s; by the clock p50 %.3f, p99 %.3f ms",
                    processor,
                    rate(),
                    p50,
                    p99);
        }
    }

    /// Asks all questions once, after as many to warm up.
    ///
    /// @param ask one of the questions by its number
    public static Times time(int questions, IntConsumer ask) {
        for (int i = 0; i < Math.min(WARM * questions, MOST_WARM); i++) {
            ask.accept(i % questions);
        }
        double[] took = new double[questions];
        long processor = THREADS.getCurrentThreadCpuTime();
        for (int i = 0; i < questions; i++) {
            long start = System.nanoTime();
            ask.accept(i);
            took[i] = (System.nanoTime() - start) / 1e6;
        }
        double used = (THREADS.getCurrentThreadCpuTime() - processor) / 1e6 / questions;
        Arrays.sort(took);
        return new Times(used, took[questions / 2], took[Math.min(questions - 1, questions * 99 / 100)]);
    }

    /// Work that takes long, all threads of this process together.
    ///
    /// @param since by the clock, nanoseconds
    /// @param processorSince by all processors, nanoseconds
    public record Work(long since, long processorSince) {

        public static Work begin() {
            return new Work(System.nanoTime(), processorNanos());
        }

        public double seconds() {
            return (System.nanoTime() - since) / 1e9;
        }

        public double processorSeconds() {
            return (processorNanos() - processorSince) / 1e9;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "%.1f s of a processor, %.1f s by the clock", processorSeconds(), seconds());
        }

        private static long processorNanos() {
            return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }
    }

    /// Prints a line.
    @SuppressWarnings("AnnotateFormatMethod") // the annotation would be all we need of its jar
    public static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
        System.out.flush();
    }
}
