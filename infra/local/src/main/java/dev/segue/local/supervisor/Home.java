package dev.segue.local.supervisor;

import java.nio.file.Path;

/// The folder that holds everything of one local platform. Deleting it forgets the platform; copying it while the
/// platform rests copies it.
///
/// @param root absolute and normalised, whatever it is made from
public record Home(Path root) {

    /// Environment variable that names the home when the command line does not.
    public static final String VARIABLE = "SEGUE_HOME";

    public Home {
        root = root.toAbsolutePath().normalize();
    }

    /// The broker's log segments.
    public Path broker() {
        return root.resolve("kafka");
    }

    /// Model bundles and index snapshots.
    public Path artefacts() {
        return root.resolve("artefacts");
    }

    /// What one service keeps between runs and can build again from the topics.
    public Path state(String service) {
        return root.resolve("state").resolve(service);
    }

    /// One file a process, and older ones numbered.
    public Path logs() {
        return root.resolve("logs");
    }

    /// The sample corpus as files, so that importing it again finds it unchanged.
    public Path sample() {
        return root.resolve("sample");
    }

    /// What runs now, see [RunState].
    public Path stateFile() {
        return root.resolve("run").resolve("state.json");
    }

    /// Held by the supervisor for as long as it lives; its text is the holder's process id.
    public Path lockFile() {
        return root.resolve("run").resolve("lock");
    }

    /// A JVM option without effect that every process of this home carries in its command line, so that it can be
    /// told from all other processes of the machine. No key of a service begins with it, so none reads it.
    public String mark() {
        return "-Dsegue-home=" + root;
    }
}
