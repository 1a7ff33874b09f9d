package tandem.beaconapi;

import java.util.regex.Pattern;
import tandem.primitives.Hash32;

/// A block or state as the Beacon API names it: `head`, `genesis`, `finalized`, `justified`, a
/// slot, or a root. Of states only those of blocks are known, so that a root is a block's.
public sealed interface BlockId {
  record Head() implements BlockId {}

  record Genesis() implements BlockId {}

  record Finalized() implements BlockId {}

  record Justified() implements BlockId {}

  /// The canonical block of this slot.
  record Slot(long slot) implements BlockId {}

  record Root(Hash32 root) implements BlockId {}

  /// @throws ApiException with status 400 if `text` is none
  static BlockId parse(String text) throws ApiException {
    return switch (text) {
      case "head" -> new Head();
      case "genesis" -> new Genesis();
      case "finalized" -> new Finalized();
      case "justified" -> new Justified();
      default -> {
        if (Patterns.ROOT.matcher(text).matches()) {
          yield new Root(Hash32.fromHex(text));
        }
        if (Patterns.SLOT.matcher(text).matches()) {
          yield new Slot(Long.parseLong(text));
        }
        throw new ApiException(
            400, "a block is named by head, genesis, finalized, justified, its slot or its root");
      }
    };
  }

  /// Forms of a text.
  final class Patterns {
    private static final Pattern ROOT = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final Pattern SLOT = Pattern.compile("[0-9]{1,18}");

    private Patterns() {}
  }
}
