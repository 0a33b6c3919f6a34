using System.Text.Json.Serialization;

namespace AuditOps.Host.Bench;

/// <summary>The figures of <c>bench pipeline</c>; the JSON names are relied on by scripts.</summary>
internal sealed record PipelineBenchResult
{
    /// <summary>Events made queryable by the backlog load and the open loop together.</summary>
    [JsonPropertyName("events")]
    public required long Events { get; init; }

    /// <summary>Raw record to queryable row, over the whole backlog load.</summary>
    [JsonPropertyName("events_per_second")]
    public required double EventsPerSecond { get; init; }

    /// <summary>The same backlog load without exactly-once, where it was asked for.</summary>
    [JsonPropertyName("at_least_once_events_per_second")]
    public double? AtLeastOnceEventsPerSecond { get; init; }

    /// <summary>Rate with exactly-once over the rate without.</summary>
    [JsonPropertyName("exactly_once_ratio")]
    public double? ExactlyOnceRatio { get; init; }

    /// <summary>From the scheduled publish time to being found by a query.</summary>
    [JsonPropertyName("p50_ms")]
    public required double P50Ms { get; init; }

    [JsonPropertyName("p99_ms")]
    public required double P99Ms { get; init; }

    /// <summary>Largest sum of the resident memory of broker, ClickHouse and processing, sampled once a second; null against a given stack.</summary>
    [JsonPropertyName("rss_mb")]
    public double? RssMb { get; init; }

    /// <summary>Managed allocation of the processing role during the backlog load; null against a given stack.</summary>
    [JsonPropertyName("allocated_bytes_per_event")]
    public double? AllocatedBytesPerEvent { get; init; }

    /// <summary>Acknowledged by the broker, not found by id.</summary>
    [JsonPropertyName("lost")]
    public required long Lost { get; init; }

    /// <summary>Found more than once by id in what people query.</summary>
    [JsonPropertyName("duplicated")]
    public required long Duplicated { get; init; }
}

[JsonSerializable(typeof(PipelineBenchResult))]
[JsonSerializable(typeof(PipelineBenchView.CountRow))]
[JsonSerializable(typeof(PipelineBenchView.NumberRow))]
[JsonSerializable(typeof(PipelineBenchView.CheckRow))]
internal sealed partial class PipelineBenchJson : JsonSerializerContext;
