namespace AuditOps.Embedded.Kafka.Storage;

/// <summary>When appended bytes are forced to disk, and so what an acknowledgement means.</summary>
public enum FlushPolicy
{
    /// <summary>The operating system decides. An acknowledged record survives the process, not a power cut.</summary>
    None,

    /// <summary>Forced every a set time; acknowledgements and readers do not wait for it.</summary>
    Interval,

    /// <summary>Acknowledgements and readers wait for the next common flush. The default: acknowledged means on disk.</summary>
    Group,
}
