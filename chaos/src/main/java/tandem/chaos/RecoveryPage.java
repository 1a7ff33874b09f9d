package tandem.chaos;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import tandem.devnet.Disk;
import tandem.devnet.Durations;

/// Writes docs/recovery.md.
public final class RecoveryPage {
  private RecoveryPage() {}

  /// Puts the page in the place of what is there.
  ///
  /// @param command that made the report
  public static void write(Path file, ChaosReport report, String command) {
    Disk.remove(file);
    Disk.write(file, text(report, command, Machine.here()).getBytes(StandardCharsets.UTF_8));
  }

  static String text(ChaosReport report, String command, Machine machine) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Recovery times

        Written by the suite of faults itself (docs/decisions/chaos.md says how it measures). A pair of real processes is
        broken in each of these ways beside a network that goes on; the time is that from the end of the fault to both halves
        in WORKING *and* the pair at one chain with the network, as their RPC shows it. Each round also checks: only documented exit codes,
        each with a sentence; nothing wiped; hash, state root and receipts root of every block equal to another pair's; no stack trace and no
        fault of ours in any log.

        """);
    page.append("- command: `").append(command).append("`\n");
    page.append("- machine: ").append(machine.sentence()).append('\n');
    page.append("- network: ")
        .append(report.plan().pairs())
        .append(" pairs with ")
        .append(ChaosPlan.VALIDATORS)
        .append(" validators, slots of ")
        .append(ChaosPlan.SECONDS_PER_SLOT)
        .append(" s, epochs of ")
        .append(ChaosPlan.SLOTS_PER_EPOCH)
        .append(" slots, all on this machine, ")
        .append(ChaosPlan.HEAP)
        .append(" of heap a process\n");
    page.append("- duration: ").append(Durations.of(report.millis())).append("\n\n");
    page.append("| trial | scenario | rounds | median | worst | target | result |\n");
    page.append("| --- | --- | ---: | ---: | ---: | ---: | --- |\n");
    for (TrialResult result : report.results()) {
      boolean none = result.millis().isEmpty();
      page.append("| `")
          .append(result.name())
          .append("` | ")
          .append(result.scenario())
          .append(" | ")
          .append(result.millis().size())
          .append(" | ")
          .append(none ? "-" : ChaosReport.seconds(result.medianMs()))
          .append(" | ")
          .append(none ? "-" : ChaosReport.seconds(result.worstMs()))
          .append(" | ")
          .append(ChaosReport.target(result))
          .append(" | ")
          .append(ChaosReport.verdict(result).replace("|", "\\|"))
          .append(" |\n");
    }
    page.append("\n## The trials\n\n");
    for (TrialResult result : report.results()) {
      page.append("- `").append(result.name()).append("`: ").append(result.what()).append('\n');
    }
    return page.toString();
  }
}
