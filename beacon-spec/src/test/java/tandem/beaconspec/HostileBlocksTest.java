package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tandem.beaconspec.StateTransition.Signatures;
import tandem.crypto.Blst;
import tandem.primitives.Hash32;
import tandem.ssz.SszException;
import tools.jackson.databind.JsonNode;

/// Blocks with changed bytes are refused or applied, and nothing else happens: no exception that a
/// peer could cause and that looks like a fault of ours. Signatures are not verified, so that the
/// changes reach every check.
class HostileBlocksTest {
  private static final long SEED = 4242;
  private static final int PER_BLOCK = 100;

  private final Random random = new Random(SEED);
  private int undecodable;
  private int refused;
  private int applied;

  @Test
  void changedBlocksOfAllOperationsAreRefusedOrApplied() throws Exception {
    try (AltairVectors vectors = AltairVectors.open("minimal")) {
      String chain = "chain_operations";
      JsonNode meta = vectors.json(chain + "/meta.json");
      BeaconConfig config = vectors.config(meta);
      Types types = new Types(config);
      StateTransition transition = new StateTransition(config, types, new Blst());
      BeaconState state = types.beaconState().decode(vectors.bytes(chain + "/pre.ssz"));
      for (JsonNode each : meta.get("blocks")) {
        byte[] ssz = vectors.bytes(chain + "/blocks_" + each.get("n").asInt() + ".ssz");
        SignedBeaconBlock block = types.signedBeaconBlock().decode(ssz);
        BeaconBlockBody body = block.message().body();
        boolean isRich =
            body.proposerSlashings().size()
                    + body.attesterSlashings().size()
                    + body.voluntaryExits().size()
                    + body.deposits().size()
                > 0;
        if (isRich || each.get("n").asInt() % 40 == 0) {
          attack(types, transition, state, ssz);
        }
        transition.apply(state, block, Signatures.NONE);
      }
    }
    assertThat(undecodable).isPositive();
    assertThat(refused).isGreaterThan(500);
    assertThat(applied).isGreaterThan(500);
  }

  @Test
  void changedBlocksOfAnOrderedNetworkAreRefusedOrApplied() throws Exception {
    Network network = Network.ordered(64);
    BeaconState state = network.genesis().copy();
    List<Attestation> attestations = List.of();
    for (int slot = 1; slot <= 20; slot++) {
      List<Hash32> candidates = List.of(Network.spine(slot), Network.spine(slot + 1));
      SignedBeaconBlock block = network.block(state, slot, attestations, candidates);
      attack(
          network.types(),
          network.transition(),
          state,
          network.types().signedBeaconBlock().encode(block));
      network.transition().apply(state, block, Signatures.NONE);
      attestations = network.attestations(state, slot, validator -> true);
    }
    assertThat(undecodable).isPositive();
    assertThat(refused).isGreaterThan(100);
    assertThat(applied).isGreaterThan(100);
  }

  private void attack(Types types, StateTransition transition, BeaconState state, byte[] good) {
    for (int i = 0; i < PER_BLOCK; i++) {
      SignedBeaconBlock block;
      try {
        block = types.signedBeaconBlock().decode(changed(good));
      } catch (SszException e) {
        undecodable++;
        continue;
      }
      if (Long.compareUnsigned(block.message().slot(), state.slot() + 64) > 0) {
        continue; // The caller's clock refuses it.
      }
      try {
        transition.apply(state.copy(), block, Signatures.NONE);
        applied++;
      } catch (InvalidBlockException e) {
        assertThat(e.getMessage().length()).isLessThan(1_000);
        refused++;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + SEED + ": " + block, e);
      }
    }
  }

  /// One to three numbers of eight bytes at random places in the body, set to an edge or changed a
  /// little.
  private byte[] changed(byte[] good) {
    byte[] bytes = good.clone();
    for (int i = random.nextInt(3); i >= 0; i--) {
      int place = 180 + random.nextInt(bytes.length - 180);
      switch (random.nextInt(4)) {
        case 0 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[place] = (byte) random.nextInt();
        case 2 -> fill(bytes, place, (byte) 0xff);
        default -> fill(bytes, place, (byte) 0);
      }
    }
    return bytes;
  }

  private static void fill(byte[] bytes, int place, byte value) {
    for (int i = place; i < Math.min(place + 8, bytes.length); i++) {
      bytes[i] = value;
    }
  }
}
