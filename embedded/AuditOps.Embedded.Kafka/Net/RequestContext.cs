namespace AuditOps.Embedded.Kafka.Net;

/// <summary>What a handler may know about the request besides its body.</summary>
/// <param name="Version">The request's version, within the handler's range.</param>
/// <param name="ClientId">As the client calls itself; "" when it does not.</param>
/// <param name="ClientHost">The peer's address, "/127.0.0.1" style.</param>
/// <param name="Session">Who asks.</param>
/// <param name="Closed">Cancelled when the connection is gone, so that a parked answer does not outlive it.</param>
internal readonly record struct RequestContext(short Version, string ClientId, string ClientHost, ClientSession Session, CancellationToken Closed);
