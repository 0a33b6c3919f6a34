namespace AuditOps.Engines.Sigma.Plan;

internal enum EventValueKind : byte
{
    Text,
    Number,
    Boolean,
    Null,

    /// <summary>An object or array, as it is written.</summary>
    Json,
}
