package tandem.ssz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.primitives.Bytes;
import tandem.primitives.Hex;

/// Each way in which bytes can be wrong, and where the message says it is.
class DecodingTest {
  private record Vote(boolean isYes, Bits bits) {}

  private record Flag(long number, boolean isSet) {}

  private record Block(long slot, List<Vote> votes, List<Flag> flags, Bytes note) {}

  private static final SszType<Vote> VOTE =
      Container.<Vote>named("Vote")
          .field("is_yes", Ssz.BOOLEAN, Vote::isYes)
          .field("bits", Ssz.bitlist(10), Vote::bits)
          .build(in -> new Vote(in.next(), in.next()));

  private static final SszType<Flag> FLAG =
      Container.<Flag>named("Flag")
          .field("number", Ssz.UINT64, Flag::number)
          .field("is_set", Ssz.BOOLEAN, Flag::isSet)
          .build(in -> new Flag(in.next(), in.next()));

  /// ```
  /// 0  slot (8) · 8 offset of votes (4) · 12 offset of flags (4) · 16 offset of note (4)
  /// 20 votes: offsets (4 each), then each vote: is_yes (1), offset of bits (4), bits
  ///    flags: number (8), is_set (1) each
  ///    note
  /// ```
  private static final SszType<Block> BLOCK =
      Container.<Block>named("Block")
          .field("slot", Ssz.UINT64, Block::slot)
          .field("votes", Ssz.list(VOTE, 2), Block::votes)
          .field("flags", Ssz.list(FLAG, 3), Block::flags)
          .field("note", Ssz.byteList(4), Block::note)
          .build(in -> new Block(in.next(), in.next(), in.next(), in.next()));

  private static final Block VALUE =
      new Block(
          7,
          List.of(new Vote(true, Bits.of(3, 0, 2)), new Vote(false, Bits.zero(8))),
          List.of(new Flag(5, true), new Flag(6, false)),
          Bytes.fromHex("aabb"));

  private static final String SLOT = "0700000000000000";
  private static final String HEAD = SLOT + "14000000290000003b000000";
  private static final String VOTES = "080000000e000000" + "01050000000d" + "00050000000001";
  private static final String FLAGS = "050000000000000001" + "060000000000000000";
  private static final String GOOD = HEAD + VOTES + FLAGS + "aabb";

  @Test
  void theBytesThatAreSpoiledBelowAreGood() {
    assertThat(Hex.encodeBare(BLOCK.encode(VALUE))).isEqualTo(GOOD);
    assertThat(BLOCK.decode(Hex.decode(GOOD))).isEqualTo(VALUE);
  }

  /// @param good what is replaced, once
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Offsets.
        "14000000290000003b | 13000000290000003b | Block at byte 12 of 61: offset 19 of votes",
        "14000000290000003b | 15000000290000003b | Block at byte 12 of 61: offset 21 of votes",
        "14000000290000003b | 14000000130000003b | Block at byte 16 of 61: offset 19 of flags",
        "14000000290000003b | 140000002900000028 | Block at byte 20 of 61: offset 40 of note",
        "14000000290000003b | 14000000290000003e | Block at byte 20 of 61: offset 62 of note",
        "0000003b000000 | 0000003b0000ff | "
            + "Block at byte 20 of 61: offset 4278190139 is beyond the end",
        "080000000e | 000000000e | Block.votes at byte 24 of 61: first offset 0 of 21 bytes",
        "080000000e | 070000000e | Block.votes at byte 24 of 61: first offset 7 of 21 bytes",
        "080000000e | 180000000e | Block.votes at byte 24 of 61: first offset 24 of 21 bytes",
        "080000000e | 080000000f | Block.votes[0].bits at byte 35 of 61: no bit ends",
        "080000000e | 0800000007 | Block.votes at byte 28 of 61: [0] has -1 bytes",
        "080000000e | 0800000016 | Block.votes at byte 28 of 61: [0] has 14 bytes",
        // Booleans.
        "01050000000d | 02050000000d | Block.votes[0].is_yes at byte 29 of 61: a boolean of 2",
        "060000000000000000 | 0600000000000000ff | "
            + "Block.flags[1].is_set at byte 59 of 61: a boolean of 255",
        // Bits.
        "00050000000001 | 00050000000000 | "
            + "Block.votes[1].bits at byte 41 of 61: no bit ends the list",
        "00050000000001 | 00050000000008 | "
            + "Block.votes[1].bits at byte 41 of 61: 11 bits, at most 10 are allowed",
        // Numbers and lengths of elements.
        "080000000e | 0c0000000e | Block.votes at byte 24 of 61: 3 elements in List[Vote, 2]",
        "aabb | aabbccddee | Block.note at byte 59 of 64: 5 bytes, at most 4 are allowed",
      })
  void wrongBytesAreRefusedWithPathAndPlace(String good, String bad, String message) {
    // The last place, where there are several.
    int at = GOOD.lastIndexOf(good);
    String spoiled = GOOD.substring(0, at) + bad + GOOD.substring(at + good.length());
    assertThatThrownBy(() -> BLOCK.decode(Hex.decode(spoiled)))
        .isInstanceOf(SszException.class)
        .hasMessageContaining(message);
  }

  @Test
  void listsWithoutBitsOrWithPartOfAnElementAreRefused() {
    assertRefused(Ssz.bitlist(10), "", "not even the bit that ends the list");
    assertRefused(Ssz.bitlist(10), "010101", "3 bytes of bits, at most 2 are allowed");
    assertRefused(Ssz.bitvector(10), "0104", "a bit behind the last of 10");
    assertRefused(Ssz.bitvector(10), "01", "2 bytes are wanted, 1 are left");
    assertRefused(Ssz.bitvector(10), "010101", "1 bytes too many");
    assertRefused(Ssz.list(Ssz.UINT64, 4), "0011", "2 bytes are no whole number of 8");
    assertRefused(Ssz.list(Ssz.BOOLEAN, 1), "0001", "2 elements in List[boolean, 1]");
    assertRefused(Ssz.vector(Ssz.UINT64, 2), "00".repeat(15), "8 bytes are wanted, 7 are left");
    assertRefused(Ssz.vector(Ssz.UINT64, 2), "00".repeat(17), "1 bytes too many");
    assertRefused(Ssz.vector(Ssz.byteList(2), 2), "", "0 elements in Vector");
    assertRefused(Ssz.BYTES32, "00".repeat(31), "32 bytes are wanted, 31 are left");
    assertRefused(Ssz.UINT64, "", "8 bytes are wanted, 0 are left");
    assertRefused(FLAG, "00".repeat(10), "1 bytes too many");
  }

  @Test
  void everyPartOfABlockThatEndsEarlyIsRefused() {
    byte[] good = Hex.decode(GOOD);
    // The note may have any length.
    for (int length = 0; length < good.length - 2; length++) {
      byte[] part = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> BLOCK.decode(part)).isInstanceOf(SszException.class);
    }
  }

  @Test
  void aFewBytesThatPromiseMuchCostLittle() {
    SszType<List<Bytes>> type = Ssz.list(Ssz.byteList(1 << 30), 1L << 40);
    byte[] promise = Hex.decode("fcffff7f00000000");
    assertRefused(type, "fcffff7f00000000", "first offset 2147483644 of 8 bytes");
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> type.decode(promise)).isInstanceOf(SszException.class);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
  }

  /// A value that is not of its type would otherwise get bytes and a root that mean another one.
  @Test
  void valuesOfTheWrongSizeHaveNeitherBytesNorARoot() {
    record Signed(Bits bits, Bytes rest) {}
    SszType<Signed> signed =
        Container.<Signed>named("Signed")
            .field("bits", Ssz.bitvector(16), Signed::bits)
            .field("rest", Ssz.byteVector(2), Signed::rest)
            .build(in -> new Signed(in.next(), in.next()));
    assertNotOfType(signed, new Signed(Bits.zero(8), Bytes.fromHex("0102")));
    assertNotOfType(signed, new Signed(Bits.zero(16), Bytes.fromHex("01")));
    assertNotOfType(Ssz.bitlist(8), Bits.zero(9));
    assertNotOfType(Ssz.byteList(1), Bytes.fromHex("0102"));
    assertNotOfType(Ssz.list(Ssz.UINT64, 1), List.of(1L, 2L));
    assertNotOfType(Ssz.vector(Ssz.BYTES32, 2), List.of());
    assertNotOfType(Ssz.list(Ssz.byteList(4), 1), List.of(Bytes.EMPTY, Bytes.EMPTY));
  }

  private static <T> void assertNotOfType(SszType<T> type, T value) {
    assertThatThrownBy(() -> type.encode(value)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> type.hashTreeRoot(value)).isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRefused(SszType<?> type, String hex, String message) {
    assertThatThrownBy(() -> type.decode(Hex.decode(hex)))
        .isInstanceOf(SszException.class)
        .hasMessageContaining(message);
  }
}
