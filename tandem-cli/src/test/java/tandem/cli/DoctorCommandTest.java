package tandem.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tandem.beaconcore.BeaconMachine;
import tandem.devnet.Stop;
import tandem.store.Batch;
import tandem.store.Column;
import tandem.store.RocksStore;
import tandem.store.RocksStore.Settings;
import tandem.store.Store.Durability;

class DoctorCommandTest {
  private static final byte[] KEY = "b-a-key".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  @TempDir private Path dir = Path.of("");
  private Path node = Path.of("");
  private String out = "";

  @BeforeEach
  void makeNetwork() {
    Path network = dir.resolve("net");
    assertThat(run("genesis", "--dir", network.toString())).isZero();
    node = network.resolve("node-1");
  }

  private int run(String... arguments) {
    StringWriter text = new StringWriter();
    CommandLine line = Tandem.commandLine(Stop.unsignalled());
    line.setOut(new PrintWriter(text));
    line.setErr(new PrintWriter(text));
    int code = line.execute(arguments);
    out = text.toString();
    return code;
  }

  private Path protection() {
    Path database = node.resolve("coordinator/db");
    Column column = BeaconMachine.PROTECTION.iterator().next();
    try (RocksStore store = RocksStore.open(database, BeaconMachine.COLUMNS, Settings.DEFAULT)) {
      store.write(
          new Batch().put(column, KEY, new byte[40]).put(other(), KEY, new byte[1]),
          Durability.SYNCED);
    }
    return database;
  }

  private static Column other() {
    return new Column("beacon_blocks");
  }

  @Test
  void makesNothingWhereNothingIs() {
    assertThat(run("doctor", node.toString())).as(out).isZero();
    assertThat(out).contains("There is no database");
    assertThat(node.resolve("gwat/db")).doesNotExist();
    assertThat(run("doctor", dir.toString())).as(out).isEqualTo(1);
  }

  @Test
  void clearsOneHalfAndLeavesTheRecordsAgainstSlashing() throws Exception {
    Path database = protection();
    assertThat(run("doctor", node.toString(), "--clear", "coordinator")).as(out).isEqualTo(2);
    assertThat(run("doctor", node.toString(), "--clear", "coordinator", "--yes")).as(out).isZero();
    try (RocksStore store =
        RocksStore.openReadOnly(database, BeaconMachine.COLUMNS, Settings.DEFAULT)) {
      Column column = BeaconMachine.PROTECTION.iterator().next();
      assertThat(store.get(column, KEY)).hasSize(40);
      assertThat(store.get(other(), KEY)).isNull();
    }
  }

  @Test
  void refusesToClearWhatValidatorsNeedAndCannotBeRead() throws Exception {
    Path database = protection();
    Files.delete(database.resolve("CURRENT"));
    assertThat(run("doctor", node.toString())).as(out).isEqualTo(3);
    assertThat(out).contains("CURRENT is missing");
    assertThat(run("doctor", node.toString(), "--clear", "coordinator", "--yes"))
        .as(out)
        .isEqualTo(3);
    assertThat(out).contains("nothing was cleared");
    assertThat(database).isNotEmptyDirectory();
  }
}
