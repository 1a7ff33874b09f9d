package tandem.beaconspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import tandem.primitives.Bytes;
import tandem.primitives.Hash32;
import tandem.primitives.Hex;
import tools.jackson.databind.JsonNode;

/// Domains and what is signed, against another implementation.
class SigningRootsTest {
  @Test
  void domainsAndForkDigestAreThoseOfAnotherImplementation() throws Exception {
    try (AltairVectors vectors = AltairVectors.open("minimal")) {
      JsonNode json = vectors.json("domains/domains.json");
      SigningRoots roots = roots(vectors);
      assertThat(roots.forkDigest().toHex())
          .isEqualTo(json.get("forks").get(1).get("fork_digest").asString());
      int checked = 0;
      for (JsonNode each : json.get("domains")) {
        String name = each.get("name").asString().substring("DOMAIN_".length());
        if (name.equals("APPLICATION_MASK")) {
          continue; // Nothing of ours is signed with it.
        }
        Domain domain = Domain.valueOf(name.toUpperCase(Locale.ROOT));
        String expected =
            domain == Domain.DEPOSIT ? "domain_genesis_fork_zero_root" : "domain_altair_fork";
        assertThat(roots.domain(domain, 3).toHex()).isEqualTo(each.get(expected).asString());
        checked++;
      }
      assertThat(checked).isEqualTo(Domain.values().length);
    }
  }

  @Test
  void theVersionOfADomainIsThatOfTheEpoch() throws Exception {
    try (AltairVectors vectors = AltairVectors.open("minimal")) {
      JsonNode json = vectors.json("domains/domains.json");
      Hash32 genesisRoot =
          Hash32.fromHex(json.get("forks").get(0).get("genesis_validators_root").asString());
      BeaconConfig config = BeaconConfig.minimal();
      Fork fork = new Fork(config.genesisForkVersion(), config.altairForkVersion(), 5);
      SigningRoots roots = new SigningRoots(config, new Types(config), fork, genesisRoot);
      for (JsonNode each : json.get("domains")) {
        if (each.get("name").asString().equals("DOMAIN_BEACON_ATTESTER")) {
          assertThat(roots.domain(Domain.BEACON_ATTESTER, 4).toHex())
              .isEqualTo(each.get("domain_genesis_fork").asString());
          assertThat(roots.domain(Domain.BEACON_ATTESTER, 5).toHex())
              .isEqualTo(each.get("domain_altair_fork").asString());
          assertThat(roots.domain(Domain.BEACON_ATTESTER, BeaconConfig.FAR_FUTURE_EPOCH).toHex())
              .isEqualTo(each.get("domain_altair_fork").asString());
        }
      }
    }
  }

  @Test
  void signingRootsAreThoseOfAnotherImplementation() throws Exception {
    try (AltairVectors vectors = AltairVectors.open("minimal")) {
      SigningRoots roots = roots(vectors);
      Types types = new Types(BeaconConfig.minimal());
      int checked = 0;
      for (JsonNode each : vectors.json("domains/domains.json").get("signing")) {
        byte[] ssz = Hex.decode(each.get("serialized").asString());
        Hash32 root =
            switch (each.get("type").asString()) {
              case "BeaconBlock" -> roots.block(types.beaconBlock().decode(ssz));
              case "AttestationData" -> roots.attestation(types.attestationData().decode(ssz));
              case "Epoch" -> roots.randao(number(ssz));
              case "Slot" -> roots.selection(number(ssz));
              case "Root" -> roots.syncMessage(20, Hash32.of(ssz));
              case "VoluntaryExit" -> roots.voluntaryExit(types.voluntaryExit().decode(ssz));
              case "SyncAggregatorSelectionData" ->
                  roots.syncSelection(types.syncAggregatorSelectionData().decode(ssz));
              case "AggregateAndProof" ->
                  roots.aggregateAndProof(types.aggregateAndProof().decode(ssz));
              case "ContributionAndProof" ->
                  roots.contributionAndProof(types.contributionAndProof().decode(ssz));
              case "DepositMessage" -> roots.deposit(types.depositMessage().decode(ssz));
              default -> throw new AssertionError("there is no object " + each.get("type"));
            };
        assertThat(root.toHex())
            .as(each.get("type").asString())
            .isEqualTo(each.get("signing_root").asString());
        checked++;
      }
      assertThat(checked).isEqualTo(10);
    }
  }

  @Test
  void aHeaderIsSignedAsItsBlock() throws Exception {
    try (AltairVectors vectors = AltairVectors.open("minimal")) {
      SigningRoots roots = roots(vectors);
      Types types = new Types(BeaconConfig.minimal());
      JsonNode first = vectors.json("domains/domains.json").get("signing").get(0);
      BeaconBlock block =
          types.beaconBlock().decode(Hex.decode(first.get("serialized").asString()));
      BeaconBlockHeader header =
          new BeaconBlockHeader(
              block.slot(),
              block.proposerIndex(),
              block.parentRoot(),
              block.stateRoot(),
              types.beaconBlockBody().hashTreeRoot(block.body()));
      assertThat(roots.header(header)).isEqualTo(roots.block(block));
    }
  }

  private static SigningRoots roots(AltairVectors vectors) {
    JsonNode fork = vectors.json("domains/domains.json").get("forks").get(1);
    BeaconConfig config = BeaconConfig.minimal();
    assertThat(config.altairForkVersion()).isEqualTo(Bytes.fromHex(fork.get("version").asString()));
    return new SigningRoots(
        config,
        new Types(config),
        new Fork(config.genesisForkVersion(), config.altairForkVersion(), 0),
        Hash32.fromHex(fork.get("genesis_validators_root").asString()));
  }

  private static long number(byte[] ssz) {
    long number = 0;
    for (int i = ssz.length - 1; i >= 0; i--) {
      number = number << 8 | ssz[i] & 0xff;
    }
    return number;
  }
}
