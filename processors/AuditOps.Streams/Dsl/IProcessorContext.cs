namespace AuditOps.Streams;

/// <summary>What a processor may see and do while it handles a record. Valid during the call only.</summary>
public interface IProcessorContext<in TOut>
{
    /// <summary>The source record being processed.</summary>
    RecordMetadata Record { get; }

    /// <summary>Hands a value to every step after this one, at once and in order.</summary>
    void Forward(TOut value);
}
