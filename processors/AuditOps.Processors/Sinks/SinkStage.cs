namespace AuditOps.Processors.Sinks;

internal static class SinkStage
{
    /// <summary>The stage that a sink's dead letters name.</summary>
    public const string Name = "sink";
}
