package tandem.gwatledger;

/// What [Ledger#unwindTo] did.
public sealed interface Unwinding {
  record Unwound(Changes changes) implements Unwinding {}

  /// Nothing changed.
  record Refused(Refusal refusal) implements Unwinding {}
}
