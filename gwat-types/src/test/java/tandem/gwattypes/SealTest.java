package tandem.gwattypes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import tandem.crypto.Keccak256;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.U256;
import tandem.rlp.RlpReader;
import tandem.rlp.RlpWriter;

/// ledger-rules.md 2.6.
class SealTest {
  private static final SealVerifier VERIFIER = SealVerifier.secp256k1();
  private static final BlockSigner SIGNER = BlockSigner.secp256k1(BlockTest.SECRET);
  private static final Bytes VANITY = Bytes.of((byte) 't', (byte) 'a');
  private static final Header UNSEALED =
      Header.builder()
          .parentHashes(List.of(Hash32.ZERO))
          .slot(9)
          .height(3)
          .gasLimit(8_000_000)
          .timeS(1_700_000_000)
          .build();

  @Test
  void aSealedHeaderHasTheRightForm() {
    Header sealed = Seal.seal(UNSEALED, VANITY, SIGNER);
    assertThat(Seal.fault(sealed, VERIFIER)).isNull();
    assertThat(sealed.coinbase()).isEqualTo(SIGNER.address());
    assertThat(sealed.extra().length()).isEqualTo(117);
    assertThat(sealed.extra().slice(0, 32)).isEqualTo(Bytes.fromHex("7461" + "00".repeat(30)));
    assertThat(sealed.extra().slice(32, 52)).isEqualTo(Bytes.of(SIGNER.address().toArray()));
    assertThat(sealed.slot()).isEqualTo(9);
    assertThat(Header.decode(sealed.encode())).isEqualTo(sealed);
  }

  /// Written out by hand: the list of fields 1 to 10 with the first 52 bytes of Extra.
  @Test
  void theSignatureIsOverTheTenFieldsWithTheShortExtra() {
    Header sealed = Seal.seal(UNSEALED, VANITY, SIGNER);
    RlpReader fields = RlpReader.of(sealed.encode(), "header").list("");
    RlpWriter out = new RlpWriter();
    out.bytes(sealed.extra().slice(0, 52));
    byte[][] first = new byte[9][];
    for (int i = 0; i < 9; i++) {
      first[i] = fields.raw("");
    }
    for (int i = 8; i >= 0; i--) {
      out.raw(first[i]);
    }
    Hash32 expected = Keccak256.hash(out.list(0).toByteArray());
    assertThat(Seal.sealingHash(sealed)).isEqualTo(expected);
    assertThat(sealed.extra().slice(52, 117)).isEqualTo(SIGNER.sign(expected));
  }

  @Test
  void aChangeOfAnyFieldBreaksTheSeal() {
    Header sealed = Seal.seal(UNSEALED, VANITY, SIGNER);
    List<Header.Builder> changes =
        List.of(
            sealed.toBuilder().parentHashes(List.of()),
            sealed.toBuilder().slot(10),
            sealed.toBuilder().height(4),
            sealed.toBuilder().lfHash(sealed.hash()),
            sealed.toBuilder().lfNumber(1),
            sealed.toBuilder().coinbase(Address.ZERO),
            sealed.toBuilder().txRoot(Hash32.ZERO),
            sealed.toBuilder().gasLimit(1),
            sealed.toBuilder().timeS(1));
    for (Header.Builder change : changes) {
      assertThat(Seal.fault(change.build(), VERIFIER)).isNotNull();
    }
    for (int i = 0; i < Seal.EXTRA_LENGTH; i++) {
      byte[] extra = sealed.extra().toArray();
      extra[i] ^= 1;
      Header changed = sealed.toBuilder().extra(Bytes.wrap(extra)).build();
      assertThat(Seal.fault(changed, VERIFIER)).as("byte " + i).isNotNull();
    }
  }

  @Test
  void stateFieldsAreNotSealed() {
    Header sealed = Seal.seal(UNSEALED, VANITY, SIGNER);
    Header finalized =
        sealed.withState(new StateFields(U256.ONE, 3, Hash32.ZERO, Hash32.ZERO, 1, Bloom.EMPTY));
    assertThat(Seal.fault(finalized, VERIFIER)).isNull();
  }

  @Test
  void theOtherSOfASignatureIsRefused() {
    Header sealed = Seal.seal(UNSEALED, VANITY, SIGNER);
    BigInteger order =
        new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
    byte[] extra = sealed.extra().toArray();
    U256 s = U256.fromBytes(extra, 84, 116);
    byte[] high = U256.of(order.subtract(s.toBigInteger())).toBytes32();
    System.arraycopy(high, 0, extra, 84, 32);
    extra[116] ^= 1;
    Header changed = sealed.toBuilder().extra(Bytes.wrap(extra)).build();
    assertThat(Seal.fault(changed, VERIFIER)).startsWith("the signature is not that of");
  }

  @Test
  void whatIsNoSealIsNamed() {
    Header sealed = Seal.seal(UNSEALED, VANITY, SIGNER);
    assertThat(Seal.fault(sealed.toBuilder().extra(Bytes.EMPTY).build(), VERIFIER))
        .isEqualTo("Extra has 0 bytes where a seal has 117");
    assertThat(Seal.fault(sealed.toBuilder().coinbase(Address.ZERO).build(), VERIFIER))
        .contains("is not the coinbase");
    byte[] extra = sealed.extra().toArray();
    extra[116] = 27;
    Header withV27 = sealed.toBuilder().extra(Bytes.wrap(extra)).build();
    assertThat(Seal.fault(withV27, VERIFIER)).startsWith("the signature is not that of");
    assertThatThrownBy(() -> Seal.sealingHash(UNSEALED))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Seal.seal(UNSEALED, Bytes.wrap(new byte[33]), SIGNER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSimulatorCanSignAndVerifyInItsOwnWay() {
    BlockSigner cheap =
        new BlockSigner() {
          @Override
          public Address address() {
            return Address.ZERO;
          }

          @Override
          public Bytes sign(Hash32 sealingHash) {
            byte[] signature = new byte[Seal.SIGNATURE_LENGTH];
            System.arraycopy(sealingHash.toArray(), 0, signature, 0, 32);
            return Bytes.wrap(signature);
          }
        };
    SealVerifier verifier =
        (signer, hash, signature) -> Hash32.of(signature.toArray(), 0).equals(hash);
    Header sealed = Seal.seal(UNSEALED, VANITY, cheap);
    assertThat(Seal.fault(sealed, verifier)).isNull();
    assertThat(Seal.fault(sealed.toBuilder().slot(4).build(), verifier)).isNotNull();
  }
}
