namespace AuditOps.Processors.Ingest;

/// <summary>The two ways in. They share the code and the output topic; live has the right of way.</summary>
internal enum Lane
{
    /// <summary>What the collectors fetch as it happens.</summary>
    Live,

    /// <summary>Imports and backfill; events are flagged historical.</summary>
    History,
}
