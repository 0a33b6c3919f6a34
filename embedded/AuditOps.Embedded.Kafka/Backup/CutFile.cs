namespace AuditOps.Embedded.Kafka.Backup;

/// <summary>One file of a cut.</summary>
/// <param name="Path">Relative to the broker's directory, with '/'.</param>
/// <param name="Length">Bytes that belong to the cut; the file may have grown since.</param>
public sealed record CutFile(string Path, long Length);
