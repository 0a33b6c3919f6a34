namespace AuditOps.Schemas.Contracts;

/// <summary>Who counted. Values are stored; never renumber.</summary>
public enum CompletenessStage
{
    Unspecified = 0,
    Import = 1,
    Collect = 2,
    Ingest = 3,
    Sink = 4,
}
