package tandem.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tandem.devnet.Durations;
import tandem.devnet.Half;
import tandem.devnet.StageHistory;
import tandem.pairprotocol.Stage;

/// Draws what both halves of a pair did, on one axis of time:
///
/// ```
///              0 s                              9.2 s
/// gwat         |SSSSCCCCCCCCCCCDDRRRRRRRRRRRRRRRHHWWW|
/// coordinator  |SSSSSSCCCCCCCCCCCCCCCCDDDDDDRRRRHHWWW|
/// ```
///
/// and below it each stage with its beginning and length.
final class StageTimeline {
  /// Characters of the axis.
  static final int WIDTH = 60;

  private static final String FORM = "%-19s %11s %14s   %12s %14s";

  private StageTimeline() {}

  /// Lines without line ends.
  ///
  /// @param fromMs left end of the axis
  /// @param nowMs right end, after `fromMs`
  static List<String> lines(StageHistory gwat, StageHistory coordinator, long fromMs, long nowMs) {
    List<String> lines = new ArrayList<>();
    String end = Durations.of(nowMs - fromMs);
    lines.add(" ".repeat(13) + "0 s" + " ".repeat(Math.max(1, WIDTH - 1 - end.length())) + end);
    lines.add(String.format("%-12s |%s|", Half.GWAT.command(), bar(gwat, fromMs, nowMs)));
    lines.add(
        String.format("%-12s |%s|", Half.COORDINATOR.command(), bar(coordinator, fromMs, nowMs)));
    lines.add("");
    lines.add(String.format(FORM, "", "gwat from", "for", "coordinator", "for").stripTrailing());
    for (Stage stage : Stage.values()) {
      if (gwat.visited(stage) || coordinator.visited(stage)) {
        lines.add(
            String.format(
                    FORM,
                    "(" + letter(stage) + ") " + stage,
                    begin(gwat, stage, fromMs),
                    length(gwat, stage, nowMs),
                    begin(coordinator, stage, fromMs),
                    length(coordinator, stage, nowMs))
                .stripTrailing());
      }
    }
    return lines;
  }

  /// The stage in which the half was at the end of each piece of the axis; before its start, a
  /// space. Shorter stages than a piece are in the table only.
  private static String bar(StageHistory history, long fromMs, long nowMs) {
    char[] pieces = new char[WIDTH];
    for (int piece = 0; piece < WIDTH; piece++) {
      long beforeMs = fromMs + (nowMs - fromMs) * (piece + 1) / WIDTH;
      pieces[piece] = ' ';
      for (StageHistory.Visit visit : history.visits()) {
        if (visit.enteredAtMs() <= beforeMs) {
          pieces[piece] = letter(visit.stage());
        }
      }
    }
    return new String(pieces);
  }

  private static char letter(Stage stage) {
    return switch (stage) {
      case STARTING -> 'S';
      case CHECKPOINT_SYNC -> 'C';
      case DAG_SYNC -> 'D';
      case HEAD_SYNC_READY -> 'R';
      case HEAD_SYNC -> 'H';
      case WORKING -> 'W';
      case CATCH_UP -> 'U';
    };
  }

  /// When the half first entered the stage.
  private static String begin(StageHistory history, Stage stage, long fromMs) {
    for (StageHistory.Visit visit : history.visits()) {
      if (visit.stage() == stage) {
        return String.format(Locale.ROOT, "+%s", Durations.of(visit.enteredAtMs() - fromMs));
      }
    }
    return "-";
  }

  /// How long it was in the stage, all visits together.
  private static String length(StageHistory history, Stage stage, long nowMs) {
    long sumMs = 0;
    int count = 0;
    for (int i = 0; i < history.visits().size(); i++) {
      if (history.visits().get(i).stage() == stage) {
        sumMs += history.endMs(i, nowMs) - history.visits().get(i).enteredAtMs();
        count++;
      }
    }
    if (count == 0) {
      return "-";
    }
    return Durations.of(sumMs) + (count > 1 ? " (" + count + "x)" : "");
  }
}
