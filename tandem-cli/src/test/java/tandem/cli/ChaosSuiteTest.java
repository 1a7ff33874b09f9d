package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tandem.chaos.ChaosPlan;
import tandem.chaos.ChaosReport;
import tandem.chaos.ChaosRun;
import tandem.chaos.RecoveryPage;
import tandem.devnet.Account;
import tandem.devnet.Stop;

/// The suite of faults: `mvn -Pchaos verify` runs it and nothing else. Here, and not in `chaos`,
/// because its processes are this module's program.
@Tag("chaos")
class ChaosSuiteTest {
  @Test
  void aPairComesBackFromEveryFault(@TempDir Path dir) throws InterruptedException {
    Account account = new Account(System.out, System.currentTimeMillis());
    ChaosPlan plan = new ChaosPlan(List.of(), 5, 3, Duration.ofMinutes(3));
    ChaosReport report = new ChaosRun(plan, account, Stop.unsignalled()).run(dir);
    account.show(report.table());
    Path page = Path.of(System.getProperty("tandem.root"), "docs", "recovery.md");
    RecoveryPage.write(page, report, "mvn -Pchaos verify");
    assertThat(report.passed()).as("every trial, as the table above says").isTrue();
  }
}
