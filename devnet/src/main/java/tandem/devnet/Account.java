package tandem.devnet;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// Tells what a devnet does: a line an event, seconds since the start first. Any thread may tell.
public final class Account {
  private final PrintStream out;
  private final long startMs;

  public Account(PrintStream out, long startMs) {
    this.out = out;
    this.startMs = startMs;
  }

  public void say(String line) {
    double seconds = (System.currentTimeMillis() - startMs) / 1000.0;
    out.println(String.format(Locale.ROOT, "%7.1f s  %s", seconds, line));
  }

  /// A table, without times.
  public void show(List<String> lines) {
    synchronized (out) {
      out.println();
      lines.forEach(line -> out.println("           " + line));
      out.println();
    }
  }

  public long startMs() {
    return startMs;
  }
}
