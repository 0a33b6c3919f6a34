namespace AuditOps.Streams;

/// <summary>What holds when a worker fails in the middle of its work.</summary>
public enum ProcessingGuarantee
{
    /// <summary>Outputs, state and offsets become visible together, once.</summary>
    ExactlyOnce,

    /// <summary>Nothing is lost; the last commit interval may be written twice, and state may count it twice.</summary>
    AtLeastOnce,
}
