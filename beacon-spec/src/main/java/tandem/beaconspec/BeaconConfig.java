package tandem.beaconspec;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tandem.primitives.Address;
import tandem.primitives.Bytes;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The configuration of a network (specification v1.1.10, presets and configs; beacon-rules.md 1).
/// Accessors have the specification's names. With `ordered` off the rules are Altair's alone: the
/// three added fields do not exist (beacon-rules.md 9).
public final class BeaconConfig {
  /// `FAR_FUTURE_EPOCH`: 2^64 - 1, the greatest unsigned number.
  public static final long FAR_FUTURE_EPOCH = -1L;

  public static final int DEPOSIT_CONTRACT_TREE_DEPTH = 32;
  public static final int ATTESTATION_SUBNET_COUNT = 64;
  public static final int SYNC_COMMITTEE_SUBNET_COUNT = 4;
  public static final int TARGET_AGGREGATORS_PER_COMMITTEE = 16;
  public static final int TARGET_AGGREGATORS_PER_SYNC_SUBCOMMITTEE = 16;

  /// Bytes of a `beacon.json`.
  private static final int JSON_MAX = 1 << 16;

  /// A setting that is named twice has no value, and nothing follows the object.
  private static final ObjectReader STRICT =
      JsonMapper.shared()
          .reader()
          .with(
              DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static final int VERSION_LENGTH = 4;
  private static final String RULES = "RULES";
  private static final String GENESIS_FORK_VERSION = "GENESIS_FORK_VERSION";
  private static final String ALTAIR_FORK_VERSION = "ALTAIR_FORK_VERSION";
  private static final String DEPOSIT_CONTRACT_ADDRESS = "DEPOSIT_CONTRACT_ADDRESS";

  private final boolean ordered;
  private final Bytes genesisForkVersion;
  private final Bytes altairForkVersion;
  private final Address depositContractAddress;
  // By the ordinal of the setting.
  private final long[] values;

  private BeaconConfig(
      boolean ordered,
      Bytes genesisForkVersion,
      Bytes altairForkVersion,
      Address depositContractAddress,
      Map<Setting, Long> settings) {
    this.ordered = ordered;
    this.genesisForkVersion = requireVersion(GENESIS_FORK_VERSION, genesisForkVersion);
    this.altairForkVersion = requireVersion(ALTAIR_FORK_VERSION, altairForkVersion);
    this.depositContractAddress = depositContractAddress;
    this.values = new long[Setting.values().length];
    for (Setting setting : Setting.values()) {
      long value = Objects.requireNonNull(settings.get(setting));
      if (value < setting.min || value > setting.max) {
        throw new IllegalArgumentException(
            "%s is %d, it can be %d to %d".formatted(setting, value, setting.min, setting.max));
      }
      values[setting.ordinal()] = value;
    }
    requireWhole(Setting.SLOTS_PER_HISTORICAL_ROOT, 64);
    requireWhole(Setting.EPOCHS_PER_HISTORICAL_VECTOR, 64);
    requireWhole(Setting.EPOCHS_PER_SLASHINGS_VECTOR, 64);
    requireWhole(Setting.SLOTS_PER_HISTORICAL_ROOT, slotsPerEpoch());
    requireWhole(Setting.SYNC_COMMITTEE_SIZE, 8L * SYNC_COMMITTEE_SUBNET_COUNT);
    requireSeedsOfWindow();
  }

  private static Bytes requireVersion(String name, Bytes version) {
    if (version.length() != VERSION_LENGTH) {
      throw new IllegalArgumentException(name + " has " + version.length() + " bytes, not 4");
    }
    return version;
  }

  private void requireWhole(Setting setting, long part) {
    if (at(setting) % part != 0) {
      throw new IllegalArgumentException(
          setting + " is " + at(setting) + ", it must be a multiple of " + part);
    }
  }

  /// The committees of every spine vote must still be known (beacon-rules.md 3).
  private void requireSeedsOfWindow() {
    long epochs = spineVoteWindow() / slotsPerEpoch() + minSeedLookahead() + 3;
    if (ordered && epochs > epochsPerHistoricalVector()) {
      throw new IllegalArgumentException(
          "SPINE_VOTE_WINDOW is %d slots, for which EPOCHS_PER_HISTORICAL_VECTOR must be %d, not %d"
              .formatted(spineVoteWindow(), epochs, epochsPerHistoricalVector()));
    }
  }

  /// Altair's rules with the mainnet preset.
  public static BeaconConfig mainnet() {
    return preset(true, false);
  }

  /// Altair's rules with the minimal preset.
  public static BeaconConfig minimal() {
    return preset(false, false);
  }

  /// The rules `ordered` (beacon-rules.md 1).
  ///
  /// @param chainId of gwat, which is its network id too
  /// @param depositContract address in gwat's alloc
  public static BeaconConfig ordered(long chainId, Address depositContract) {
    BeaconConfig base = preset(true, true);
    return new BeaconConfig(
        true,
        base.genesisForkVersion,
        base.altairForkVersion,
        depositContract,
        base.with(
            Map.of(
                Setting.SECONDS_PER_SLOT, 4L,
                Setting.EPOCHS_PER_ETH1_VOTING_PERIOD, 4L,
                Setting.ETH1_FOLLOW_DISTANCE, 16L,
                Setting.SECONDS_PER_ETH1_BLOCK, 4L,
                Setting.GENESIS_DELAY, 0L,
                Setting.MIN_GENESIS_ACTIVE_VALIDATOR_COUNT, 1L,
                Setting.DEPOSIT_CHAIN_ID, chainId,
                Setting.DEPOSIT_NETWORK_ID, chainId)));
  }

  private static BeaconConfig preset(boolean isMainnet, boolean ordered) {
    Map<Setting, Long> settings = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      settings.put(setting, isMainnet ? setting.mainnet : setting.minimal);
    }
    return new BeaconConfig(
        ordered, Bytes.fromHex("54000000"), Bytes.fromHex("54000001"), Address.ZERO, settings);
  }

  /// The same with another value of one setting.
  ///
  /// @param name in the specification's spelling, `SLOTS_PER_EPOCH`
  /// @throws IllegalArgumentException if there is no such setting or the value is out of its bounds
  public BeaconConfig with(String name, long value) {
    return new BeaconConfig(
        ordered,
        genesisForkVersion,
        altairForkVersion,
        depositContractAddress,
        with(Map.of(setting(name), value)));
  }

  private static Setting setting(String name) {
    for (Setting setting : Setting.values()) {
      if (setting.name().equals(name)) {
        return setting;
      }
    }
    throw new IllegalArgumentException("there is no setting " + brief(name));
  }

  private Map<Setting, Long> with(Map<Setting, Long> others) {
    Map<Setting, Long> settings = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      settings.put(setting, at(setting));
    }
    settings.putAll(others);
    return settings;
  }

  /// Reads a network's `beacon.json`, which names every setting and nothing else.
  ///
  /// @throws IllegalArgumentException with a sentence that names what is wrong
  public static BeaconConfig parse(byte[] json) {
    if (json.length > JSON_MAX) {
      throw new IllegalArgumentException(
          "a configuration of " + json.length + " bytes, at most " + JSON_MAX);
    }
    JsonNode root;
    try {
      root = STRICT.readTree(json);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("no JSON: " + e.getMessage(), e);
    }
    if (root == null || !root.isObject()) {
      throw new IllegalArgumentException("no JSON object");
    }
    Map<Setting, Long> settings = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      JsonNode value = required(root, setting.name());
      if (!value.isIntegralNumber() || !value.canConvertToLong()) {
        throw new IllegalArgumentException(setting + " is no whole number: " + brief(value));
      }
      settings.put(setting, value.asLong());
    }
    refuseUnknown(root);
    return new BeaconConfig(
        isOrdered(required(root, RULES)),
        bytes(root, GENESIS_FORK_VERSION, VERSION_LENGTH),
        bytes(root, ALTAIR_FORK_VERSION, VERSION_LENGTH),
        Address.of(bytes(root, DEPOSIT_CONTRACT_ADDRESS, Address.LENGTH).toArray()),
        settings);
  }

  /// A `beacon.json` that [#parse] reads as this.
  public byte[] toJson() {
    ObjectNode root = JsonMapper.shared().createObjectNode();
    root.put(RULES, ordered ? "ordered" : "altair");
    root.put(GENESIS_FORK_VERSION, genesisForkVersion.toHex());
    root.put(ALTAIR_FORK_VERSION, altairForkVersion.toHex());
    root.put(DEPOSIT_CONTRACT_ADDRESS, depositContractAddress.toHex());
    for (Setting setting : Setting.values()) {
      root.put(setting.name(), at(setting));
    }
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
  }

  private static JsonNode required(JsonNode root, String name) {
    JsonNode value = root.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing");
    }
    return value;
  }

  private static boolean isOrdered(JsonNode rules) {
    return switch (rules.asString("")) {
      case "ordered" -> true;
      case "altair" -> false;
      default ->
          throw new IllegalArgumentException(
              "RULES is " + brief(rules) + ", it can be \"ordered\" or \"altair\"");
    };
  }

  private static Bytes bytes(JsonNode root, String name, int length) {
    JsonNode value = required(root, name);
    try {
      Bytes bytes = Bytes.fromHex(value.asString(""));
      if (bytes.length() == length) {
        return bytes;
      }
    } catch (IllegalArgumentException _) {
      // Said below.
    }
    throw new IllegalArgumentException(
        name + " is " + brief(value) + ", it must be " + length + " bytes in hexadecimal");
  }

  private static void refuseUnknown(JsonNode root) {
    for (Iterator<String> names = root.propertyNames().iterator(); names.hasNext(); ) {
      String name = names.next();
      boolean isText =
          name.equals(RULES)
              || name.equals(GENESIS_FORK_VERSION)
              || name.equals(ALTAIR_FORK_VERSION)
              || name.equals(DEPOSIT_CONTRACT_ADDRESS);
      if (!isText) {
        setting(name);
      }
    }
  }

  private static String brief(Object value) {
    String text = value.toString();
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  private long at(Setting setting) {
    return values[setting.ordinal()];
  }

  /// Whether spines are voted on.
  public boolean ordered() {
    return ordered;
  }

  /// 4 bytes.
  public Bytes genesisForkVersion() {
    return genesisForkVersion;
  }

  /// 4 bytes.
  public Bytes altairForkVersion() {
    return altairForkVersion;
  }

  public Address depositContractAddress() {
    return depositContractAddress;
  }

  /// `compute_epoch_at_slot`.
  public long epochAt(long slot) {
    return Long.divideUnsigned(slot, slotsPerEpoch());
  }

  /// `compute_start_slot_at_epoch`.
  public long startSlot(long epoch) {
    return epoch * slotsPerEpoch();
  }

  public int maxCommitteesPerSlot() {
    return (int) at(Setting.MAX_COMMITTEES_PER_SLOT);
  }

  public int targetCommitteeSize() {
    return (int) at(Setting.TARGET_COMMITTEE_SIZE);
  }

  public int maxValidatorsPerCommittee() {
    return (int) at(Setting.MAX_VALIDATORS_PER_COMMITTEE);
  }

  public int shuffleRoundCount() {
    return (int) at(Setting.SHUFFLE_ROUND_COUNT);
  }

  public long hysteresisQuotient() {
    return at(Setting.HYSTERESIS_QUOTIENT);
  }

  public long hysteresisDownwardMultiplier() {
    return at(Setting.HYSTERESIS_DOWNWARD_MULTIPLIER);
  }

  public long hysteresisUpwardMultiplier() {
    return at(Setting.HYSTERESIS_UPWARD_MULTIPLIER);
  }

  public long minDepositAmount() {
    return at(Setting.MIN_DEPOSIT_AMOUNT);
  }

  public long maxEffectiveBalance() {
    return at(Setting.MAX_EFFECTIVE_BALANCE);
  }

  public long effectiveBalanceIncrement() {
    return at(Setting.EFFECTIVE_BALANCE_INCREMENT);
  }

  public long minAttestationInclusionDelay() {
    return at(Setting.MIN_ATTESTATION_INCLUSION_DELAY);
  }

  public long slotsPerEpoch() {
    return at(Setting.SLOTS_PER_EPOCH);
  }

  public long minSeedLookahead() {
    return at(Setting.MIN_SEED_LOOKAHEAD);
  }

  public long maxSeedLookahead() {
    return at(Setting.MAX_SEED_LOOKAHEAD);
  }

  public long epochsPerEth1VotingPeriod() {
    return at(Setting.EPOCHS_PER_ETH1_VOTING_PERIOD);
  }

  public int slotsPerHistoricalRoot() {
    return (int) at(Setting.SLOTS_PER_HISTORICAL_ROOT);
  }

  public long minEpochsToInactivityPenalty() {
    return at(Setting.MIN_EPOCHS_TO_INACTIVITY_PENALTY);
  }

  public int epochsPerHistoricalVector() {
    return (int) at(Setting.EPOCHS_PER_HISTORICAL_VECTOR);
  }

  public int epochsPerSlashingsVector() {
    return (int) at(Setting.EPOCHS_PER_SLASHINGS_VECTOR);
  }

  public long historicalRootsLimit() {
    return at(Setting.HISTORICAL_ROOTS_LIMIT);
  }

  public long validatorRegistryLimit() {
    return at(Setting.VALIDATOR_REGISTRY_LIMIT);
  }

  public long baseRewardFactor() {
    return at(Setting.BASE_REWARD_FACTOR);
  }

  public long whistleblowerRewardQuotient() {
    return at(Setting.WHISTLEBLOWER_REWARD_QUOTIENT);
  }

  public long proposerRewardQuotient() {
    return at(Setting.PROPOSER_REWARD_QUOTIENT);
  }

  public int maxProposerSlashings() {
    return (int) at(Setting.MAX_PROPOSER_SLASHINGS);
  }

  public int maxAttesterSlashings() {
    return (int) at(Setting.MAX_ATTESTER_SLASHINGS);
  }

  public int maxAttestations() {
    return (int) at(Setting.MAX_ATTESTATIONS);
  }

  public int maxDeposits() {
    return (int) at(Setting.MAX_DEPOSITS);
  }

  public int maxVoluntaryExits() {
    return (int) at(Setting.MAX_VOLUNTARY_EXITS);
  }

  public long inactivityPenaltyQuotientAltair() {
    return at(Setting.INACTIVITY_PENALTY_QUOTIENT_ALTAIR);
  }

  public long minSlashingPenaltyQuotientAltair() {
    return at(Setting.MIN_SLASHING_PENALTY_QUOTIENT_ALTAIR);
  }

  public long proportionalSlashingMultiplierAltair() {
    return at(Setting.PROPORTIONAL_SLASHING_MULTIPLIER_ALTAIR);
  }

  public int syncCommitteeSize() {
    return (int) at(Setting.SYNC_COMMITTEE_SIZE);
  }

  public long epochsPerSyncCommitteePeriod() {
    return at(Setting.EPOCHS_PER_SYNC_COMMITTEE_PERIOD);
  }

  public long minGenesisActiveValidatorCount() {
    return at(Setting.MIN_GENESIS_ACTIVE_VALIDATOR_COUNT);
  }

  public long secondsPerSlot() {
    return at(Setting.SECONDS_PER_SLOT);
  }

  public long secondsPerEth1Block() {
    return at(Setting.SECONDS_PER_ETH1_BLOCK);
  }

  public long eth1FollowDistance() {
    return at(Setting.ETH1_FOLLOW_DISTANCE);
  }

  public long genesisDelay() {
    return at(Setting.GENESIS_DELAY);
  }

  public long minValidatorWithdrawabilityDelay() {
    return at(Setting.MIN_VALIDATOR_WITHDRAWABILITY_DELAY);
  }

  public long shardCommitteePeriod() {
    return at(Setting.SHARD_COMMITTEE_PERIOD);
  }

  public long inactivityScoreBias() {
    return at(Setting.INACTIVITY_SCORE_BIAS);
  }

  public long inactivityScoreRecoveryRate() {
    return at(Setting.INACTIVITY_SCORE_RECOVERY_RATE);
  }

  public long ejectionBalance() {
    return at(Setting.EJECTION_BALANCE);
  }

  public long minPerEpochChurnLimit() {
    return at(Setting.MIN_PER_EPOCH_CHURN_LIMIT);
  }

  public long churnLimitQuotient() {
    return at(Setting.CHURN_LIMIT_QUOTIENT);
  }

  public int proposerScoreBoost() {
    return (int) at(Setting.PROPOSER_SCORE_BOOST);
  }

  public long depositChainId() {
    return at(Setting.DEPOSIT_CHAIN_ID);
  }

  public long depositNetworkId() {
    return at(Setting.DEPOSIT_NETWORK_ID);
  }

  public int maxCreatorsPerSlot() {
    return (int) at(Setting.MAX_CREATORS_PER_SLOT);
  }

  public int maxSpines() {
    return (int) at(Setting.MAX_SPINES);
  }

  public int spineVotesRequired() {
    return (int) at(Setting.SPINE_VOTES_REQUIRED);
  }

  public int spineVoteWindow() {
    return (int) at(Setting.SPINE_VOTE_WINDOW);
  }

  public long spineCandidatesLag() {
    return at(Setting.SPINE_CANDIDATES_LAG);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BeaconConfig that
        && ordered == that.ordered
        && genesisForkVersion.equals(that.genesisForkVersion)
        && altairForkVersion.equals(that.altairForkVersion)
        && depositContractAddress.equals(that.depositContractAddress)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Objects.hash(ordered, altairForkVersion, Arrays.hashCode(values));
  }
}
