package tandem.faultproxy;

/// What has gone through a proxy since it was opened, as of one moment.
///
/// @param connections that were taken
/// @param open of these, those that have not ended
/// @param fromClient bytes that the client sent
/// @param toServer of these, those that were handed to the server
/// @param fromServer bytes that the server sent
/// @param toClient of these, those that were handed to the client
public record Traffic(
    long connections, int open, long fromClient, long toServer, long fromServer, long toClient) {}
