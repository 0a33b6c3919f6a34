namespace AuditOps.Streams;

/// <summary>A store as a topology names it; each task makes its own.</summary>
/// <param name="Name">Unique in the topology: lower-case letters, digits, dashes. The changelog topic hangs on it.</param>
public abstract record StoreSpec(string Name)
{
    /// <summary>How far back entries matter, in time of their changelog timestamps; null when they stay until deleted.</summary>
    public virtual TimeSpan? Retention => null;

    /// <summary>Faults of the spec; empty when it is good.</summary>
    public virtual IReadOnlyList<string> Validate() => [];

    public abstract IStateStore Create(StoreContext context);
}
