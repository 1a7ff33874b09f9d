package tandem.beaconspec;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files of `altair-lodestar.zip`, made by another implementation.
final class AltairVectors implements AutoCloseable {
  private final ZipFile zip;
  private final String preset;

  private AltairVectors(ZipFile zip, String preset) {
    this.zip = zip;
    this.preset = preset;
  }

  /// Skips the test, and says so, where the vectors are not at hand.
  ///
  /// @param preset `minimal` or `mainnet`
  static AltairVectors open(String preset) throws IOException {
    Path file = Path.of(System.getProperty("tandem.vectors"), "altair-lodestar.zip");
    if (!Files.exists(file)) {
      System.out.println("skipped: there is no " + file);
    }
    assumeTrue(Files.exists(file), () -> "there is no " + file);
    return new AltairVectors(new ZipFile(file.toFile()), preset);
  }

  byte[] bytes(String name) {
    ZipEntry entry = zip.getEntry(preset + "/" + name);
    if (entry == null) {
      throw new IllegalArgumentException("no " + preset + "/" + name);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean has(String name) {
    return zip.getEntry(preset + "/" + name) != null;
  }

  JsonNode json(String name) {
    return JsonMapper.shared().readTree(bytes(name));
  }

  /// The folders directly below `folder`, sorted.
  List<String> folders(String folder) {
    return foldersBelow(preset + "/" + folder + "/");
  }

  /// The folders of the preset, sorted.
  List<String> folders() {
    return foldersBelow(preset + "/");
  }

  private List<String> foldersBelow(String prefix) {
    TreeSet<String> names = new TreeSet<>();
    zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.startsWith(prefix))
        .map(name -> name.substring(prefix.length()))
        .filter(name -> name.contains("/"))
        .forEach(name -> names.add(name.substring(0, name.indexOf('/'))));
    return List.copyOf(names);
  }

  /// The preset with the configuration that a `meta.json` names.
  BeaconConfig config(JsonNode meta) {
    BeaconConfig config =
        preset.equals("minimal") ? BeaconConfig.minimal() : BeaconConfig.mainnet();
    for (String name : meta.path("config").propertyNames()) {
      JsonNode value = meta.path("config").get(name);
      if (isSetting(name) && value.isIntegralNumber()) {
        config = config.with(name, value.asLong());
      }
    }
    return config;
  }

  private static boolean isSetting(String name) {
    for (Setting setting : Setting.values()) {
      if (setting.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
