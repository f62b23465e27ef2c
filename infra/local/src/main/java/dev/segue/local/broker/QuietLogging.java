package dev.segue.local.broker;

import java.util.List;

/// Logging of the broker's own process: warnings and errors, one line each, to standard error.
final class QuietLogging {

    private static final String SETTING = "org.slf4j.simpleLogger.";

    /// Chatter of every start and stop that says nothing about the health of a single node.
    private static final List<String> MUTED = List.of(
            // Warns that a metrics bean of the same name exists, for each client of one process.
            "org.apache.kafka.common.utils.AppInfoParser",
            // Warns of connections the node makes to itself while it stops.
            "org.apache.kafka.clients.NetworkClient");

    private QuietLogging() {}

    /// To be called before the first logger is made: the binding reads its settings once.
    static void configure() {
        System.setProperty(SETTING + "defaultLogLevel", "warn");
        System.setProperty(SETTING + "showThreadName", "false");
        System.setProperty(SETTING + "showShortLogName", "true");
        System.setProperty(SETTING + "showDateTime", "true");
        System.setProperty(SETTING + "dateTimeFormat", "HH:mm:ss");
        MUTED.forEach(logger -> System.setProperty(SETTING + "log." + logger, "error"));
    }
}
