package dev.segue.local.broker;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Logging of the broker's own process: warnings and errors, one line each, to standard error.
final class QuietLogging {

    /// Chatter of every start and stop that says nothing about the health of a single node.
    private static final List<String> MUTED = List.of(
            // Warns that a metrics bean of the same name exists, for each client of one process.
            "org.apache.kafka.common.utils.AppInfoParser",
            // Warns of connections the node makes to itself while it stops.
            "org.apache.kafka.clients.NetworkClient");

    /// Held here because loggers that nobody holds forget their level.
    private static @Nullable List<Logger> configured;

    private QuietLogging() {}

    static void configure() {
        // Kafka logs through SLF4J, whose binding here wants this manager, and managers are chosen once, at first use.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        LogManager.getLogManager().reset();
        var root = Logger.getLogger("");
        root.setLevel(Level.WARNING);
        var handler = new ConsoleHandler();
        handler.setFormatter(new OneLine());
        root.addHandler(handler);
        configured = MUTED.stream().map(Logger::getLogger).toList();
        configured.forEach(logger -> logger.setLevel(Level.SEVERE));
    }

    private static final class OneLine extends Formatter {
        @Override
        public String format(LogRecord record) {
            String name = record.getLoggerName();
            String thrown = record.getThrown() == null ? "" : " · " + record.getThrown();
            return record.getLevel() + " " + name.substring(name.lastIndexOf('.') + 1) + " "
                    + formatMessage(record).strip() + thrown + System.lineSeparator();
        }
    }
}
