package tandem.gwattypes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tandem.primitives.U256;
import tandem.rlp.RlpException;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// gwat-data.md 4. The official vectors are in [OfficialTransactionTest].
class TransactionTest {
  private static final Address SENDER = Address.fromHex("71562b71999873db5b286df957af199ec94617f7");

  @Test
  void theTransferOfChainEHasItsBytesHashAndSender() {
    Transaction transfer = BlockTest.TRANSFER;
    assertThat(Hex.encodeBare(transfer.encoded().toArray()))
        .isEqualTo(
            "02f87482053980847735940084ee6b28008252089400000000000000000000000000000000000000aa"
                + "880de0b6b3a764000080c001"
                + "a025aecdb0ed82aa1369299c33f5fd55b83efe6b2efd3613f92bae685be635c226"
                + "a0527fead1df86dc53bdb2efc00777ae47cf2d5dda454f087a17c1a5123890c56b");
    assertThat(transfer.hash())
        .isEqualTo(
            Hash32.fromHex("cb4fea273e6511dce799e32a92e1d6ba60ba9137189a366986b60668a9305592"));
    assertThat(transfer.sender()).isEqualTo(SENDER);
    assertThat(Transaction.decode(transfer.encoded().toArray()).sender()).isEqualTo(SENDER);
  }

  /// The example of EIP-155.
  @Test
  void theExampleOfEip155HasItsBytes() {
    Transaction transaction =
        TransactionBody.legacy(
                1,
                9,
                U256.of(20_000_000_000L),
                21_000,
                Address.fromHex("35".repeat(20)),
                U256.of(1_000_000_000_000_000_000L),
                Bytes.EMPTY)
            .sign(Bytes.fromHex("46".repeat(32)));
    assertThat(transaction.body().signingHash())
        .isEqualTo(
            Hash32.fromHex("daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53"));
    assertThat(transaction.v()).isEqualTo(37);
    assertThat(Hex.encodeBare(transaction.encoded().toArray()))
        .isEqualTo(
            "f86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7640000"
                + "8025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
                + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
  }

  @Test
  void randomTransactionsComeBackWithTheirSender() {
    Random random = new Random(6);
    for (int i = 0; i < 300; i++) {
      Transaction transaction = random(random);
      byte[] bytes = transaction.encoded().toArray();
      Transaction read = Transaction.decode(bytes);
      assertThat(read).isEqualTo(transaction).hasSameHashCodeAs(transaction);
      assertThat(read.body()).isEqualTo(transaction.body());
      assertThat(read.encoded()).isEqualTo(transaction.encoded());
      assertThat(read.sender()).isEqualTo(SENDER);
      RlpWriter out = new RlpWriter();
      Transaction.writeList(List.of(transaction, transaction), out);
      RlpReader in = RlpReader.of(out.toByteArray(), "x");
      assertThat(Transaction.readList(in, "list")).containsExactly(transaction, transaction);
    }
  }

  @Test
  void everyCutOffOrLengthenedTransactionIsRefused() {
    Random random = new Random(16);
    for (int i = 0; i < 20; i++) {
      byte[] bytes = random(random).encoded().toArray();
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThatThrownBy(() -> Transaction.decode(cut)).isInstanceOf(RlpException.class);
      }
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      assertThatThrownBy(() -> Transaction.decode(longer)).isInstanceOf(RlpException.class);
    }
  }

  @Test
  void aChangedByteGivesAnotherTransactionOrNone() {
    Random random = new Random(26);
    for (int i = 0; i < 5000; i++) {
      Transaction transaction = random(random);
      byte[] changed = transaction.encoded().toArray();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 + random.nextInt(255));
      try {
        Transaction other = Transaction.decode(changed);
        assertThat(other).isNotEqualTo(transaction);
        assertThat(other.encoded().toArray()).isEqualTo(changed);
      } catch (RlpException e) {
        assertThat(e).hasMessageContaining("byte");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TransactionType.class)
  void everyFieldIsBounded(TransactionType type) {
    int base = type == TransactionType.LEGACY ? 0 : 1;
    int fees = type == TransactionType.DYNAMIC_FEE ? 1 : 0;
    if (base == 1) {
      refused(type, 0, "80", "chainId");
      refused(type, 0, "88ffffffffffffffff", "chainId");
      refused(type, base + fees + 6, "80", "accessList");
      refused(type, base + fees + 6, "c1c0", "address");
      refused(type, base + fees + 7, "02", "v");
    } else {
      refused(type, 6, "1d", "v");
      refused(type, 6, "24", "v");
      refused(type, 6, "887fffffffffffffff", "v");
      refused(type, 6, "80", "v");
    }
    int v = base * 2 + fees + 6;
    refused(type, base, "89010000000000000000", "nonce");
    refused(type, base + 1, "a101" + "00".repeat(32), fees == 1 ? "maxPriorityFee" : "gasPrice");
    refused(type, base + fees + 1, "820001", fees == 1 ? "maxFee" : "gasPrice");
    refused(type, base + fees + 2, "888000000000000000", "gas");
    refused(type, base + fees + 3, "8401020304", "to");
    refused(type, base + fees + 3, "95" + "00".repeat(21), "to");
    refused(type, base + fees + 4, "c0", "value");
    refused(type, base + fees + 5, "c0", "data");
    refused(type, v + 1, "8100", "r");
    refused(type, v + 2, "a101" + "00".repeat(32), "s");
    refused(type, v + 3, "80", "surplus");
  }

  @ParameterizedTest
  @EnumSource(TransactionType.class)
  void theTypeByteInsideAListIsThatOfAString(TransactionType type) {
    byte[] encoded = random(new Random(1), type).encoded().toArray();
    RlpWriter out = new RlpWriter();
    if (type == TransactionType.LEGACY) {
      out.bytes(encoded);
    } else {
      out.raw(encoded);
    }
    byte[] wrong = out.list(0).toByteArray();
    assertThatThrownBy(() -> Transaction.readList(RlpReader.of(wrong, "x"), "list"))
        .isInstanceOf(RlpException.class);
  }

  @Test
  void unknownTypesAreRefused() {
    for (int type : new int[] {0, 3, 4, 0x7f, 0x80, 0xbf}) {
      byte[] bytes = BlockTest.TRANSFER.encoded().toArray();
      bytes[0] = (byte) type;
      assertThatThrownBy(() -> Transaction.decode(bytes)).isInstanceOf(RlpException.class);
    }
    assertThatThrownBy(() -> Transaction.decode(new byte[0])).isInstanceOf(RlpException.class);
  }

  @Test
  void whatNoBlockCanHoldIsNamed() {
    assertThat(BlockTest.TRANSFER.fault(1337)).isNull();
    assertThat(BlockTest.TRANSFER.fault(1)).contains("chain id 1337");
    assertThat(dynamic(0, 2, 1, 21_000, 0).fault(1337)).contains("above the fee cap");
    assertThat(dynamic(-1, 1, 1, 21_000, 0).fault(1337)).contains("EIP-2681");
    assertThat(dynamic(0, 1, 1, 20_999, 0).fault(1337)).contains("below the intrinsic gas 21000");
    assertThat(create(new byte[49_153]).fault(1337)).contains("EIP-3860");
    assertThat(create(new byte[49_152]).fault(1337)).isNull();
    TransactionBody rich =
        TransactionBody.legacy(1337, 0, U256.MAX, 30_000, SENDER, U256.ZERO, Bytes.EMPTY);
    assertThat(rich.sign(BlockTest.SECRET).fault(1337)).contains("above 256 bits");
    TransactionBody open =
        new TransactionBody(
            TransactionType.LEGACY,
            null,
            0,
            U256.ONE,
            U256.ONE,
            21_000,
            SENDER,
            U256.ZERO,
            Bytes.EMPTY,
            List.of());
    Transaction unprotected = open.sign(BlockTest.SECRET);
    assertThat(unprotected.fault()).isNull();
    assertThat(unprotected.sender()).isEqualTo(SENDER);
    assertThat(unprotected.fault(1337)).contains("EIP-155");
  }

  @Test
  void aHighSAndNumbersOutOfRangeHaveNoSender() {
    U256 order =
        U256.fromQuantity("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    Transaction good = BlockTest.TRANSFER;
    TransactionBody body = good.body();
    U256 high = order.subtract(good.s());
    assertThat(new Transaction(body, 1 - good.yParity(), good.r(), high).sender()).isNull();
    assertThat(new Transaction(body, 0, U256.ZERO, good.s()).sender()).isNull();
    assertThat(new Transaction(body, 0, good.r(), U256.ZERO).sender()).isNull();
    assertThat(new Transaction(body, 0, order, good.s()).sender()).isNull();
    assertThat(new Transaction(body, 0, U256.ZERO, good.s()).fault()).contains("signature");
  }

  @Test
  void intrinsicGasCountsDataCreationAndAccessList() {
    assertThat(BlockTest.TRANSFER.intrinsicGas()).isEqualTo(21_000);
    assertThat(create(new byte[0]).intrinsicGas()).isEqualTo(53_000);
    assertThat(create(new byte[33]).intrinsicGas()).isEqualTo(53_000 + 33 * 4 + 2 * 2);
    assertThat(create(new byte[] {0, 1, 2}).intrinsicGas()).isEqualTo(53_000 + 4 + 32 + 2);
    TransactionBody body =
        new TransactionBody(
            TransactionType.ACCESS_LIST,
            5L,
            0,
            U256.ONE,
            U256.ONE,
            100_000,
            SENDER,
            U256.ZERO,
            Bytes.EMPTY,
            List.of(
                new AccessListEntry(SENDER, List.of(Hash32.ZERO, Hash32.ZERO)),
                new AccessListEntry(SENDER, List.of())));
    assertThat(body.sign(BlockTest.SECRET).intrinsicGas())
        .isEqualTo(21_000 + 2 * 2_400 + 2 * 1_900);
  }

  @Test
  void theTipIsWhatTheCapLeavesAboveTheBaseFee() {
    Transaction transaction = dynamic(0, 3, 10, 21_000, 0);
    assertThat(transaction.effectiveTip(U256.of(5))).isEqualTo(U256.of(3));
    assertThat(transaction.effectiveTip(U256.of(8))).isEqualTo(U256.of(2));
    assertThat(transaction.effectiveTip(U256.of(10))).isEqualTo(U256.ZERO);
    assertThat(transaction.effectiveTip(U256.of(11))).isNull();
    assertThat(transaction.effectiveGasPrice(U256.of(5))).isEqualTo(U256.of(8));
    assertThat(transaction.effectiveGasPrice(U256.of(8))).isEqualTo(U256.of(10));
    Transaction legacy =
        TransactionBody.legacy(7, 0, U256.of(9), 21_000, SENDER, U256.ZERO, Bytes.EMPTY)
            .sign(BlockTest.SECRET);
    assertThat(legacy.effectiveTip(U256.of(5))).isEqualTo(U256.of(4));
    assertThat(legacy.effectiveGasPrice(U256.of(5))).isEqualTo(U256.of(9));
  }

  @Test
  void theJsonFormIsThatOfRpc() {
    String expected =
        """
        {"from":"0x71562b71999873db5b286df957af199ec94617f7","gas":"0x5208",
        "gasPrice":"0xab5d04c0","maxFeePerGas":"0xee6b2800","maxPriorityFeePerGas":"0x77359400",
        "hash":"0xcb4fea273e6511dce799e32a92e1d6ba60ba9137189a366986b60668a9305592",
        "input":"0x","nonce":"0x0","to":"0x00000000000000000000000000000000000000aa",
        "value":"0xde0b6b3a7640000","type":"0x2","accessList":[],"chainId":"0x539","v":"0x1",
        "r":"0x25aecdb0ed82aa1369299c33f5fd55b83efe6b2efd3613f92bae685be635c226",
        "s":"0x527fead1df86dc53bdb2efc00777ae47cf2d5dda454f087a17c1a5123890c56b"}
        """;
    assertThat(TransactionJson.of(BlockTest.TRANSFER, U256.of(875_000_000)).toString())
        .isEqualTo(expected.replace("\n", ""));
    Transaction create = create(new byte[] {1});
    assertThat(TransactionJson.of(create, null).get("to").isNull()).isTrue();
    assertThat(TransactionJson.of(create, null).has("accessList")).isFalse();
    assertThat(TransactionJson.of(dynamic(0, 1, 5, 21_000, 0), null).get("gasPrice").stringValue())
        .isEqualTo("0x5");
  }

  static Transaction random(Random random) {
    return random(random, TransactionType.values()[random.nextInt(3)]);
  }

  private static Transaction random(Random random, TransactionType type) {
    byte[] data = new byte[random.nextInt(90)];
    random.nextBytes(data);
    List<AccessListEntry> accessList = new ArrayList<>();
    for (int n = type == TransactionType.LEGACY ? 0 : random.nextInt(4); n > 0; n--) {
      List<Hash32> keys = new ArrayList<>();
      for (int k = random.nextInt(4); k > 0; k--) {
        keys.add(HeaderTest.hash(random));
      }
      accessList.add(new AccessListEntry(address(random), keys));
    }
    U256 price = U256.of(random.nextLong() >>> 20);
    boolean dynamic = type == TransactionType.DYNAMIC_FEE;
    return new TransactionBody(
            type,
            type == TransactionType.LEGACY && random.nextInt(4) == 0
                ? null
                : (Long) (1 + (random.nextLong() >>> 2 + random.nextInt(60))),
            random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(1000),
            dynamic ? U256.of(random.nextInt(100)) : price,
            price,
            random.nextLong() >>> 1 + random.nextInt(60),
            random.nextInt(5) == 0 ? null : address(random),
            U256.fromHash(HeaderTest.hash(random)),
            Bytes.wrap(data),
            accessList)
        .sign(BlockTest.SECRET);
  }

  private static Address address(Random random) {
    return Address.of(HeaderTest.hash(random).toArray(), 12);
  }

  private static Transaction dynamic(long nonce, long tip, long cap, long gas, long value) {
    return TransactionBody.dynamicFee(
            1337, nonce, U256.of(tip), U256.of(cap), gas, SENDER, U256.of(value), Bytes.EMPTY)
        .sign(BlockTest.SECRET);
  }

  private static Transaction create(byte[] code) {
    return TransactionBody.legacy(1337, 0, U256.ONE, 2_000_000, null, U256.ZERO, Bytes.wrap(code))
        .sign(BlockTest.SECRET);
  }

  /// A transaction with item `at` replaced, or appended, is refused with a text that names `field`.
  private static void refused(TransactionType type, int at, String replacement, String field) {
    byte[] encoded = random(new Random(at), type).encoded().toArray();
    int from = type == TransactionType.LEGACY ? 0 : 1;
    RlpReader fields = RlpReader.of(encoded, from, encoded.length, "transaction").list("");
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
    out.list(0);
    if (from == 1) {
      out.raw(new byte[] {type.code()});
    }
    byte[] bytes = out.toByteArray();
    assertThatThrownBy(() -> Transaction.decode(bytes))
        .as(type + " " + at)
        .isInstanceOf(RlpException.class)
        .hasMessageContaining(field);
  }
}
