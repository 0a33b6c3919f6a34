namespace AuditOps.Processors.Notify.Sending;

/// <summary>What is posted.</summary>
/// <param name="Bytes">The body as it goes over the wire.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Headers">Headers that belong to the form.</param>
/// <param name="IsGzip">Whether the bytes are compressed.</param>
internal sealed record OutgoingBody(ReadOnlyMemory<byte> Bytes, string ContentType, IReadOnlyList<KeyValuePair<string, string>> Headers, bool IsGzip = false);
