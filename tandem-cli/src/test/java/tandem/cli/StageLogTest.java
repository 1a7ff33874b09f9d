package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tandem.devnet.StageLog;
import tandem.pairprotocol.Stage;

class StageLogTest {
  @Test
  void findsAChangeInALineAsTheLogWritesIt() {
    Instant at = Instant.parse("2026-01-02T03:04:05.678Z");
    String line = logged(at, "stage CHECKPOINT_SYNC -> DAG_SYNC: finalised 18204 (took 4m12s)");

    assertThat(StageLog.parse(line))
        .contains(
            new StageLog.Change(
                at.toEpochMilli(),
                Stage.CHECKPOINT_SYNC,
                Stage.DAG_SYNC,
                "finalised 18204 (took 4m12s)"));
  }

  @Test
  void findsAChangeWithoutAReason() {
    assertThat(StageLog.parse(logged(Instant.EPOCH, "stage STARTING -> CHECKPOINT_SYNC")))
        .hasValueSatisfying(change -> assertThat(change.why()).isEmpty());
  }

  @Test
  void passesOverAllOtherLines() {
    assertThat(StageLog.parse("")).isEmpty();
    assertThat(StageLog.parse(logged(Instant.EPOCH, "the stage CHECKPOINT_SYNC -> DAG_SYNC")))
        .isEmpty();
    assertThat(StageLog.parse(logged(Instant.EPOCH, "stage DREAMING -> DAG_SYNC: x"))).isEmpty();
    assertThat(StageLog.parse("yesterday INFO gwat stage STARTING -> DAG_SYNC: x")).isEmpty();
    assertThat(StageLog.parse("99-99-99Z INFO gwat stage STARTING -> DAG_SYNC: x")).isEmpty();
  }

  private static String logged(Instant at, String message) {
    LoggerContext context = new LoggerContext();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(Logs.PATTERN);
    encoder.start();
    LoggingEvent event =
        new LoggingEvent("", context.getLogger("tandem.gwat"), Level.INFO, message, null, null);
    event.setInstant(at);
    return new String(encoder.encode(event), StandardCharsets.UTF_8).stripTrailing();
  }
}
