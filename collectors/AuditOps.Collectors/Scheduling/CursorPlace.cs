namespace AuditOps.Collectors.Scheduling;

/// <summary>Where the cursor of a feed is written.</summary>
internal readonly record struct CursorPlace(string Topic, byte[] Key, int? Partition);
