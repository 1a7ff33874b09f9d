package tandem.beaconcore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import tandem.beaconcore.GossipMessage.Aggregate;
import tandem.beaconcore.GossipMessage.AttesterSlashed;
import tandem.beaconcore.GossipMessage.Block;
import tandem.beaconcore.GossipMessage.Contribution;
import tandem.beaconcore.GossipMessage.Exit;
import tandem.beaconcore.GossipMessage.ProposerSlashed;
import tandem.beaconcore.GossipMessage.SingleAttestation;
import tandem.beaconcore.GossipMessage.SyncMessage;
import tandem.beaconspec.AttestationData;
import tandem.beaconspec.AttesterSlashing;
import tandem.beaconspec.BeaconBlockHeader;
import tandem.beaconspec.Checkpoint;
import tandem.beaconspec.IndexedAttestation;
import tandem.beaconspec.ProposerSlashing;
import tandem.beaconspec.SignedBeaconBlockHeader;
import tandem.beaconspec.SignedVoluntaryExit;
import tandem.beaconspec.Types;
import tandem.beaconspec.VoluntaryExit;
import tandem.crypto.BlsSignature;
import tandem.primitives.Hash32;
import tandem.ssz.SszException;
import tandem.ssz.SszType;

/// Bytes of real messages, changed here and there. Whatever still decodes is judged, and what was
/// not signed is never accepted.
class HostileGossipTest {
  private static final int CHANGES = 3_000;

  private final DutyNetwork network = new DutyNetwork();
  private final DutyNode sender = network.node(0, DutyNetwork.VALIDATORS);
  private final DutyNode node = network.node(0, 0);
  private final long nowMs = network.startMs(1) + 1_400;
  private final Random random = new Random(8);

  @Test
  void everythingThatDecodesIsJudgedAndNothingForgedIsAccepted() {
    sender.at(network.startMs(1));
    sender.at(network.startMs(1) + 10);
    sender.at(network.twoThirdsMs(1));
    node.receive(network.startMs(1), sender.published(Block.class).getFirst().block());
    Types types = network.types;
    int judged = 0;
    SingleAttestation single = sender.published(SingleAttestation.class).getFirst();
    judged +=
        mutate(
            types.attestation(),
            single.attestation(),
            changed -> new SingleAttestation(single.subnet(), changed));
    judged +=
        mutate(
            types.signedAggregateAndProof(),
            sender.published(Aggregate.class).getFirst().aggregate(),
            Aggregate::new);
    SyncMessage sync = sender.published(SyncMessage.class).getFirst();
    judged +=
        mutate(
            types.syncCommitteeMessage(),
            sync.message(),
            changed -> new SyncMessage(sync.subnet(), changed));
    judged +=
        mutate(
            types.signedContributionAndProof(),
            sender.published(Contribution.class).getFirst().contribution(),
            Contribution::new);
    judged +=
        mutate(
            types.signedVoluntaryExit(),
            new SignedVoluntaryExit(new VoluntaryExit(0, 3), BlsSignature.EMPTY),
            Exit::new);
    judged += mutate(types.proposerSlashing(), proposerSlashing(), ProposerSlashed::new);
    judged += mutate(types.attesterSlashing(), attesterSlashing(), AttesterSlashed::new);
    assertThat(judged).as("most of it decodes").isGreaterThan(CHANGES);
  }

  private <T> int mutate(SszType<T> type, T value, Function<T, GossipMessage> message) {
    byte[] valid = type.encode(value);
    int judged = 0;
    for (int i = 0; i < CHANGES; i++) {
      byte[] bytes = valid.clone();
      List<Integer> places = new ArrayList<>();
      for (int k = random.nextInt(3); k >= 0; k--) {
        int place = random.nextInt(bytes.length);
        places.add(place);
        bytes[place] ^= (byte) (1 << random.nextInt(8));
      }
      T changed;
      try {
        changed = type.decode(bytes);
      } catch (SszException _) {
        continue;
      }
      judged++;
      Verdict verdict = node.judge(nowMs, message.apply(changed));
      if (!changed.equals(value)) {
        assertThat(verdict)
            .as("%s changed at %s", value.getClass().getSimpleName(), places)
            .isNotEqualTo(Verdict.ACCEPT);
      }
    }
    return judged;
  }

  private static ProposerSlashing proposerSlashing() {
    return new ProposerSlashing(header(1), header(2));
  }

  private static SignedBeaconBlockHeader header(int body) {
    byte[] root = new byte[32];
    root[0] = (byte) body;
    return new SignedBeaconBlockHeader(
        new BeaconBlockHeader(1, 2, Hash32.ZERO, Hash32.ZERO, Hash32.of(root)), BlsSignature.EMPTY);
  }

  private static AttesterSlashing attesterSlashing() {
    return new AttesterSlashing(indexed(1), indexed(2));
  }

  private static IndexedAttestation indexed(int block) {
    byte[] root = new byte[32];
    root[0] = (byte) block;
    AttestationData data =
        new AttestationData(
            1, 0, Hash32.of(root), new Checkpoint(0, Hash32.ZERO), new Checkpoint(1, Hash32.ZERO));
    return new IndexedAttestation(List.of(3L, 4L), data, BlsSignature.EMPTY);
  }
}
