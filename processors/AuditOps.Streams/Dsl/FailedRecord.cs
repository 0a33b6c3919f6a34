namespace AuditOps.Streams;

/// <summary>A record that cannot go on, as handed to the application's <see cref="IDeadLetterWriter"/>.</summary>
public sealed record FailedRecord
{
    public required string Topology { get; init; }

    /// <summary>The step that gave up: a processor's name, or <c>decode</c>.</summary>
    public required string Step { get; init; }

    /// <summary>From the application's closed set, or <see cref="ProcessorThrew"/>.</summary>
    public required string Failure { get; init; }

    public required string Reason { get; init; }
    public required RecordMetadata Record { get; init; }
    public required ReadOnlyMemory<byte> Value { get; init; }

    /// <summary>The code for a step that threw something unplanned on the same record, time and again.</summary>
    public const string ProcessorThrew = "ProcessorThrew";
}
