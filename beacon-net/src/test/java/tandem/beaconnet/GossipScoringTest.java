package tandem.beaconnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import tandem.beaconnet.GossipTopic.Kind;
import tandem.gossipsub.ScoreParams;

/// The numbers of coordinator-net.md 2.6.
class GossipScoringTest {
  private static final GossipScoring MAINNET = new GossipScoring(4_000, 32, 65_536, 32, 512);

  @Test
  void decaysAreThoseOfTheDocument() {
    ScoreParams.Topic block = MAINNET.topic(Kind.BEACON_BLOCK);
    assertThat(block.firstDecay()).isCloseTo(0.992830, within(5e-7));
    assertThat(block.invalidDecay()).isCloseTo(0.997126, within(5e-7));
    assertThat(MAINNET.topic(Kind.BEACON_AGGREGATE_AND_PROOF).firstDecay())
        .isCloseTo(0.865964, within(5e-7));
    assertThat(MAINNET.topic(Kind.PROPOSER_SLASHING).firstDecay())
        .isCloseTo(0.998562, within(5e-7));
  }

  @Test
  void weightsOfInvalidMessagesAreThoseOfTheDocumentUpToTheTopicsWeight() {
    assertThat(MAINNET.topic(Kind.BEACON_AGGREGATE_AND_PROOF).invalidWeight()).isEqualTo(-305);
    assertThat(MAINNET.topic(Kind.BEACON_ATTESTATION).invalidWeight()).isEqualTo(-9760);
    assertThat(MAINNET.topic(Kind.SYNC_COMMITTEE).invalidWeight()).isEqualTo(-1525);
    assertThat(MAINNET.topic(Kind.SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF).invalidWeight())
        .isEqualTo(-762.5);
  }

  @Test
  void allFirstDeliveriesOfATopicAreWorthTheSame() {
    for (Kind kind :
        new Kind[] {
          Kind.BEACON_AGGREGATE_AND_PROOF,
          Kind.BEACON_ATTESTATION,
          Kind.SYNC_COMMITTEE,
          Kind.SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF
        }) {
      ScoreParams.Topic topic = MAINNET.topic(kind);
      assertThat(topic.firstWeight() * topic.firstCap())
          .as(kind.name())
          .isCloseTo(40, within(1e-9));
    }
  }

  @Test
  void aTopicWithLessThanOneMessageASlotSaysNothingForAPeer() {
    ScoreParams.Topic topic = new GossipScoring(2_000, 8, 64, 1, 32).topic(Kind.BEACON_ATTESTATION);
    assertThat(topic.firstWeight()).isZero();
    assertThat(topic.invalidWeight()).isNegative();
  }
}
