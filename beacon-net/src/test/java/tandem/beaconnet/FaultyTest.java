package tandem.beaconnet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tandem.libp2p.Identity;
import tandem.libp2p.PeerId;

/// Who is not let in, and for how long.
class FaultyTest {
  @Test
  void aPeerAtFaultIsLetInAgainAfterAMinute() {
    Faulty faulty = new Faulty();
    PeerId peer = Identity.generate().peerId();
    assertThat(faulty.contains(peer, 0)).isFalse();
    faulty.add(peer, 0);
    assertThat(faulty.contains(peer, 59_999)).isTrue();
    assertThat(faulty.contains(peer, 60_000)).isFalse();
    assertThat(faulty.contains(peer, 0)).isFalse();
  }

  @Test
  void aCrowdOfFaultyPeersIsForgottenFromItsBeginning() {
    Faulty faulty = new Faulty();
    PeerId first = Identity.generate().peerId();
    faulty.add(first, 0);
    for (int i = 0; i < 1_024; i++) {
      faulty.add(Identity.generate().peerId(), 1);
    }
    assertThat(faulty.contains(first, 2)).isFalse();
  }
}
