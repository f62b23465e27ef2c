package dev.segue.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The launcher script's functions, run by the shell itself against JDKs, a Maven and a repository made of files.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LauncherTest {

    private static final Path SCRIPT = Path.of("../../segue").toAbsolutePath().normalize();
    private static final Instant BUILT = Instant.parse("2026-01-01T12:00:00Z");

    private final Map<String, String> environment = new HashMap<>();
    private Path folder;
    private Path jvms;

    @BeforeEach
    void nothingInstalled(@TempDir Path temporary) throws IOException {
        folder = temporary.toRealPath();
        jvms = Files.createDirectory(folder.resolve("jvm"));
        environment.put("HOME", folder.toString());
        environment.put("PATH", "/usr/bin:/bin");
    }

    private record Result(int exitCode, String out, String err) {}

    @Test
    void takesTheJdkOfJavaHome() throws Exception {
        // Given
        environment.put("JAVA_HOME", jdk("chosen", "25.0.1").toString());
        jdk("newer", "27");

        // When
        Result found = script("find_jdk");

        // Then
        assertThat(found.out()).isEqualTo(jvms.resolve("chosen").toString());
    }

    @Test
    void passesOverAJavaHomeThatIsTooOld() throws Exception {
        // Given
        environment.put("JAVA_HOME", jdk("old", "17.0.9").toString());
        Path recent = jdk("recent", "25.0.1");

        // When
        Result found = script("find_jdk");

        // Then
        assertThat(found.out()).isEqualTo(recent.toString());
    }

    @Test
    void followsTheLinksOfThePathToItsJdk() throws Exception {
        // Given
        Path jdk = Files.move(jdk("elsewhere", "26"), folder.resolve("elsewhere"));
        Path bin = Files.createDirectory(folder.resolve("bin"));
        Files.createSymbolicLink(bin.resolve("first"), jdk.resolve("bin/javac"));
        Files.createSymbolicLink(bin.resolve("javac"), Path.of("first"));
        environment.put("PATH", bin + ":/usr/bin:/bin");

        // When
        Result found = script("find_jdk");

        // Then
        assertThat(found.out()).isEqualTo(jdk.toString());
    }

    @Test
    void takesTheNewestOfTheUsualFolders() throws Exception {
        // Given
        jdk("a-26", "26.0.1");
        Path newest = jdk("b-27", "27");
        jdk("c-25", "25.0.3");

        // When
        Result found = script("find_jdk");

        // Then
        assertThat(found.out()).isEqualTo(newest.toString());
    }

    @Test
    void looksIntoTheBundlesOfAMac() throws Exception {
        // Given
        Path contents = Files.createDirectories(jvms.resolve("temurin-25.jdk/Contents"));
        Path home = Files.move(jdk("bundle", "25"), contents.resolve("Home"));

        // When
        Result found = script("find_jdk");

        // Then
        assertThat(found.out()).isEqualTo(home.toString());
    }

    @Test
    void passesOverARuntimeWithoutCompiler() throws Exception {
        // Given
        Files.delete(jdk("runtime", "25").resolve("bin/javac"));

        // When
        Result found = script("find_jdk");

        // Then
        assertThat(found.exitCode()).isNotZero();
        assertThat(found.out()).isEmpty();
    }

    @Test
    void saysInOneLineWhichJdkToInstall() throws Exception {
        // When
        Result result = script("main status");

        // Then
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().satisfies(line -> assertThat(line)
                .startsWith("segue: JDK 25 or newer is needed")
                .contains("install"));
    }

    @Test
    void saysInOneLineWhichMavenToInstall() throws Exception {
        // Given
        jdk("recent", "25");
        program(folder.resolve("bin/mvn"), "echo 'Apache Maven 3.6.3 (cecedd34)'");

        // When
        Result result = script("main test");

        // Then
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines()).singleElement().satisfies(line -> assertThat(line)
                .startsWith("segue: Maven 3.8 or newer is needed")
                .contains("install"));
    }

    @Test
    void handsTheArgumentsOfTestToMaven() throws Exception {
        // Given
        Path jdk = jdk("recent", "25");
        Path maven = program(
                folder.resolve("bin/mvn"),
                "if [ \"$1\" = -v ]; then echo 'Apache Maven 3.9.9 (8e8579a)'; else echo \"$JAVA_HOME $*\"; fi");

        // When
        Result result = script("MAVEN_PROGRAMS=(" + maven + "); main test -pl 'one two'");

        // Then
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo(jdk + " verify -pl one two");
    }

    @Test
    void isStaleBeforeTheFirstBuild() throws Exception {
        // Given
        Path repository = repository();
        Files.delete(repository.resolve("target/segue.built"));

        // When / Then
        assertThat(isStale(repository)).isTrue();
    }

    @Test
    void isNotStaleRightAfterABuild() throws Exception {
        // When / Then
        assertThat(isStale(repository())).isFalse();
    }

    @Test
    void isStaleWhenASourceIsNewer() throws Exception {
        // Given
        Path repository = repository();
        touch(repository.resolve("schemas/src/main/avro/Playlist.avsc"), BUILT.plusSeconds(1));

        // When / Then
        assertThat(isStale(repository)).isTrue();
    }

    @Test
    void isStaleWhenASourceIsGone() throws Exception {
        // Given
        Path repository = repository();
        Files.delete(repository.resolve("schemas/src/main/avro/Playlist.avsc"));

        // When / Then
        assertThat(isStale(repository)).isTrue();
    }

    @Test
    void isStaleWhenAServiceIsMissing() throws Exception {
        // Given
        Path repository = repository();
        Files.delete(repository.resolve("services/trainer/target/quarkus-app/quarkus-run.jar"));

        // When / Then
        assertThat(isStale(repository)).isTrue();
    }

    @Test
    void isNotStaleWhenOnlyTestsAndOutputsAreNewer() throws Exception {
        // Given
        Path repository = repository();
        touch(repository.resolve("schemas/src/test/java/SomeTest.java"), BUILT.plusSeconds(1));
        touch(repository.resolve("schemas/target/src/main/Generated.java"), BUILT.plusSeconds(1));

        // When / Then
        assertThat(isStale(repository)).isFalse();
    }

    @Test
    void givesCommandsThatReadWholeTopicsRoom() throws Exception {
        // When
        Result heavy = script("for command in verify 'recommend --batch file'; do"
                + " choose_jvm_options $command; printf '%s\\n' \"${JVM_OPTIONS[@]}\"; done");

        // Then
        assertThat(heavy.out().lines().filter("-Xmx6g"::equals)).hasSize(2);
        assertThat(heavy.out()).doesNotContain("TieredStopAtLevel");
    }

    @Test
    void keepsCommandsThatOnlyAskSmall() throws Exception {
        // When
        Result light = script("for command in 'recommend jamming' status ''; do"
                + " choose_jvm_options $command; printf '%s\\n' \"${JVM_OPTIONS[@]}\"; done");

        // Then
        assertThat(light.out().lines().filter("-Xmx96m"::equals)).hasSize(3);
    }

    @Test
    void buildsOnceForAllWhoNeedItAtATime() throws Exception {
        // Given
        Path repository = unbuilt();
        Path said = repository.resolve("said");
        Path maven = maven(
                repository,
                "i=0; until [ \"$(grep -c waiting '" + said
                        + "')\" = 2 ] || [ $i = 300 ]; do i=$((i + 1)); sleep .1; done; echo built >>'" + repository
                        + "/builds'; " + making(repository));

        // When
        script("for i in 1 2 3; do bash -c '. \"$1\"; MAVEN_PROGRAMS=(\"$2\"); build_alone \"$3\" status'"
                + " launcher '" + SCRIPT + "' '" + maven + "' '" + repository + "' 2>>'" + said + "' & done; wait");

        // Then
        assertThat(Files.readAllLines(repository.resolve("builds"))).hasSize(1);
        assertThat(Files.readAllLines(said))
                .filteredOn(line -> line.matches("segue: waiting for process \\d+, which builds here"))
                .hasSize(2);
        try (var left = Files.list(repository.resolve("target"))) {
            assertThat(left.map(file -> file.getFileName().toString())).containsExactly("segue.built");
        }
    }

    @Test
    void buildsWhereABuildWasKilled() throws Exception {
        // Given
        Path repository = unbuilt();
        Files.createSymbolicLink(repository.resolve("target/segue.lock"), Path.of("999999999"));
        Path maven = maven(repository, making(repository));

        // When
        Result result = script("MAVEN_PROGRAMS=(" + maven + "); build_alone '" + repository + "' status");

        // Then
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(repository.resolve("infra/cli/target/segue.jar")).exists();
        assertThat(repository.resolve("target/segue.lock")).doesNotExist();
    }

    @Test
    void letsTheNextOneBuildAfterAFailure() throws Exception {
        // Given
        Path repository = unbuilt();
        Path maven = maven(repository, "exit 1");

        // When
        Result result = script("MAVEN_PROGRAMS=(" + maven + "); build_alone '" + repository + "' status");

        // Then
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("segue: the build failed");
        assertThat(repository.resolve("target/segue.lock")).doesNotExist();
    }

    @Test
    void saysWhyItCannotBuild() throws Exception {
        // Given
        Path repository = unbuilt();
        program(folder.resolve("bin/ln"), "echo 'ln: no links here' >&2; exit 1");

        // When
        Result result = script("build_alone '" + repository + "' status");

        // Then
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEqualTo("segue: cannot build: ln: no links here");
    }

    private Path unbuilt() throws IOException {
        Path repository = repository();
        Files.delete(repository.resolve("infra/cli/target/segue.jar"));
        return repository;
    }

    private static String making(Path repository) {
        return "echo made >'" + repository + "/infra/cli/target/segue.jar'";
    }

    private Path maven(Path repository, String packaging) throws IOException {
        return program(
                repository.resolveSibling("bin/mvn"),
                "if [ \"$1\" = -v ]; then echo 'Apache Maven 3.9.9 (8e8579a)'; exit; fi; " + packaging);
    }

    private boolean isStale(Path repository) throws Exception {
        Result result = script("if is_stale '" + repository + "'; then echo stale; else echo fresh; fi");
        assertThat(result.err()).isEmpty();
        return result.out().equals("stale");
    }

    private Path repository() throws IOException {
        Path repository = folder.resolve("repository");
        var files = new ArrayList<>(List.of(
                "pom.xml", "schemas/src/main/avro/Playlist.avsc", "target/segue.built", "infra/cli/target/segue.jar"));
        for (String service : List.of("crawler", "preprocessor", "trainer", "indexer", "recommender")) {
            files.add("services/" + service + "/target/quarkus-app/quarkus-run.jar");
        }
        for (String file : files) {
            touch(repository.resolve(file), BUILT.minusSeconds(60));
        }
        try (var tree = Files.walk(repository)) {
            for (Path path : tree.toList()) {
                Files.setLastModifiedTime(path, FileTime.from(BUILT.minusSeconds(60)));
            }
        }
        Files.setLastModifiedTime(repository.resolve("target/segue.built"), FileTime.from(BUILT));
        return repository;
    }

    private static void touch(Path file, Instant time) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(time));
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = jvms.resolve(name);
        program(home.resolve("bin/java"), "exit 9");
        program(home.resolve("bin/javac"), "exit 9");
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static Path program(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    /// Runs `code` after the launcher's definitions, with our folder of JDKs instead of the machine's and a PATH
    /// on which neither `javac` nor `mvn` is found unless the test put one there.
    private Result script(String code) throws Exception {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of(
                "sed",
                "head",
                "dirname",
                "basename",
                "readlink",
                "find",
                "cat",
                "mkdir",
                "mv",
                "rm",
                "ln",
                "ps",
                "sleep",
                "grep",
                "sh",
                "bash")) {
            Path real = Files.exists(Path.of("/usr/bin", tool)) ? Path.of("/usr/bin", tool) : Path.of("/bin", tool);
            program(tools.resolve(tool), "exec " + real + " \"$@\"");
        }
        var builder = new ProcessBuilder(
                "/bin/bash",
                "-c",
                ". \"$1\"; JVM_FOLDERS=(\"$2\"); MAVEN_PROGRAMS=(); " + code,
                "launcher",
                SCRIPT.toString(),
                jvms.toString());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment()
                .put("PATH", environment.get("PATH").replace("/usr/bin:/bin", folder.resolve("bin") + ":" + tools));
        var process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return new Result(process.waitFor(), out, err);
    }
}
