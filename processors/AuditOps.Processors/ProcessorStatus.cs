namespace AuditOps.Processors;

/// <summary>The processing role as seen from outside; a snapshot.</summary>
public sealed record ProcessorStatus
{
    public required IReadOnlyList<StageStatus> Stages { get; init; }

    /// <summary>Records that have not reached their table yet, as far as known: lanes and sinks together.</summary>
    public long Lag => Stages.Sum(stage => stage.Lag);

    /// <summary>Every stage does its work.</summary>
    public bool IsHealthy => Stages.All(stage => stage.State is "Running" or "Yielding" && stage.DegradedSince is null);
}
