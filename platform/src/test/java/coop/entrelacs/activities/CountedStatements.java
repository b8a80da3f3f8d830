package coop.entrelacs.activities;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Counts the statements that this thread sends to the database, by JDBC or by Hibernate. */
public final class CountedStatements implements AutoCloseable {

    private static final List<String> LOGGERS =
            List.of("org.springframework.jdbc.core.JdbcTemplate", "org.hibernate.SQL");

    private final ListAppender<ILoggingEvent> seen = new ListAppender<>();
    private final Map<Logger, Level> before = new LinkedHashMap<>();
    private final String thread = Thread.currentThread().getName();

    private CountedStatements() {
        seen.start();
        for (String name : LOGGERS) {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            before.put(logger, logger.getLevel());
            logger.setLevel(Level.DEBUG);
            logger.addAppender(seen);
        }
    }

    public static List<String> during(Runnable work) {
        try (CountedStatements statements = new CountedStatements()) {
            work.run();
            List<ILoggingEvent> seen;
            synchronized (statements.seen) { // other threads still add to it
                seen = List.copyOf(statements.seen.list);
            }
            return seen.stream()
                    .filter(event -> event.getThreadName().equals(statements.thread))
                    .map(ILoggingEvent::getFormattedMessage)
                    .filter(message -> !message.startsWith("Executing prepared SQL query")
                            && !message.startsWith("Executing prepared SQL update")
                            && !message.startsWith("SQL update affected"))
                    .toList();
        }
    }

    @Override
    public void close() {
        before.forEach((logger, level) -> {
            logger.detachAppender(seen);
            logger.setLevel(level);
        });
    }
}
