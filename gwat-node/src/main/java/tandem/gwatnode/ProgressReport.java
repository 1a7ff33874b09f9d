package tandem.gwatnode;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import tandem.gwatcore.GwatMachine;
import tandem.gwatcore.NodeEffect;
import tandem.gwatcore.NodeEvent;
import tandem.loop.EventLoop;
import tandem.pairprotocol.SyncStatus;

/// Says how far sync has come, every few seconds while there is something to say, and once a while
/// that there is nothing (pair-sync.md L3 and 10).
final class ProgressReport implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(5);

  /// Periods after which a line is repeated though nothing has changed.
  private static final int PATIENCE = 6;

  private static final Duration ASK_TIME = Duration.ofSeconds(5);

  private final GwatLog log;
  private final EventLoop<NodeEvent, NodeEffect, GwatMachine> loop;
  private final Thread thread;

  private String lastLine = "";
  private int silentPeriods;

  private ProgressReport(GwatLog log, EventLoop<NodeEvent, NodeEffect, GwatMachine> loop) {
    this.log = log;
    this.loop = loop;
    this.thread = Thread.ofVirtual().name("gwat-progress").unstarted(this::run);
  }

  static ProgressReport start(GwatLog log, EventLoop<NodeEvent, NodeEffect, GwatMachine> loop) {
    ProgressReport report = new ProgressReport(log, loop);
    report.thread.start();
    return report;
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (!loop.hasEnded()) {
        Thread.sleep(PERIOD);
        report();
      }
    } catch (InterruptedException | IllegalStateException e) {
      // Closed, or the node has stopped.
    }
  }

  private void report() throws InterruptedException {
    SyncStatus status;
    try {
      status = loop.ask(GwatMachine::status, ASK_TIME);
    } catch (TimeoutException e) {
      log.note("gwat has been busy with one thing for more than 5s");
      return;
    }
    boolean wanted =
        switch (status.stage()) {
          case STARTING, CHECKPOINT_SYNC, DAG_SYNC, HEAD_SYNC_READY, HEAD_SYNC, CATCH_UP -> true;
          case WORKING -> false;
        };
    String line = GwatLog.progressLine(status);
    silentPeriods = line.equals(lastLine) ? silentPeriods + 1 : 0;
    lastLine = line;
    if (wanted && silentPeriods % PATIENCE == 0) {
      log.progress(status);
    }
  }
}
