package tandem.beaconnet;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tandem.primitives.Bytes;

/// A topic of the beacon network (coordinator-net.md 2.2): `/eth2/<fork digest, 8
/// digits>/<name>/ssz_snappy`.
///
/// @param kind what its messages are
/// @param subnet 0 to `kind.subnets - 1`; 0 for kinds without subnets
record GossipTopic(Kind kind, int subnet) {
  /// What is gossiped.
  enum Kind {
    BEACON_BLOCK("beacon_block", 0),
    BEACON_AGGREGATE_AND_PROOF("beacon_aggregate_and_proof", 0),
    BEACON_ATTESTATION("beacon_attestation", 64),
    VOLUNTARY_EXIT("voluntary_exit", 0),
    PROPOSER_SLASHING("proposer_slashing", 0),
    ATTESTER_SLASHING("attester_slashing", 0),
    SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF("sync_committee_contribution_and_proof", 0),
    SYNC_COMMITTEE("sync_committee", 4);

    private final String text;
    private final int subnets;

    Kind(String text, int subnets) {
      this.text = text;
      this.subnets = subnets;
    }

    /// Number of subnets, 0 if the kind has none.
    int subnets() {
      return subnets;
    }
  }

  private static final Pattern FORM =
      Pattern.compile("/eth2/([0-9a-f]{8})/([a-z_]+?)(?:_([0-9]{1,2}))?/ssz_snappy");

  GossipTopic {
    if (subnet < 0 || subnet >= Math.max(1, kind.subnets)) {
      throw new IllegalArgumentException(kind + " has no subnet " + subnet);
    }
  }

  static GossipTopic of(Kind kind) {
    return new GossipTopic(kind, 0);
  }

  /// The topic's text on the network of `forkDigest` (4 bytes).
  String text(Bytes forkDigest) {
    String name = kind.subnets == 0 ? kind.text : kind.text + "_" + subnet;
    return "/eth2/" + forkDigest.toHex().substring(2) + "/" + name + "/ssz_snappy";
  }

  /// The topic of `text`, or nothing if it is none of ours on the network of `forkDigest`.
  static Optional<GossipTopic> parse(String text, Bytes forkDigest) {
    Matcher matcher = FORM.matcher(text);
    if (text.length() > 128 || !matcher.matches()) {
      return Optional.empty();
    }
    if (!matcher.group(1).equals(forkDigest.toHex().substring(2))) {
      return Optional.empty();
    }
    String digits = matcher.group(3);
    for (Kind kind : Kind.values()) {
      if (kind.text.equals(matcher.group(2)) && (digits != null) == (kind.subnets > 0)) {
        int subnet = digits == null ? 0 : Integer.parseInt(digits);
        boolean canonical = digits == null || digits.equals(Integer.toString(subnet));
        boolean exists = subnet < Math.max(1, kind.subnets);
        return canonical && exists ? Optional.of(new GossipTopic(kind, subnet)) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}
