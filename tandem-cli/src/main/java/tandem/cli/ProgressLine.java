package tandem.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tandem.devnet.Half;
import tandem.devnet.Unreachable;
import tandem.pairprotocol.Stage;
import tandem.pairprotocol.SyncStatus;

/// A line at a terminal that is drawn over while a node syncs from its peers (pair-sync.md 10). Log
/// lines go above it: they begin with [#CLEAR].
final class ProgressLine implements AutoCloseable {
  /// Back to the beginning of the line, and erase it.
  static final String CLEAR = "\r\u001b[K";

  private static final long PAUSE_MS = 500;

  private final Map<Half, Question> halves;
  private final PrintStream out;
  private final Thread thread;

  private ProgressLine(Map<Half, Question> halves, PrintStream out) {
    this.halves = Map.copyOf(halves);
    this.out = out;
    this.thread = Thread.ofVirtual().name("progress").unstarted(this::run);
  }

  /// @param out a terminal
  static ProgressLine start(Map<Half, Question> halves, PrintStream out) {
    ProgressLine line = new ProgressLine(halves, out);
    line.thread.start();
    return line;
  }

  private void run() {
    boolean drawn = false;
    try {
      while (true) {
        String line = line();
        if (!line.isEmpty() || drawn) {
          out.print(CLEAR + line);
          out.flush();
        }
        drawn = !line.isEmpty();
        Thread.sleep(PAUSE_MS);
      }
    } catch (InterruptedException _) {
      if (drawn) {
        out.print(CLEAR);
        out.flush();
      }
    }
  }

  /// Empty when nothing syncs.
  private String line() {
    List<String> texts = new ArrayList<>();
    for (Half half : Half.values()) {
      Question question = halves.get(half);
      if (question != null) {
        try {
          SyncStatus status = question.ask();
          if (status.stage() == Stage.CHECKPOINT_SYNC || status.stage() == Stage.DAG_SYNC) {
            texts.add(half.command() + " " + status.stage() + " " + ProgressText.of(half, status));
          }
        } catch (Unreachable _) {
          // There is nothing to show, and the log says why.
        }
      }
    }
    return String.join("   ", texts);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
