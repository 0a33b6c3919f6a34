namespace AuditOps.Schemas.Topics;

/// <summary>What Kafka does with old records of a topic (cleanup.policy).</summary>
public enum TopicCleanup
{
    /// <summary>Records go when they are older than the retention.</summary>
    Delete = 0,

    /// <summary>The newest record of each key stays for ever.</summary>
    Compact = 1,

    /// <summary>The newest record of each key stays for the retention.</summary>
    CompactAndDelete = 2,
}
