namespace AuditOps.Streams;

/// <summary>A record that cannot go on, or a punctuation that was switched off, as handed to the application's <see cref="IDeadLetterWriter"/>.</summary>
public sealed record FailedRecord
{
    public required string Topology { get; init; }

    /// <summary>The step that gave up: a processor's name, or <c>decode</c>.</summary>
    public required string Step { get; init; }

    /// <summary>From the application's closed set, or <see cref="ProcessorThrew"/> or <see cref="PunctuationThrew"/>.</summary>
    public required string Failure { get; init; }

    public required string Reason { get; init; }

    /// <summary>Where the record came from. For a punctuation: its step and name as the topic, the task's partition, offset -1, its time, no key.</summary>
    public required RecordMetadata Record { get; init; }

    /// <summary>The record's bytes; none for a punctuation.</summary>
    public required ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>The code for a step that threw something unplanned on the same record, time and again.</summary>
    public const string ProcessorThrew = "ProcessorThrew";

    /// <summary>The code for a punctuation that threw time and again and was switched off for its task. There is no record: no count of records may take it in.</summary>
    public const string PunctuationThrew = "PunctuationThrew";
}
