package tandem.cli;

import picocli.CommandLine.Option;

/// The numbers of a network, the same for `genesis` and `devnet`.
final class GenesisOptions {
  @Option(
      names = "--validators",
      paramLabel = "N",
      defaultValue = "64",
      description = "Validators of the network (default: ${DEFAULT-VALUE}).")
  int validators;

  @Option(
      names = "--creators-per-pair",
      paramLabel = "N",
      defaultValue = "4",
      description =
          "Accounts for which a pair makes blocks; its validators share them"
              + " (default: ${DEFAULT-VALUE}).")
  int creatorsPerPair;

  @Option(
      names = "--seconds-per-slot",
      paramLabel = "S",
      defaultValue = "2",
      description = "Length of a slot (default: ${DEFAULT-VALUE}).")
  long secondsPerSlot;

  @Option(
      names = "--slots-per-epoch",
      paramLabel = "N",
      defaultValue = "8",
      description = "Length of an epoch (default: ${DEFAULT-VALUE}).")
  long slotsPerEpoch;

  @Option(
      names = "--chain-id",
      paramLabel = "ID",
      defaultValue = "5410",
      description = "Chain id of the transactions (default: ${DEFAULT-VALUE}).")
  long chainId;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "16",
      description =
          "Accounts with a balance, whose keys go to accounts.json (default: ${DEFAULT-VALUE}).")
  int accounts;
}
