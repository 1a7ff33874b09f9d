package tandem.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tandem.fuzz.Decoders.Decoder;

/// Each decoder against many small changes of inputs that it accepts: what the regression mode of
/// Jazzer does not do in the normal build.
class MutationTest {
  private static final long SEED = 20_261_125;
  private static final int TRIES = 4_000;

  /// What one try may allocate: more than any input here needs, less than a length field can ask
  /// for.
  private static final long ALLOCATED_BYTES_MAX = 64 << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static Stream<String> decoders() {
    return Decoders.ALL.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void acceptsItsSeeds(String name) throws Exception {
    Decoder decoder = Decoders.ALL.get(name);
    List<byte[]> seeds = seeds(name);
    assertThat(seeds).isNotEmpty();
    for (byte[] seed : seeds) {
      assertThat(decoder.accepts(seed)).as(describe(seed)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void keepsItsPromisesWhateverIsChanged(String name) throws Exception {
    Decoder decoder = Decoders.ALL.get(name);
    List<byte[]> seeds = seeds(name);
    SplittableRandom chance = new SplittableRandom(SEED);
    for (int i = 0; i < TRIES; i++) {
      byte[] bytes = seeds.get(chance.nextInt(seeds.size())).clone();
      for (int changes = 1 + chance.nextInt(4); changes > 0; changes--) {
        bytes = change(bytes, seeds, chance);
      }
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        decoder.accepts(bytes);
      } catch (Throwable broken) {
        throw new AssertionError("seed " + SEED + ", try " + i + ": " + describe(bytes), broken);
      }
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
          .as("bytes allocated for try %d of seed %d: %s", i, SEED, describe(bytes))
          .isLessThan(ALLOCATED_BYTES_MAX);
    }
  }

  private static byte[] change(byte[] bytes, List<byte[]> seeds, SplittableRandom chance) {
    int at = chance.nextInt(bytes.length + 1);
    return switch (chance.nextInt(6)) {
      case 0 -> Arrays.copyOf(bytes, at);
      case 1 -> splice(bytes, at, at, new byte[] {(byte) chance.nextInt(256)});
      case 2 -> splice(bytes, at, Math.min(bytes.length, at + 1 + chance.nextInt(8)), new byte[0]);
      case 3 -> {
        byte[] extreme = {0, (byte) 0x7f, (byte) 0x80, (byte) 0xb7, (byte) 0xbf, (byte) 0xff};
        byte[] run = new byte[1 + chance.nextInt(8)];
        Arrays.fill(run, extreme[chance.nextInt(extreme.length)]);
        yield splice(bytes, at, Math.min(bytes.length, at + run.length), run);
      }
      case 4 -> {
        byte[] other = seeds.get(chance.nextInt(seeds.size()));
        yield splice(bytes, at, at, Arrays.copyOf(other, chance.nextInt(other.length + 1)));
      }
      default -> {
        if (at < bytes.length) {
          bytes[at] ^= (byte) (1 << chance.nextInt(8));
        }
        yield bytes;
      }
    };
  }

  private static byte[] splice(byte[] bytes, int from, int to, byte[] middle) {
    byte[] result = new byte[bytes.length - (to - from) + middle.length];
    System.arraycopy(bytes, 0, result, 0, from);
    System.arraycopy(middle, 0, result, from, middle.length);
    System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
    return result;
  }

  private static List<byte[]> seeds(String name) throws IOException {
    Path folder =
        Path.of(System.getProperty("tandem.root"), "fuzz/src/test/resources/tandem/fuzz")
            .resolve("DecodersFuzzTestInputs")
            .resolve(name);
    List<byte[]> seeds = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().contains("seed")).sorted().toList()) {
        seeds.add(Files.readAllBytes(file));
      }
    }
    return seeds;
  }

  private static String describe(byte[] bytes) {
    return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 2_048));
  }
}
