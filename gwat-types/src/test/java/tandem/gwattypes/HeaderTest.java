package tandem.gwattypes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tandem.rlp.RlpException;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;
import tandem.trie.Trie;

/// Examples of gwat-data.md 2.5 and gwat-dag.md 1.3; the forms of the optional tail.
class HeaderTest {
  private static final String ZERO = "00".repeat(32);
  private static final String EMPTY_ROOT =
      "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";
  private static final String TEN_ZERO_FIELDS =
      "c08080a0" + ZERO + "8094" + "00".repeat(20) + "a0" + ZERO + "808080";

  /// Genesis and block 1 of chain E.
  static final Header GENESIS_E =
      Header.builder()
          .gasLimit(8_000_000)
          .timeS(0x637300a0L)
          .state(
              new StateFields(
                  U256.of(1_000_000_000),
                  0,
                  hash("54cf757fa6df61da8d81cf840b857f22eba701e074f98bdeb48052fdb4106d3f"),
                  Trie.EMPTY_ROOT,
                  0,
                  Bloom.EMPTY))
          .build();

  static final Header BLOCK_1_E =
      Header.builder()
          .parentHashes(List.of(GENESIS_E.hash()))
          .slot(1)
          .height(1)
          .lfHash(GENESIS_E.finalizedHash())
          .coinbase(Address.fromHex("c0ffee254729296a45a3885639ac7e10f9d54979"))
          .txRoot(hash("3bcbc147e6ae4b814cd1ece7c2f1d84a59146481d44c7753e685d907be696df4"))
          .gasLimit(8_000_000)
          .timeS(0x637300a4L)
          .extra(Bytes.fromHex(ZERO + "c0ffee254729296a45a3885639ac7e10f9d54979" + "00".repeat(65)))
          .state(
              new StateFields(
                  U256.of(875_000_000),
                  1,
                  hash("9cbfd0cdb7ef7e721a05a6183132fe3d3193d65b30903b4bcda426f684da27ad"),
                  hash("f78dfb743fbd92ade140711c8bbc542b5e307f0ab7984eff35d751969fe57efa"),
                  21_000,
                  Bloom.EMPTY))
          .build();

  @Test
  void genesisOfChainEHasItsHashes() {
    assertThat(GENESIS_E.hash())
        .isEqualTo(hash("249939cd75404f6caf433807029be522229528e3df90d9af2b917a8b56c7f066"));
    assertThat(GENESIS_E.finalizedHash())
        .isEqualTo(hash("2c12112ad855ac066079c93db2e57468664f9a3ed10b45c1b70db51f4aa13fe3"));
    assertThat(Hex.encodeBare(GENESIS_E.withState(null).encode()))
        .isEqualTo(
            "f865c08080a0"
                + ZERO
                + "8094"
                + "00".repeat(20)
                + "a0"
                + EMPTY_ROOT
                + "837a120084637300a080");
    assertThat(Hex.encodeBare(GENESIS_E.encode())).startsWith("f8adc0").contains("843b9aca0080a0");
  }

  @Test
  void blockOneOfChainEHasItsHashes() {
    assertThat(BLOCK_1_E.hash())
        .isEqualTo(hash("f352ece93ad4e7e43c5866c1414a94e849c14ee12b55a9b10191731b7f84e505"));
    assertThat(BLOCK_1_E.finalizedHash())
        .isEqualTo(hash("a4cd53775e585116d6fc2abcb76f970605e129d18d8962c38b07fd9d5190b742"));
    assertThat(Hex.encodeBare(BLOCK_1_E.encode())).startsWith("f90147e1a0");
    assertThat(Hex.encodeBare(BLOCK_1_E.withState(null).encode())).startsWith("f8fce1a0");
  }

  /// The wire's "no number" is 0 above height 0 (gwat-data.md 2.4).
  @Test
  void aHeaderFromBeforeFinalisationHasNoStateFields() {
    byte[] wire = BLOCK_1_E.encode();
    int number = Hex.encodeBare(wire).indexOf("84342770c001") / 2 + 5;
    wire[number] = (byte) 0x80;
    Header header = Header.decode(wire);
    assertThat(header.state()).isNull();
    assertThat(header.hash()).isEqualTo(BLOCK_1_E.hash());
    assertThat(header.finalizedHash()).isEqualTo(Hash32.ZERO);
  }

  @Test
  void theGenesisAndBlockAOfTheDagDocumentHaveTheirHashes() {
    Header genesis = Header.builder().gasLimit(8_000_000).timeS(1_668_500_000).build();
    StateFields zero = new StateFields(U256.ZERO, 0, Hash32.ZERO, Hash32.ZERO, 0, Bloom.EMPTY);
    Header finalGenesis = genesis.withState(zero);
    assertThat(genesis.hash())
        .isEqualTo(hash("1a860c85448bd12937bbf5446d41c3d2ed67f35522a7be230115d5a39ac5e105"));
    assertThat(finalGenesis.finalizedHash())
        .isEqualTo(hash("7307a973095e8ee97ae23685e170eacace95bbfd779ebd51e8e74969148a5326"));
    assertThat(Hex.encodeBare(finalGenesis.encode()))
        .startsWith("f867c0")
        .endsWith("63734a20808080");

    Header a =
        genesis.toBuilder()
            .parentHashes(List.of(genesis.hash()))
            .slot(1)
            .height(1)
            .lfHash(finalGenesis.finalizedHash())
            .coinbase(Address.fromHex("00000000000000000000000000000000000000aa"))
            .timeS(1_668_500_004)
            .build();
    assertThat(a.hash())
        .isEqualTo(hash("2ac9991dd87965adbe33f23eef03bee945c5ecb51ceb58d90a435d4a53191848"));
    assertThat(
            a.withState(new StateFields(U256.ZERO, 2, Hash32.ZERO, Hash32.ZERO, 0, Bloom.EMPTY))
                .finalizedHash())
        .isEqualTo(hash("c7534aee84ed805ff755d2108fbbf536a4c45848134cdf1dc673eb137ceab250"));
  }

  @ParameterizedTest
  @CsvSource({
    "f85e, ''",
    "f85f, 80",
    "f863, 843b9aca00",
    "f860, 8080",
    "f860, 8001",
    "f8a2, 8080a0{zero}a0{empty}",
    "f8a3, 8080a0{zero}a0{zero}01",
  })
  void everyFormOfTheTailIsReadAndChangesNotTheHash(String prefix, String tail) {
    String bytes =
        prefix + TEN_ZERO_FIELDS + tail.replace("{zero}", ZERO).replace("{empty}", EMPTY_ROOT);
    Header header = Header.decode(Hex.decode(bytes));
    assertThat(header.hash())
        .isEqualTo(hash("a33a342ba883ac7b6077b9199d20564ac46f5343b889875eece7e6a2ac2c0eb6"));
    boolean numbered = tail.length() >= 4 && !tail.equals("843b9aca00");
    assertThat(header.state() != null).isEqualTo(numbered);
    if (numbered) {
      assertThat(Hex.encodeBare(header.encode())).isEqualTo(bytes);
    }
  }

  @Test
  void anExplicitZeroAtTheEndIsAcceptedAndDroppedAgain() {
    RlpWriter out = new RlpWriter();
    int end = out.mark();
    out.bytes(new byte[256]).number(0).hash(Hash32.ZERO).hash(Hash32.ZERO).number(1).number(0);
    out.raw(Hex.decode(TEN_ZERO_FIELDS)).list(end);
    Header header = Header.decode(out.toByteArray());
    assertThat(Hex.encodeBare(header.encode())).isEqualTo("f860" + TEN_ZERO_FIELDS + "8001");
  }

  @Test
  void randomHeadersComeBack() {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      Header header = random(random);
      Header read = Header.decode(header.encode());
      assertThat(read).isEqualTo(header);
      assertThat(read.encode()).isEqualTo(header.encode());
      assertThat(read.toBuilder().build()).isEqualTo(header);
    }
  }

  @Test
  void aChangedByteNeverGivesTheSameHeader() {
    Header header = random(new Random(8));
    byte[] bytes = header.encode();
    for (int i = 0; i < bytes.length; i++) {
      byte[] changed = bytes.clone();
      changed[i] ^= 0x11;
      try {
        assertThat(Header.decode(changed)).isNotEqualTo(header);
      } catch (RlpException e) {
        assertThat(e).hasMessageStartingWith("header");
      }
    }
  }

  @Test
  void everyFieldIsBounded() {
    refused("parentHashes", "more than 32 items", list(33, "a0" + ZERO), 0);
    refused("hash", "32 are needed", list(1, "9f" + ZERO.substring(2)), 0);
    refused("slot", "above", "88ffffffffffffffff", 1);
    refused("slot", "leading zero", "820001", 1);
    refused("height", "above", "888000000000000000", 2);
    refused("lfHash", "32 are needed", "80", 3);
    refused("lfNumber", "above", "888000000000000000", 4);
    refused("coinbase", "20 are needed", "80", 5);
    refused("txHash", "32 are needed", "a1" + ZERO + "00", 6);
    refused("gasLimit", "above", "888000000000000000", 7);
    refused("time", "9 bytes", "89010000000000000000", 8);
    refused("extra", "118 bytes where at most 117", "b876" + "00".repeat(118), 9);
    refused("baseFee", "33 bytes", "a101" + ZERO, 10);
    refused("number", "above", "888000000000000000", 11);
    refused("root", "32 are needed", "80", 12);
    refused("receiptHash", "expected bytes", "c0", 13);
    refused("gasUsed", "above", "888000000000000000", 14);
    refused("bloom", "256 are needed", "a0" + ZERO, 15);
    refused("", "more than 6 items", "80", 16);
  }

  /// A full header with item `at` replaced is refused with a text that names the field.
  private static void refused(String field, String why, String replacement, int at) {
    Header full =
        GENESIS_E.withState(
            new StateFields(
                U256.ONE, 7, Trie.EMPTY_ROOT, Trie.EMPTY_ROOT, 9, Bloom.wrap(filled(256))));
    RlpReader fields = RlpReader.of(full.encode(), "header").list("");
    List<byte[]> items = new ArrayList<>();
    while (fields.hasNext()) {
      items.add(fields.raw(""));
    }
    if (at == items.size()) {
      items.add(Hex.decode(replacement));
    }
    items.set(at, Hex.decode(replacement));
    RlpWriter out = new RlpWriter();
    items.reversed().forEach(out::raw);
    byte[] bytes = out.list(0).toByteArray();
    assertThatThrownBy(() -> Header.decode(bytes))
        .isInstanceOf(RlpException.class)
        .hasMessageContaining(field)
        .hasMessageContaining(why);
  }

  private static String list(int count, String item) {
    RlpWriter out = new RlpWriter();
    out.raw(Hex.decode(item.repeat(count)));
    return Hex.encodeBare(out.list(0).toByteArray());
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 5);
    return bytes;
  }

  static Header random(Random random) {
    List<Hash32> parents = new ArrayList<>();
    for (int i = random.nextInt(Header.PARENTS_MAX + 1); i > 0; i--) {
      parents.add(hash(random));
    }
    byte[] extra = new byte[random.nextInt(Header.EXTRA_MAX + 1)];
    random.nextBytes(extra);
    Header.Builder builder =
        Header.builder()
            .parentHashes(parents)
            .slot(number(random))
            .height(1 + random.nextInt(1000))
            .lfHash(hash(random))
            .lfNumber(number(random))
            .coinbase(Address.of(hash(random).toArray(), 0))
            .txRoot(hash(random))
            .gasLimit(number(random))
            .timeS(number(random))
            .extra(Bytes.wrap(extra));
    if (random.nextBoolean()) {
      byte[] bloom = new byte[256];
      if (random.nextBoolean()) {
        random.nextBytes(bloom);
      }
      builder.state(
          new StateFields(
              U256.of(number(random)),
              1 + random.nextInt(1000),
              random.nextBoolean() ? hash(random) : Hash32.ZERO,
              random.nextBoolean() ? hash(random) : Hash32.ZERO,
              random.nextBoolean() ? number(random) : 0,
              Bloom.wrap(bloom)));
    }
    return builder.build();
  }

  private static long number(Random random) {
    return random.nextLong() >>> 1 + random.nextInt(63);
  }

  static Hash32 hash(Random random) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return Hash32.wrap(bytes);
  }

  private static Hash32 hash(String hex) {
    return Hash32.fromHex(hex);
  }
}
