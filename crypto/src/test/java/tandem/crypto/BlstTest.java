package tandem.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import supranational.blst.P1_Affine;
import supranational.blst.P2_Affine;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BlstTest {
  private static final Bls BLS = new Blst();
  private static final Hash32 ROOT = Hash32.fromHex("ab".repeat(32));
  private static final Hash32 OTHER_ROOT = Hash32.fromHex("cd".repeat(32));

  @Test
  void secretKeysOfAnotherImplementationHaveItsPublicKeys() throws Exception {
    JsonNode keys = vectors("minimal/keys/interop.json");
    for (JsonNode each : keys) {
      BlsSecretKey secret = BlsSecretKey.of(Hex.decode(each.get("secret_key").asString()));
      assertThat(secret.publicKey().toHex()).isEqualTo(each.get("pubkey").asString());
      assertThat(secret.publicKey().isValid()).isTrue();
    }
    assertThat(keys.size()).isEqualTo(320);
  }

  @Test
  void signsAsAnotherImplementationDoes() throws Exception {
    List<SignatureSet> sets = new ArrayList<>();
    for (JsonNode each : vectors("minimal/domains/domains.json").get("signing")) {
      BlsSecretKey secret = BlsSecretKey.of(Hex.decode(each.get("secret_key").asString()));
      Hash32 root = Hash32.fromHex(each.get("signing_root").asString());
      BlsSignature signature = BLS.sign(secret, root);
      assertThat(signature.toHex()).isEqualTo(each.get("signature").asString());
      sets.add(SignatureSet.of(secret.publicKey(), root, signature));
    }
    assertThat(sets).hasSize(10).allMatch(BLS::verify);
    assertThat(BLS.verifyAll(sets)).isTrue();
  }

  @Test
  void aSignatureIsValidForItsKeyAndRootAlone() {
    BlsSignature signature = BLS.sign(key(1), ROOT);
    assertThat(BLS.verify(SignatureSet.of(key(1).publicKey(), ROOT, signature))).isTrue();
    assertThat(BLS.verify(SignatureSet.of(key(2).publicKey(), ROOT, signature))).isFalse();
    assertThat(BLS.verify(SignatureSet.of(key(1).publicKey(), OTHER_ROOT, signature))).isFalse();
  }

  @Test
  void anAggregateIsValidForAllItsKeysTogether() {
    SignatureSet set = aggregate(ROOT, 1, 2, 3);
    assertThat(BLS.verify(set)).isTrue();
    assertThat(BLS.verify(new SignatureSet(set.keys().subList(0, 2), ROOT, set.signature())))
        .isFalse();
    BlsPublicKey sum = BLS.aggregateKeys(set.keys());
    assertThat(BLS.verify(SignatureSet.of(sum, ROOT, set.signature()))).isTrue();
  }

  @Test
  void aBatchIsValidIffEachOfItIs() {
    List<SignatureSet> sets = new ArrayList<>();
    for (int i = 1; i <= 8; i++) {
      sets.add(aggregate(Hash32.fromHex("%064x".formatted(i)), i, i + 1));
    }
    assertThat(BLS.verifyAll(sets)).isTrue();
    assertThat(BLS.verifyAll(List.of())).isTrue();
    assertThat(BLS.verifyAll(List.of(sets.getFirst()))).isTrue();
    for (int wrong = 0; wrong < sets.size(); wrong++) {
      List<SignatureSet> changed = new ArrayList<>(sets);
      SignatureSet set = sets.get(wrong);
      changed.set(wrong, new SignatureSet(set.keys(), OTHER_ROOT, set.signature()));
      assertThat(BLS.verifyAll(changed)).as("set %d is wrong", wrong).isFalse();
    }
  }

  /// Their sum is right, so an unweighted batch would accept them.
  @Test
  void signaturesThatWereSwappedDoNotCancelEachOtherOut() {
    BlsSignature first = BLS.sign(key(1), ROOT);
    BlsSignature second = BLS.sign(key(2), ROOT);
    assertThat(
            BLS.verifyAll(
                List.of(
                    SignatureSet.of(key(1).publicKey(), ROOT, second),
                    SignatureSet.of(key(2).publicKey(), ROOT, first))))
        .isFalse();
  }

  @Test
  void whatIsNoPointIsNeverValidAndNeverThrows() {
    BlsPublicKey key = key(1).publicKey();
    BlsSignature signature = BLS.sign(key(1), ROOT);
    byte[] infinityKey = new byte[BlsPublicKey.LENGTH];
    infinityKey[0] = (byte) 0xc0;
    byte[] notInGroup = signature.toArray();
    notInGroup[95] ^= 1;
    for (BlsPublicKey wrong :
        List.of(
            BlsPublicKey.of(new byte[BlsPublicKey.LENGTH]),
            BlsPublicKey.of(filled(BlsPublicKey.LENGTH)),
            BlsPublicKey.of(infinityKey))) {
      assertThat(wrong.isValid()).isFalse();
      assertThat(BLS.verify(SignatureSet.of(wrong, ROOT, signature))).isFalse();
      assertThat(BLS.verify(SignatureSet.of(wrong, ROOT, BlsSignature.INFINITY))).isFalse();
      assertThat(BLS.verify(new SignatureSet(List.of(key, wrong), ROOT, signature))).isFalse();
    }
    for (BlsSignature wrong :
        List.of(
            BlsSignature.EMPTY,
            BlsSignature.INFINITY,
            BlsSignature.of(filled(BlsSignature.LENGTH)),
            BlsSignature.of(notInGroup))) {
      SignatureSet set = SignatureSet.of(key, ROOT, wrong);
      assertThat(BLS.verify(set)).isFalse();
      assertThat(BLS.verifyAll(List.of(set, set))).isFalse();
    }
    assertThat(BLS.verify(new SignatureSet(List.of(), ROOT, BlsSignature.INFINITY))).isFalse();
  }

  /// A small x is on the curve for every second number, and nearly never in the group.
  @Test
  void pointsOfTheCurveOutsideTheGroupAreNeverValid() {
    BlsPublicKey wrongKey = BlsPublicKey.of(pointOutsideTheGroup(BlsPublicKey.LENGTH));
    BlsSignature wrongSignature = BlsSignature.of(pointOutsideTheGroup(BlsSignature.LENGTH));
    BlsSignature signature = BLS.sign(key(1), ROOT);
    assertThat(wrongKey.isValid()).isFalse();
    refuses(SignatureSet.of(wrongKey, ROOT, signature));
    refuses(SignatureSet.of(key(1).publicKey(), ROOT, wrongSignature));
    assertThatThrownBy(() -> BLS.aggregate(List.of(signature, wrongSignature)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BLS.aggregateKeys(List.of(key(1).publicKey(), wrongKey)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void changedBytesAreNeverValidAndNeverThrow() {
    Random random = new Random(20261125);
    BlsPublicKey key = key(1).publicKey();
    BlsSignature signature = BLS.sign(key(1), ROOT);
    for (int i = 0; i < 1_000; i++) {
      refuses(SignatureSet.of(BlsPublicKey.of(changed(key.toArray(), random)), ROOT, signature));
      refuses(SignatureSet.of(key, ROOT, BlsSignature.of(changed(signature.toArray(), random))));
    }
  }

  /// k and its negative: their keys sum to infinity, under which infinity signs everything.
  @Test
  void keysThatCancelEachOtherOutSignNothing() {
    byte[] order = Hex.decode("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");
    byte[] negative = order.clone();
    negative[31] = 0; // order - 1
    BlsSecretKey one = BlsSecretKey.of(number(1));
    BlsSecretKey minusOne = BlsSecretKey.of(negative);
    List<BlsPublicKey> keys = List.of(one.publicKey(), minusOne.publicKey());
    assertThat(BLS.verify(new SignatureSet(keys, ROOT, BlsSignature.INFINITY))).isFalse();
    assertThatThrownBy(() -> BlsSecretKey.of(order)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BlsSecretKey.of(new byte[32]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSecretDoesNotShowItself() {
    assertThat(key(7)).asString().doesNotContain("7");
  }

  private static void refuses(SignatureSet set) {
    assertThat(BLS.verify(set)).as(set.toString()).isFalse();
    assertThat(BLS.verifyAll(List.of(aggregate(ROOT, 1, 2), set))).as(set.toString()).isFalse();
  }

  private static byte[] pointOutsideTheGroup(int length) {
    for (int x = 1; x < 100; x++) {
      byte[] bytes = new byte[length];
      bytes[0] = (byte) 0x80;
      bytes[length - 1] = (byte) x;
      try {
        boolean isInGroup =
            length == BlsPublicKey.LENGTH
                ? new P1_Affine(bytes).in_group()
                : new P2_Affine(bytes).in_group();
        if (!isInGroup) {
          return bytes;
        }
      } catch (RuntimeException notOnTheCurve) {
        continue;
      }
    }
    throw new AssertionError("no such point");
  }

  private static byte[] changed(byte[] bytes, Random random) {
    if (random.nextInt(4) == 0) {
      random.nextBytes(bytes);
    } else {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return bytes;
  }

  private static SignatureSet aggregate(Hash32 root, int... numbers) {
    List<BlsPublicKey> keys = new ArrayList<>();
    List<BlsSignature> signatures = new ArrayList<>();
    for (int each : numbers) {
      keys.add(key(each).publicKey());
      signatures.add(BLS.sign(key(each), root));
    }
    Collections.reverse(signatures);
    return new SignatureSet(keys, root, BLS.aggregate(signatures));
  }

  private static BlsSecretKey key(int number) {
    return BlsSecretKey.of(number(number));
  }

  private static byte[] number(int number) {
    byte[] bytes = new byte[32];
    bytes[31] = (byte) number;
    return bytes;
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0xff);
    return bytes;
  }

  private static JsonNode vectors(String name) throws Exception {
    Path zip = Path.of(System.getProperty("tandem.vectors"), "altair-lodestar.zip");
    assumeTrue(Files.exists(zip), () -> "skipped: there is no " + zip);
    try (ZipFile file = new ZipFile(zip.toFile());
        InputStream in = file.getInputStream(file.getEntry(name))) {
      return JsonMapper.shared().readTree(in);
    }
  }
}
