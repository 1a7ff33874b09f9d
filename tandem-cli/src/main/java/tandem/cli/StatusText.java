package tandem.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tandem.devnet.Durations;
import tandem.devnet.PairView;
import tandem.pairprotocol.SyncStatus;

/// A [PairView] for a person: both halves side by side.
final class StatusText {
  private static final int LABEL = 12;
  private static final int COLUMN = 40;

  private StatusText() {}

  /// Lines without line ends.
  static List<String> lines(PairView view, long nowMs) {
    PairView.GwatView gwat = seen(view.gwat());
    PairView.CoordinatorView coordinator = seen(view.coordinator());
    SyncStatus left = gwat == null ? null : gwat.status();
    SyncStatus right = coordinator == null ? null : coordinator.status();
    List<String> lines = new ArrayList<>();
    row(lines, "", "gwat", "coordinator");
    row(lines, "stage", stage(left), stage(right));
    row(lines, "since", since(left, nowMs), since(right, nowMs));
    row(lines, "progress", progress(left, "blocks"), progress(right, "slots"));
    row(lines, "rate", rate(left), rate(right));
    row(lines, "peers", peers(left), peers(right));
    row(
        lines,
        "head",
        gwat == null ? "" : "block " + gwat.latest().number() + " " + gwat.latest().hash().brief(),
        coordinator == null
            ? ""
            : "slot " + coordinator.head().slot() + " " + coordinator.head().root().brief());
    row(
        lines,
        "finality",
        gwat == null
            ? ""
            : gwat.coordinated().dagBlocks()
                + " blocks of "
                + gwat.coordinated().dagSlots()
                + " slots not finalised",
        coordinator == null
            ? ""
            : "justified epoch "
                + coordinator.finality().justifiedEpoch()
                + ", finalised "
                + coordinator.finality().finalizedEpoch());
    lines.add("");
    sentence(lines, "gwat", left, why(view.gwat()));
    sentence(lines, "coordinator", right, why(view.coordinator()));
    return lines;
  }

  private static void row(List<String> lines, String label, String left, String right) {
    lines.add((pad(label, LABEL) + " " + pad(left, COLUMN) + right).stripTrailing());
  }

  private static String pad(String text, int width) {
    return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
  }

  private static void sentence(
      List<String> lines, String half, @Nullable SyncStatus status, @Nullable String why) {
    if (status == null) {
      lines.add(half + ": " + why);
      return;
    }
    lines.add(half + " waits for: " + status.waitsFor());
    if (status.lastError() != null) {
      lines.add(half + " last error: " + status.lastError());
    }
  }

  private static String stage(@Nullable SyncStatus status) {
    return status == null ? "no answer" : status.stage().name();
  }

  private static String since(@Nullable SyncStatus status, long nowMs) {
    return status == null ? "" : Durations.of(nowMs - status.sinceMs());
  }

  private static String progress(@Nullable SyncStatus status, String unit) {
    return status == null ? "" : status.current() + " of " + status.target() + " " + unit;
  }

  private static String rate(@Nullable SyncStatus status) {
    if (status == null) {
      return "";
    }
    Long eta = status.etaMs();
    String rate = Durations.rate(status.ratePerSecond());
    return eta == null ? rate : rate + ", " + Durations.of(eta) + " to go";
  }

  private static String peers(@Nullable SyncStatus status) {
    return status == null ? "" : Integer.toString(status.peers());
  }

  private static <T> @Nullable T seen(PairView.Seen<T> half) {
    return switch (half) {
      case PairView.Seen.Yes<T>(T view) -> view;
      case PairView.Seen.No<T> _ -> null;
    };
  }

  private static <T> @Nullable String why(PairView.Seen<T> half) {
    return switch (half) {
      case PairView.Seen.Yes<T> _ -> null;
      case PairView.Seen.No<T>(String why) -> why;
    };
  }
}
