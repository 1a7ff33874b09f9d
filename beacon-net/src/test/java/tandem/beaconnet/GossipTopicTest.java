package tandem.beaconnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tandem.primitives.Bytes;
import tandem.primitives.Hex;

class GossipTopicTest {
  private static final Bytes DIGEST = Bytes.fromHex("802ed6b2");

  @Test
  void everyTopicReadsBackAsItself() {
    for (GossipTopic.Kind kind : GossipTopic.Kind.values()) {
      for (int subnet = 0; subnet < Math.max(1, kind.subnets()); subnet++) {
        GossipTopic topic = new GossipTopic(kind, subnet);
        assertThat(GossipTopic.parse(topic.text(DIGEST), DIGEST)).contains(topic);
      }
    }
    assertThat(new GossipTopic(GossipTopic.Kind.SYNC_COMMITTEE, 3).text(DIGEST))
        .isEqualTo("/eth2/802ed6b2/sync_committee_3/ssz_snappy");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/eth2/802ed6b3/beacon_block/ssz_snappy",
        "/eth2/802ED6B2/beacon_block/ssz_snappy",
        "/eth2/802ed6b2/beacon_block/ssz",
        "/eth2/802ed6b2/beacon_block_0/ssz_snappy",
        "/eth2/802ed6b2/beacon_attestation/ssz_snappy",
        "/eth2/802ed6b2/beacon_attestation_64/ssz_snappy",
        "/eth2/802ed6b2/beacon_attestation_01/ssz_snappy",
        "/eth2/802ed6b2/sync_committee_4/ssz_snappy",
        "/eth2/802ed6b2/beacon_block/ssz_snappy/",
        "beacon_block",
        ""
      })
  void whatIsNoTopicOfThisNetworkIsNone(String text) {
    assertThat(GossipTopic.parse(text, DIGEST)).isEmpty();
  }

  @Test
  void identifiersAreTheWorkedOnes() {
    // coordinator-net.md 12.7
    String topic = GossipTopic.of(GossipTopic.Kind.BEACON_BLOCK).text(DIGEST);
    assertThat(GossipPayload.messageId(topic, Hex.decode("0308010203")))
        .isEqualTo(Bytes.fromHex("c52544b12c1a1a0bcc7e3142902e6d095f58cadb"));
    assertThat(GossipPayload.messageId(topic, Hex.decode("ffff")))
        .isEqualTo(Bytes.fromHex("c4611249c5363225c3cfdbe160771fa7a9255dff"));
  }
}
