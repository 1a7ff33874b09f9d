package tandem.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tandem.devnet.ExitCode;
import tandem.devnet.Half;
import tandem.devnet.JsonFile;
import tandem.devnet.NodeFolder;
import tandem.devnet.Refusal;
import tools.jackson.databind.node.ObjectNode;

/// `tandem doctor` (docs/decisions/command-line.md).
@Command(
    name = "doctor",
    header = "Look at the databases of a pair that does not run.",
    description = {
      "",
      "Says what is there, what is wrong and what to do, and changes nothing unless it is told to."
          + " Ends with 0 if all is well, 6 if a start or --repair repairs it, 3 if a half has to"
          + " be cleared, 5 if one is of another network, 1 if it could not look.",
      ""
    },
    sortOptions = false)
final class DoctorCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "DIR",
      description = "The pair's folder, as `genesis` makes it, or the data folder of one half.")
  private Path dir = Path.of("");

  @ArgGroup private @Nullable Deed deed;

  /// What is done; without it nothing.
  private static final class Deed {
    @Option(
        names = "--repair",
        description = "Do what a start would do, and cut a log at its damage; says what is lost.")
    private boolean repair;

    @Option(
        names = "--clear",
        paramLabel = "HALF",
        description =
            "Empty the database of gwat or coordinator; keys and slashing protection stay.")
    private @Nullable Half clear;
  }

  @Option(names = "--yes", description = "Clear without asking.")
  private boolean yes;

  @Option(names = "--json", description = "Print one JSON object instead.")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    Map<Half, HalfDoctor> doctors = doctors();
    Map<Half, List<String>> done = new EnumMap<>(Half.class);
    Deed wanted = deed;
    if (wanted != null && wanted.repair) {
      doctors.forEach((half, doctor) -> done.put(half, doctor.repairNow()));
    } else if (wanted != null && wanted.clear != null) {
      done.put(wanted.clear, clear(doctors, wanted.clear));
    }
    List<Diagnosis> found = doctors.values().stream().map(HalfDoctor::diagnose).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JsonFile.MAPPER.writeValueAsString(toJson(found, done)));
    } else {
      found.forEach(diagnosis -> print(out, diagnosis, of(done, diagnosis.half())));
    }
    return worst(found).code();
  }

  private Map<Half, HalfDoctor> doctors() {
    Map<Half, HalfDoctor> doctors = new EnumMap<>(Half.class);
    Path parent = dir.toAbsolutePath().normalize().getParent();
    boolean pair = Files.exists(dir.resolve(NodeFolder.CONFIG));
    if (!pair && (parent == null || Files.notExists(parent.resolve(NodeFolder.CONFIG)))) {
      throw Refusal.failed(
          "there is no " + NodeFolder.CONFIG + " in " + dir + " or above it: not a node's folder");
    }
    NodeFolder folder = NodeFolder.read(pair || parent == null ? dir : parent);
    if (pair || isAt(folder.gwat().data())) {
      doctors.put(Half.GWAT, Doctors.gwat(folder));
    }
    if (pair || isAt(folder.coordinator().data())) {
      doctors.put(Half.COORDINATOR, Doctors.coordinator(folder));
    }
    if (doctors.isEmpty()) {
      throw Refusal.failed(dir + " is the data folder of no half of " + folder.dir());
    }
    return doctors;
  }

  private boolean isAt(Path data) {
    return data.toAbsolutePath().normalize().equals(dir.toAbsolutePath().normalize());
  }

  private List<String> clear(Map<Half, HalfDoctor> doctors, Half half) {
    HalfDoctor doctor = doctors.get(half);
    if (doctor == null) {
      throw Refusal.failed(dir + " is not the folder of " + name(half));
    }
    confirm(doctor);
    doctor.clear();
    return List.of("Cleared: it synchronises again from its peers.");
  }

  private void confirm(HalfDoctor doctor) {
    if (yes) {
      return;
    }
    Console console = Terminal.ofProcess().interactive() ? System.console() : null;
    if (console == null) {
      throw new Refusal(ExitCode.USAGE, "without a terminal, --clear needs --yes");
    }
    String answer =
        console.readLine(
            "Empty the database of %s in %s? Type yes: ", name(doctor.half()), doctor.database());
    if (!"yes".equals(answer)) {
      throw Refusal.failed("nothing was cleared");
    }
  }

  /// Damage before another network before what could not be looked at before what can be repaired.
  private static ExitCode worst(List<Diagnosis> found) {
    List<ExitCode> order =
        List.of(
            ExitCode.DATABASE_DAMAGED,
            ExitCode.WRONG_NETWORK,
            ExitCode.DISK_FULL,
            ExitCode.FAILED,
            ExitCode.REPAIRABLE);
    for (ExitCode code : order) {
      if (found.stream().anyMatch(diagnosis -> diagnosis.code() == code)) {
        return code;
      }
    }
    return ExitCode.OK;
  }

  private static void print(PrintWriter out, Diagnosis diagnosis, List<String> done) {
    out.printf(
        "%s: %s (%d bytes in %d tables and logs, %s)%n",
        name(diagnosis.half()),
        diagnosis.state(),
        diagnosis.sizeBytes(),
        diagnosis.tables(),
        diagnosis.database());
    done.forEach(line -> out.println("  done: " + line));
    diagnosis.sentences().forEach(line -> out.println("  " + line));
    if (!diagnosis.advice().isEmpty()) {
      out.println("  to do: " + diagnosis.advice());
    }
  }

  private static ObjectNode toJson(List<Diagnosis> found, Map<Half, List<String>> done) {
    ObjectNode root = JsonFile.MAPPER.createObjectNode();
    for (Diagnosis diagnosis : found) {
      ObjectNode half = root.putObject(name(diagnosis.half()));
      half.put("state", diagnosis.state())
          .put("code", diagnosis.code().code())
          .put("database", diagnosis.database().toString())
          .put("sizeBytes", diagnosis.sizeBytes())
          .put("tables", diagnosis.tables())
          .put("advice", diagnosis.advice());
      half.putArray("sentences");
      diagnosis.sentences().forEach(half.withArray("sentences")::add);
      half.putArray("done");
      of(done, diagnosis.half()).forEach(half.withArray("done")::add);
    }
    return root;
  }

  private static List<String> of(Map<Half, List<String>> done, Half half) {
    return new ArrayList<>(done.getOrDefault(half, List.of()));
  }

  private static String name(Half half) {
    return half.name().toLowerCase(Locale.ROOT);
  }
}
