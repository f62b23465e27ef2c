package dev.segue.local.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.local.supervisor.HomeLock.Attempt;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeLockTest {

    @Test
    void isRefusedWithTheHoldersIdWhileItIsHeld(@TempDir Path folder) throws Exception {
        // Given
        var home = new Home(folder);
        var first = (Attempt.Taken) HomeLock.tryTake(home);
        try (var held = first.lock()) {

            // When
            Attempt second = HomeLock.tryTake(home);

            // Then
            assertThat(held).isNotNull();
            assertThat(second).isInstanceOfSatisfying(Attempt.Refused.class, refused -> assertThat(refused.holder())
                    .contains(ProcessHandle.current().pid()));
        }
    }

    @Test
    void isRefusedWhileAnotherProcessHoldsIt(@TempDir Path folder) throws Exception {
        // Given
        var home = new Home(folder);
        var holder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        folder.toString())
                .start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");

            // When
            Attempt attempt = HomeLock.tryTake(home);

            // Then
            assertThat(attempt).isInstanceOfSatisfying(Attempt.Refused.class, refused -> assertThat(refused.holder())
                    .contains(holder.pid()));
        } finally {
            holder.destroyForcibly().waitFor();
        }
        assertThat(HomeLock.tryTake(home)).isInstanceOfSatisfying(Attempt.Taken.class, taken -> assertThat(taken.lock())
                .isNotNull());
    }

    /// Takes the lock of the home it is given and keeps it until it is killed.
    static final class LockHolder {

        public static void main(String[] arguments) throws Exception {
            Attempt attempt = HomeLock.tryTake(new Home(Path.of(arguments[0])));
            System.out.println(attempt instanceof Attempt.Taken ? "held" : "refused");
            Thread.currentThread().join();
        }
    }
}
