namespace AuditOps.Collectors.Import;

/// <summary>Where a run is.</summary>
/// <param name="Bytes">Bytes of the file read so far, before decompression.</param>
/// <param name="TotalBytes">Size of the file; 0 when it is not known.</param>
/// <param name="Step">reading, or what is waited for.</param>
public sealed record ImportProgress(string File, long Records, long Bytes, long TotalBytes, string Step);
