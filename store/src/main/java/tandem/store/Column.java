package tandem.store;

/// A named family of keys. Keys of different columns never meet.
///
/// @param name short, lower case; stays in the database for ever
public record Column(String name) {
  public Column {
    if (!name.matches("[a-z][a-z0-9_]{0,31}")) {
      throw new IllegalArgumentException("not a column name: " + name);
    }
  }
}
