namespace AuditOps.Streams.Testing;

/// <summary>How far a consumer has got in one partition.</summary>
internal sealed class FetchPosition
{
    /// <summary>Null until the group's committed offset is known.</summary>
    public long? Next { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>The position at which the end was last told; it is told once.</summary>
    public long ToldEnd { get; set; } = -1;

    public void MoveTo(long offset)
    {
        Next = offset;
        ToldEnd = -1;
    }
}
