namespace AuditOps.Streams;

/// <summary>Sees one committed entry of a store in the form of its changelog. The spans are valid during the call only.</summary>
public delegate void StoreVisitor(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long timestampMs);
