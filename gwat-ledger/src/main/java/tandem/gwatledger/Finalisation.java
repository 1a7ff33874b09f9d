package tandem.gwatledger;

/// What [Ledger#finalizeSpines] did.
public sealed interface Finalisation {
  /// What was done before the end or the refusal; each spine is one atomic write.
  Changes changes();

  /// Every spine of the list is finalised.
  record Applied(Changes changes) implements Finalisation {}

  /// The spines before the refused one are finalised; it and those after it are not.
  record Refused(Refusal refusal, Changes changes) implements Finalisation {}
}
